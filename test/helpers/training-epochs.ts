import type {EpochRecord} from '../../src/train/run-record.js';

/** Epochs as a run has them: losses fall, scores rise, all by formulas. */
export function trainingEpochs(
  count: number,
  classes: readonly string[] = ['horse', 'person'],
): readonly EpochRecord[] {
  return Array.from({length: count}, (_, i) => {
    const part = count === 1 ? 0 : i / (count - 1);
    const scores = classes.map((className, k) => ({
      className,
      precision: i === 0 && k === 0 ? null : 0.4 + 0.45 * part - 0.05 * k * Math.cos(3 * i),
      recall: 0.3 + 0.5 * part ** 2 + 0.08 * k,
      f1: 0.5,
      averagePrecision: 0.5 + 0.4 * part - 0.05 * k,
    }));
    return {
      epoch: i + 1,
      learningRate: 1e-3 * (1 - part) + 1e-6,
      loss: 0.7 * Math.exp(-2 * part),
      validationLoss: 0.72 * Math.exp(-1.5 * part) + 0.1 * part ** 4,
      scores,
      meanAveragePrecision: 0.475 + 0.4 * part,
      kept: i % 3 === 0,
      seconds: 2,
    };
  });
}
