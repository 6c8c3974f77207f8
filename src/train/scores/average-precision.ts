/**
 * How the area under a precision-recall curve is taken:
 * `voc2010` under the curve made monotone (precision at a recall is the best at this recall or a higher one), as the
 * devkits of 2010 and later do; `voc2007` the mean of that curve at the recalls 0, 0.1, …, 1; `steps` under the steps
 * of the curve as it is, Σ (Rₙ − Rₙ₋₁)·Pₙ, as scikit-learn's `average_precision_score` does.
 */
export type AveragePrecisionMethod = 'voc2010' | 'voc2007' | 'steps';

/** One sample as a class sees it. */
export interface RankedSample {
  readonly score: number;
  readonly positive: boolean;
}

interface CurvePoint {
  /** Of the samples above the threshold, how many are positive. */
  readonly hits: number;
  readonly precision: number;
}

/** One point for each distinct score, from the highest: samples of equal scores are called together. */
function curveOf(samples: readonly RankedSample[]): CurvePoint[] {
  const ranked = [...samples].sort((a, b) => b.score - a.score);
  const points: CurvePoint[] = [];
  let hits = 0;
  ranked.forEach(({score, positive}, index) => {
    if (positive) hits++;
    const next = ranked[index + 1];
    if (next === undefined || next.score !== score)
      points.push({hits, precision: hits / (index + 1)});
  });
  return points;
}

/**
 * The precision-recall curve as it is: one point for each distinct score, from the highest. Empty where no sample is
 * positive.
 */
export function precisionRecallCurve(
  samples: readonly RankedSample[],
): readonly {readonly recall: number; readonly precision: number}[] {
  const positives = samples.filter(({positive}) => positive).length;
  if (positives === 0) return [];
  return curveOf(samples).map(({hits, precision}) => ({recall: hits / positives, precision}));
}

/** Precision at each point becomes the best from there on. */
function monotone(points: readonly CurvePoint[]): CurvePoint[] {
  let best = 0;
  return points
    .toReversed()
    .map(({hits, precision}) => {
      best = Math.max(best, precision);
      return {hits, precision: best};
    })
    .toReversed();
}

/**
 * Average precision of one class. Samples of equal score count as one step of the curve, so their order cannot matter.
 *
 * @param samples Scores (finite) with what is true of each; samples that count neither way are left out beforehand.
 * @returns       0…1, or null where no sample is positive.
 * @see Everingham et al. 2010, "The PASCAL Visual Object Classes (VOC) Challenge", 4.2; devkit of VOC2012, `VOCap.m`.
 */
export function averagePrecision(
  samples: readonly RankedSample[],
  method: AveragePrecisionMethod = 'voc2010',
): number | null {
  const positives = samples.filter(({positive}) => positive).length;
  if (positives === 0) return null;
  const points = method === 'steps' ? curveOf(samples) : monotone(curveOf(samples));
  if (method === 'voc2007') {
    let sum = 0;
    for (let tenth = 0; tenth <= 10; tenth++) {
      // In whole numbers: 3/10 ≥ 0.3 must not hang on rounding.
      sum += points.find(({hits}) => hits * 10 >= tenth * positives)?.precision ?? 0;
    }
    return sum / 11;
  }
  let area = 0;
  let before = 0;
  for (const {hits, precision} of points) {
    area += (hits - before) * precision;
    before = hits;
  }
  return area / positives;
}
