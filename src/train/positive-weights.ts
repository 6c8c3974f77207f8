import type {VocLabel} from '../data/voc/voc-dataset.js';
import type {TrainSettings} from './train-settings.js';

/** Weight in the loss of each class's positive labels: 1, negatives / positives, or as given. */
export function positiveWeightsOf(
  classWeights: TrainSettings['classWeights'],
  labels: readonly (readonly VocLabel[])[],
  classes: number,
): readonly number[] {
  if (typeof classWeights !== 'string') return classWeights;
  return Array.from({length: classes}, (_, k) => {
    if (classWeights === 'none') return 1;
    const count = (label: VocLabel): number => labels.filter(row => row[k] === label).length;
    const negatives = count(-1);
    // Where all are positive there is nothing to balance.
    return negatives === 0 ? 1 : negatives / count(1);
  });
}
