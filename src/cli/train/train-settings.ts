import {choosePreprocessing} from '../../data/parse-preprocessing.js';
import type {AugmentOptions} from '../../data/augment/augment-options.js';
import {LrpError} from '../../errors/lrp-error.js';
import type {CheckpointPolicy, RunRecord} from '../../train/run-record.js';
import type {
  ArchitectureStart,
  HeadOptions,
  ModelStart,
  Schedule,
  TrainData,
  TrainDevice,
  TrainOptions,
  Unfreeze,
} from '../../train/train-options.js';
import type {Shape} from '../../graph/graph.js';
import {openModel, type ModelSettings} from '../settings.js';

/** What `lrplab train` was told; what is not given is undefined. */
export interface TrainCommandSettings {
  readonly out: string;
  readonly preprocess?: string;
  readonly shape?: Shape;
  readonly data?: string;
  readonly year?: string;
  readonly classes?: readonly string[];
  readonly trainSplit?: string;
  readonly valSplit?: string;
  readonly others?: number;
  readonly windows?: number;
  readonly strict?: boolean;
  readonly model?: string;
  readonly cut?: string;
  readonly architecture?: 11 | 13 | 16 | 19;
  readonly width?: number;
  readonly batchNorm?: boolean;
  readonly inputSize?: readonly [number, number];
  readonly unfreeze?: Unfreeze;
  readonly hidden?: readonly number[];
  readonly dropout?: number;
  readonly headBatchNorm?: boolean;
  readonly pooling?: 'none' | 'average';
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly schedule?: Schedule;
  readonly weightDecay?: number;
  readonly labelSmoothing?: number;
  readonly patience?: number;
  readonly classWeights?: 'balanced' | 'none' | readonly number[];
  readonly checkpoint?: CheckpointPolicy;
  readonly momentum?: number;
  readonly seed?: number;
  readonly device?: TrainDevice;
  readonly augment?: AugmentOptions;
  readonly variants?: number;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly html?: boolean;
  readonly json?: boolean;
}

type Plain<Value> = {-readonly [Key in keyof Value]?: Exclude<Value[Key], undefined>};

/** The fields that are there: an option not given must not hide a default. */
function given<Value extends object>(
  value: {
    readonly [Key in keyof Value]?: Value[Key] | undefined;
  },
): Plain<Value> {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as Plain<Value>;
}

async function startOf(
  settings: TrainCommandSettings,
  before: RunRecord | null,
): Promise<ArchitectureStart | ModelStart> {
  const {model, cut, architecture, width, batchNorm, inputSize, unfreeze} = settings;
  const {preprocess, shape} = settings;
  const old = before?.settings.start ?? null;
  if (model === undefined && old?.kind === 'model' && architecture === undefined) {
    throw new LrpError(
      'train/model-needed',
      `the run in "${settings.out}" starts from the model "${old.name}"; say where it is with --model, and repeat --preprocess and --shape where they were given`,
    );
  }
  if (model !== undefined) {
    const graph = await openModel(model, given<ModelSettings>({preprocess, shape}));
    const kept = old?.kind === 'model' ? old : null;
    return {
      kind: 'model',
      graph,
      ...given<Omit<ModelStart, 'kind' | 'graph'>>({
        cut: cut ?? kept?.cut,
        inputSize: inputSize ?? kept?.inputSize,
        unfreeze: unfreeze ?? kept?.unfreeze,
      }),
    };
  }
  const {kind: _, ...rest} = old?.kind === 'architecture' ? old : {kind: null};
  return {
    ...rest,
    kind: 'architecture',
    ...given<Omit<ArchitectureStart, 'kind'>>({
      depth: architecture ?? (old?.kind === 'architecture' ? old.depth : 16),
      width,
      batchNorm,
      inputSize,
      unfreeze,
      preprocessing: preprocess === undefined ? undefined : choosePreprocessing(preprocess, 3),
    }),
  } as ArchitectureStart;
}

/**
 * Options of a run as the command line has them.
 *
 * @param before The record of the run to resume: what the command line does not say stays as it was.
 * @throws LrpError `train/model-needed`, and what `openModel` throws.
 */
export async function trainOptionsOf(
  settings: TrainCommandSettings,
  before: RunRecord | null,
): Promise<Omit<TrainOptions, 'signal' | 'onEvent'>> {
  const old = before?.settings;
  return {
    ...(old === undefined
      ? {}
      : {
          augment: old.augment,
          variants: old.variants,
          epochs: old.epochs,
          batchSize: old.batchSize,
          learningRate: old.learningRate,
          schedule: old.schedule,
          weightDecay: old.weightDecay,
          labelSmoothing: old.labelSmoothing,
          patience: old.patience,
          classWeights: old.classWeights,
          checkpoint: old.checkpoint,
          momentum: old.momentum,
          seed: old.seed,
          device: old.device,
        }),
    ...given<Partial<TrainOptions>>({
      augment: settings.augment,
      variants: settings.variants,
      epochs: settings.epochs,
      batchSize: settings.batchSize,
      learningRate: settings.learningRate,
      schedule: settings.schedule,
      weightDecay: settings.weightDecay,
      labelSmoothing: settings.labelSmoothing,
      patience: settings.patience,
      classWeights: settings.classWeights,
      checkpoint: settings.checkpoint,
      momentum: settings.momentum,
      seed: settings.seed,
      device: settings.device,
      resume: settings.resume,
      overwrite: settings.overwrite,
    }),
    folder: settings.out,
    start: await startOf(settings, before),
    data: {
      ...old?.data,
      ...given<TrainData>({
        folder: settings.data,
        year: settings.year,
        classes: settings.classes,
        train: settings.trainSplit,
        validation: settings.valSplit,
        others: settings.others,
        windows: settings.windows,
        strict: settings.strict,
      }),
    } as TrainData,
    head: {
      ...old?.head,
      ...given<HeadOptions>({
        hidden: settings.hidden,
        dropout: settings.dropout,
        batchNorm: settings.headBatchNorm,
        pooling: settings.pooling,
      }),
    },
  };
}
