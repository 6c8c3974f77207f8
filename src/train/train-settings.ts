import {completeAugment, type AugmentOptions} from '../data/augment/augment-options.js';
import type {TfjsDevice} from '../engine/devices.js';
import {usualDevice} from '../engine/open-engine.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import {findPreprocessing} from '../data/preprocess-presets.js';
import {hashGraph} from '../explain/hash-graph.js';
import {checkpointPolicies} from './checkpoint-policy.js';
import type {CheckpointPolicy} from './run-record.js';
import type {HeadOptions, Schedule, TrainData, TrainOptions, Unfreeze} from './train-options.js';

/** What a run starts from, as it is saved: of a model its hash. */
export type StartSettings =
  | {
      readonly kind: 'architecture';
      readonly depth: 11 | 13 | 16 | 19;
      readonly width: number;
      readonly batchNorm: boolean;
      readonly inputSize: readonly [number, number];
      readonly unfreeze: Unfreeze;
      readonly preprocessing: Preprocessing;
    }
  | {
      readonly kind: 'model';
      readonly name: string;
      /** SHA-256 of structure and weights. */
      readonly hash: string;
      readonly cut: string;
      /** Null is the model's own. */
      readonly inputSize: readonly [number, number] | null;
      readonly unfreeze: Unfreeze;
    };

/** Everything that decides the result of a run, every default filled in. Plain JSON. */
export interface TrainSettings {
  readonly data: Required<TrainData>;
  readonly start: StartSettings;
  readonly head: Required<HeadOptions>;
  readonly augment: AugmentOptions | null;
  readonly variants: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly weightDecay: number;
  readonly labelSmoothing: number;
  readonly patience: number | null;
  readonly classWeights: 'balanced' | 'none' | readonly number[];
  readonly checkpoint: CheckpointPolicy;
  readonly momentum: number;
  readonly seed: number;
  readonly device: Exclude<TfjsDevice, 'webgpu'>;
}

const devices = ['auto', 'node-gpu', 'node', 'wasm', 'cpu'] as const;
const depths: readonly number[] = [11, 13, 16, 19];
const unfreezes: readonly string[] = ['none', 'last-block', 'all'];

/**
 * Checks options and fills in defaults.
 *
 * @throws LrpError `train/option`, which names the option, what came and what is allowed; `augment/range`.
 */
export function settingsOf(options: TrainOptions): TrainSettings {
  const start = startOf(options);
  const scratch = start.kind === 'architecture' && start.unfreeze === 'all';
  const {data, head = {}, augment = null, classWeights = 'balanced'} = options;
  const settings: TrainSettings = {
    data: {
      folder: data.folder,
      year: data.year ?? null,
      classes: [...data.classes],
      train: data.train ?? 'train',
      validation: data.validation ?? 'val',
      others: data.others ?? null,
      windows: data.windows ?? null,
      strict: data.strict ?? false,
    },
    start,
    head: {
      hidden: [...(head.hidden ?? [4096, 2048])],
      dropout: head.dropout ?? 0.25,
      batchNorm: head.batchNorm ?? true,
      pooling: head.pooling ?? 'none',
    },
    augment: augment === null ? null : completeAugment(augment),
    variants: options.variants ?? 1,
    epochs: options.epochs ?? 30,
    batchSize: options.batchSize ?? 32,
    learningRate: options.learningRate ?? (start.kind === 'architecture' ? 1e-3 : 1e-4),
    schedule: options.schedule ?? (scratch ? {kind: 'one-cycle', warmUp: 0.3} : {kind: 'constant'}),
    weightDecay: options.weightDecay ?? 0,
    labelSmoothing: options.labelSmoothing ?? 0,
    patience: options.patience ?? null,
    classWeights: typeof classWeights === 'string' ? classWeights : [...classWeights],
    checkpoint: options.checkpoint ?? 'talk',
    momentum: options.momentum ?? 0.99,
    seed: options.seed ?? 0,
    device: deviceOf(options.device ?? 'auto'),
  };
  checkNumbers(settings);
  checkChoices(settings);
  return settings;
}

function startOf({start}: TrainOptions): StartSettings {
  if (start.kind === 'model') {
    const {graph, cut = 'last-pool', inputSize = null, unfreeze = 'none'} = start;
    return {kind: 'model', name: graph.name, hash: hashGraph(graph), cut, inputSize, unfreeze};
  }
  const {depth, width = 1, batchNorm = true, inputSize = [224, 224], unfreeze = 'all'} = start;
  const {preprocessing = findPreprocessing('signed', 3)} = start;
  return {kind: 'architecture', depth, width, batchNorm, inputSize, unfreeze, preprocessing};
}

