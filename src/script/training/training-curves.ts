import {mostCurves, type Curve, type CurveChart, type CurvePanel} from '../../plot/curve-chart.js';
import type {ClassScore, EpochRecord} from '../../train/run-record.js';

/** A number that can be drawn, or a gap. */
function drawable(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}

/** A curve of one number an epoch. */
function curveOf(
  name: string,
  epochs: readonly EpochRecord[],
  of: (epoch: EpochRecord) => number | null | undefined,
): Curve {
  return {name, x: epochs.map(({epoch}) => epoch), y: epochs.map(epoch => drawable(of(epoch)))};
}

/** Scores reach from 0 to 1; a little more, so that a line at 1 is seen. */
const scoreRange = [0, 1.04] as const;

/**
 * The curves of a training run as panels: loss, precision and recall of each class, mean average precision, learning
 * rate. The epoch that is kept is marked.
 *
 * @param epochs At least one, in order.
 */
export function trainingCurves(title: string, epochs: readonly EpochRecord[]): CurveChart {
  const classes = (epochs[0]?.scores ?? []).slice(0, mostCurves);
  const scorePanel = (
    name: string,
    of: (score: ClassScore) => number | null,
  ): readonly CurvePanel[] =>
    classes.length === 0
      ? []
      : [
          {
            title: name,
            range: scoreRange,
            curves: classes.map(({className}, k) =>
              curveOf(className, epochs, ({scores}) => scores[k] && of(scores[k])),
            ),
          },
        ];
  const kept = epochs.findLast(epoch => epoch.kept)?.epoch;
  return {
    title,
    unit: 'epoch',
    counted: true,
    mark: kept === undefined ? null : {x: kept, label: `epoch ${kept}, which is kept`},
    panels: [
      {
        title: 'loss',
        curves: [
          curveOf('training', epochs, ({loss}) => loss),
          curveOf('validation', epochs, ({validationLoss}) => validationLoss),
        ],
      },
      {
        title: 'mean average precision (validation)',
        range: scoreRange,
        curves: [curveOf('mAP', epochs, ({meanAveragePrecision}) => meanAveragePrecision)],
      },
      ...scorePanel('precision (validation)', ({precision}) => precision),
      ...scorePanel('recall (validation)', ({recall}) => recall),
      {
        title: 'learning rate',
        curves: [curveOf('learning rate', epochs, ({learningRate}) => learningRate)],
      },
    ],
  };
}
