import type {VocLabel} from '../../data/voc/voc-dataset.js';
import {checkPredictions} from './check-predictions.js';

/** Which sets of classes were told for which: what single classes' scores cannot show. */
export interface LabelSetConfusion {
  /** Sets of class names, classes in their own order; small sets first, the empty one last. */
  readonly sets: readonly (readonly string[])[];
  /** [true set][told set], samples. */
  readonly counts: readonly (readonly number[])[];
  /** Samples whose set was told exactly, as a share; null where there is no sample. */
  readonly exact: number | null;
  /** Samples left out because one of their classes has difficult instances only. */
  readonly leftOut: number;
}

/** Up to so many classes, every set has its row, so that tables of several splits look alike. */
const completeUpTo = 3;

/** Sets are written as sums of 2ᵏ, exact for the 20 classes of Pascal VOC. */
function membersOf(set: number, count: number): number[] {
  return Array.from({length: count}, (_, k) => k).filter(k => Math.floor(set / 2 ** k) % 2 === 1);
}

function compareSets(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  if (a.length !== b.length) return a.length - b.length;
  const at = a.findIndex((member, index) => member !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/**
 * Counts samples by the set of classes they hold and the set that is told of them (every class at the threshold or
 * above). Samples with a label 0 are left out: their set is not known.
 *
 * @param probabilities [N,K], 0…1.
 * @param labels        [N][K].
 * @param classes       K names, at most 50.
 * @returns             All 2ᴷ sets up to three classes, else those that occur.
 * @throws LrpError `train/shapes`, `train/not-a-probability`.
 */
export function confuseLabelSets(
  probabilities: Float32Array,
  labels: readonly (readonly VocLabel[])[],
  classes: readonly string[],
  {threshold = 0.5}: {readonly threshold?: number} = {},
): LabelSetConfusion {
  checkPredictions(probabilities, labels, classes);
  const count = classes.length;
  const pairs = labels.flatMap((row, i) => {
    if (row.includes(0)) return [];
    let truth = 0;
    let told = 0;
    for (let k = 0; k < count; k++) {
      if (row[k] === 1) truth += 2 ** k;
      if (probabilities[i * count + k]! >= threshold) told += 2 ** k;
    }
    return [{truth, told}];
  });
  const occurring =
    count <= completeUpTo
      ? Array.from({length: 2 ** count}, (_, set) => set)
      : [...new Set(pairs.flatMap(({truth, told}) => [truth, told]))];
  const sets = occurring
    .map(set => ({set, members: membersOf(set, count)}))
    .sort((a, b) => compareSets(a.members, b.members));
  const place = new Map(sets.map(({set}, index) => [set, index]));
  const counts = sets.map(() => sets.map(() => 0));
  for (const {truth, told} of pairs) counts[place.get(truth)!]![place.get(told)!]!++;
  const exact = pairs.filter(({truth, told}) => truth === told).length;
  return {
    sets: sets.map(({members}) => members.map(k => classes[k]!)),
    counts,
    exact: pairs.length === 0 ? null : exact / pairs.length,
    leftOut: labels.length - pairs.length,
  };
}

/** `horse + person`, or `neither` and the like for the empty set. */
export function describeLabelSet(set: readonly string[]): string {
  return set.length === 0 ? '(none)' : set.join(' + ');
}