function deviceOf(device: string): TrainSettings['device'] {
  demand(
    (devices as readonly string[]).includes(device),
    'device',
    device,
    `one of ${devices.join(', ')}`,
  );
  return (device === 'auto' ? usualDevice('tfjs') : device) as TrainSettings['device'];
}

function checkNumbers(settings: TrainSettings): void {
  const {head, data, schedule, start} = settings;
  whole('epochs', settings.epochs, 1);
  whole('batchSize', settings.batchSize, 1);
  whole('variants', settings.variants, 1);
  if (settings.patience !== null) whole('patience', settings.patience, 1);
  demand(Number.isSafeInteger(settings.seed), 'seed', settings.seed, 'a whole number');
  for (const units of head.hidden) whole('head.hidden', units, 1);
  share('head.dropout', head.dropout);
  share('labelSmoothing', settings.labelSmoothing);
  share('momentum', settings.momentum);
  if (data.others !== null) share('data.others', data.others);
  positive('learningRate', settings.learningRate);
  atLeastZero('weightDecay', settings.weightDecay);
  if (schedule.kind !== 'constant') share('schedule.warmUp', schedule.warmUp);
  if (typeof settings.classWeights !== 'string') {
    const {length} = data.classes;
    demand(
      settings.classWeights.length === length,
      'classWeights',
      settings.classWeights.length,
      `one number for each of ${length} classes`,
    );
    for (const weight of settings.classWeights) positive('classWeights', weight);
  }
  if (start.kind === 'architecture') {
    const {width} = start;
    positive('start.width', width);
    // 5² times the 20 million weights of VGG19's convolutions are the 2 GB that an ONNX file can hold.
    demand(width <= 5, 'start.width', width, 'a factor of at most 5');
  }
  for (const length of start.inputSize ?? []) {
    whole('start.inputSize', length, start.kind === 'architecture' ? 32 : 1);
    demand(length <= 4096, 'start.inputSize', length, 'at most 4096 pixels');
  }
}

function checkChoices({
  start,
  checkpoint,
  classWeights,
  schedule,
  augment,
  ...rest
}: TrainSettings): void {
  one('checkpoint', checkpoint, checkpointPolicies);
  one('start.unfreeze', start.unfreeze, unfreezes);
  one('head.pooling', rest.head.pooling, ['none', 'average']);
  one('schedule', schedule.kind, ['constant', 'cosine', 'one-cycle']);
  if (typeof classWeights === 'string') one('classWeights', classWeights, ['balanced', 'none']);
  if (start.kind === 'architecture') {
    demand(depths.includes(start.depth), 'start.depth', start.depth, `one of ${depths.join(', ')}`);
  }
  demand(rest.data.classes.length > 0, 'data.classes', 'none', 'at least one class');
  demand(
    rest.data.train !== rest.data.validation,
    'data.validation',
    rest.data.validation,
    'another split than the one that is learnt from',
  );
  demand(
    augment !== null || rest.variants === 1,
    'variants',
    rest.variants,
    '1 where pictures are not augmented',
  );
  demand(
    start.unfreeze !== 'all' || rest.variants === 1,
    'variants',
    rest.variants,
    '1 where no layers are frozen: every epoch changes the pictures anew',
  );
}

function one(option: string, value: string, allowed: readonly string[]): void {
  demand(allowed.includes(value), option, value, `one of ${allowed.join(', ')}`);
}

function whole(option: string, value: number, least: number): void {
  demand(
    Number.isSafeInteger(value) && value >= least,
    option,
    value,
    `a whole number of at least ${least}`,
  );
}

function share(option: string, value: number): void {
  demand(value >= 0 && value < 1, option, value, `a share from 0 to below 1`);
}

function positive(option: string, value: number): void {
  demand(value > 0 && Number.isFinite(value), option, value, 'a number above 0');
}

function atLeastZero(option: string, value: number): void {
  demand(value >= 0 && Number.isFinite(value), option, value, 'a number of at least 0');
}

function demand(met: boolean, option: string, came: unknown, allowed: string): void {
  if (met) return;
  throw new LrpError('train/option', `${option}: expected ${allowed}, got ${String(came)}`);
}
