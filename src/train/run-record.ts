import type {TrainSettings} from './train-settings.js';

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
  /** Seconds of them in which no step was computed because its batch was not ready, changes of pictures included. Older records have none. */
  readonly waited?: number;
}

/** Which epoch's weights are kept. `talk` is by precision and recall per class. */
export type CheckpointPolicy = 'loss' | 'f1' | 'mAP' | 'talk';

/** What `train` tells while it works. Counts are of samples. */
export type TrainEvent =
  | {
      /** Annotations are read and every picture is decoded once, so that broken ones are found before the run. */
      readonly kind: 'reading';
      readonly split: string;
      readonly done: number;
      readonly total: number;
    }
  /** The folder holds the run's record: from now on it can be resumed. */
  | {readonly kind: 'begun'}
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

/** What a run knew of a split. */
export interface SplitRecord {
  readonly split: string;
  readonly samples: number;
  /** How many samples hold each class, in the order of the classes. */
  readonly counts: readonly number[];
  /** How many hold none of them. */
  readonly others: number;
  /** Files left out or odd. */
  readonly broken: number;
  /** SHA-256: whether two runs saw the same samples. */
  readonly hash: string;
}

/** `run.json`: everything about a run but its weights. */
export interface RunRecord {
  readonly format: 'lrplab-run-1';
  /** `unfinished` until `model.onnx` is written. */
  readonly status: 'unfinished' | 'finished';
  /** Why it ended; null while unfinished. `diverged` is where the loss of the epoch after the last in `curves` was no number. */
  readonly ended: 'epochs' | 'patience' | 'diverged' | null;
  readonly settings: TrainSettings;
  readonly data: {readonly train: SplitRecord; readonly validation: SplitRecord};
  /** Weight in the loss of each class's positive labels. */
  readonly positiveWeights: readonly number[];
  /** How many numbers are trained, and how many stand frozen before them. */
  readonly parameters: {readonly trained: number; readonly frozen: number};
  readonly versions: RunVersions;
  readonly machine: {
    readonly platform: string;
    readonly processor: string;
    readonly cores: number;
    /** Bytes. */
    readonly memory: number;
  };
  /** One point an epoch. */
  readonly curves: readonly EpochRecord[];
  /** The epoch whose weights are in `model.onnx`; null before the first has ended. */
  readonly bestEpoch: number | null;
  /** Of that epoch. */
  readonly validation: Pick<
    EpochRecord,
    'validationLoss' | 'scores' | 'meanAveragePrecision'
  > | null;
  /** Of all epochs. */
  readonly seconds: number;
}

export interface RunVersions {
  readonly lrplab: string;
  readonly tfjs: string;
  readonly onnxruntime: string;
  readonly node: string;
}
