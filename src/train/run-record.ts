/** How well one class is told, on a split. A number is null where it is 0/0. */
export interface ClassScore {
  readonly className: string;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** Area under the precision-recall curve, every rank counted (VOC2010 and later). */
  readonly averagePrecision: number | null;
}

/** What is known after an epoch: one point of every curve. */
export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** Of the last step. */
  readonly learningRate: number;
  /** Mean weighted binary cross-entropy a sample and class, over the epoch's training steps. */
  readonly loss: number;
  /** The same on the validation split, unaugmented, without dropout. */
  readonly validationLoss: number;
  /** On the validation split, at a threshold of 0.5. */
  readonly scores: readonly ClassScore[];
  readonly meanAveragePrecision: number | null;
  /** Whether the checkpoint policy kept this epoch's weights. */
  readonly kept: boolean;
  readonly seconds: number;
}

/** Which epoch's weights are kept. `talk` is by precision and recall per class. */
export type CheckpointPolicy = 'loss' | 'f1' | 'mAP' | 'talk';

/** What `train` tells while it works. Counts are of samples. */
export type TrainEvent =
  | {
      readonly kind: 'features';
      readonly split: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly kind: 'step';
      readonly epoch: number;
      readonly epochs: number;
      readonly done: number;
      readonly total: number;
      readonly loss: number;
    }
  | {readonly kind: 'epoch'; readonly record: EpochRecord; readonly epochs: number}
  | {readonly kind: 'note'; readonly text: string};
