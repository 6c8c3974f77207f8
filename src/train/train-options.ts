import type {AugmentOptions} from '../data/augment/augment-options.js';
import type {TfjsDevice} from '../engine/devices.js';
import type {Graph} from '../graph/graph.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import type {CheckpointPolicy, TrainEvent} from './run-record.js';

/** Which pictures are learnt from. */
export interface TrainData {
  /** The devkit: `VOCdevkit/VOC2012`, or a folder that holds it. */
  readonly folder: string;
  /** Which year, such as '2012', where the folder holds several. @default the only one */
  readonly year?: string | null;
  /** Classes to tell, at least one, such as `['person', 'horse']`. */
  readonly classes: readonly string[];
  /** Image set that is learnt from. @default 'train' */
  readonly train?: string;
  /** Image set that decides which epoch is kept. @default 'val' */
  readonly validation?: string;
  /**
   * Share, 0 ≤ share < 1, of training samples that hold none of the classes; null takes all there are. The
   * validation set is always taken whole. @default null
   */
  readonly others?: number | null;
  /**
   * Learns from windows of so many pixels, square, around single objects instead of from whole pictures, and is
   * validated on such (see `cutWindows`); the network's input must be as large. For features of one's own, before
   * a second run on whole pictures. Null takes pictures whole. @default null
   */
  readonly windows?: number | null;
  /** Whether a broken file ends the run, instead of being counted and left out. @default false */
  readonly strict?: boolean;
}

/** A VGG made anew with random weights (He et al. 2015), trained whole. */
export interface ArchitectureStart {
  readonly kind: 'architecture';
  readonly depth: 11 | 13 | 16 | 19;
  /** Factor on the number of channels of every layer, at most 5. @default 1 */
  readonly width?: number;
  /** Whether a batch norm follows every convolution. @default true */
  readonly batchNorm?: boolean;
  /** Height and width in pixels, 32 to 4096. @default [224, 224] */
  readonly inputSize?: readonly [number, number];
  /** Keeps the weights it was made with and trains the head only, as for a model. @default 'all' */
  readonly unfreeze?: Unfreeze;
  /** @default pixels to −1…1 */
  readonly preprocessing?: Preprocessing;
}

/** A network that was trained before, cut behind its last pooling layer; its preprocessing is kept. */
export interface ModelStart {
  readonly kind: 'model';
  readonly graph: Graph;
  /** Name of the last layer that is kept; `last-pool` is the last pooling layer. @default 'last-pool' */
  readonly cut?: string;
  /** Height and width in pixels of the pictures, where they are to be others than the model was made for. @default the model's */
  readonly inputSize?: readonly [number, number] | null;
  /** @default 'none' */
  readonly unfreeze?: Unfreeze;
}

/**
 * Which layers before the head are trained: none, those behind the last pooling layer but one (VGG's last
 * block), or all of them.
 */
export type Unfreeze = 'none' | 'last-block' | 'all';

/** What stands behind the last pooling layer: flatten, then before every dense layer a batch norm, after every hidden one ReLU and dropout. */
export interface HeadOptions {
  /** Sizes of the hidden dense layers; none is one dense layer of one output a class. All weights of the head take 2 GB at most. @default [4096, 2048] */
  readonly hidden?: readonly number[];
  /** Share of values dropped behind every hidden layer, 0 ≤ rate < 1. @default 0.25 */
  readonly dropout?: number;
  /** Whether a batch norm stands before every dense layer. @default true */
  readonly batchNorm?: boolean;
  /** `average` takes the mean of every channel's map first; what stands before the head must have maps. @default 'none' */
  readonly pooling?: 'none' | 'average';
}

/** Learning rate over the run, as a factor on `learningRate`. Steps are counted over all epochs. */
export type Schedule =
  | {readonly kind: 'constant'}
  /** Up in a straight line over `warmUp` (a share of all steps), then down to 0 along half a cosine. */
  | {readonly kind: 'cosine'; readonly warmUp: number}
  /** From 1/25 up along half a cosine over `warmUp`, then down along one to 1/10⁴ (Smith & Topin 2018). */
  | {readonly kind: 'one-cycle'; readonly warmUp: number};

/** Everything that decides a training run. */
export interface TrainOptions {
  /** Folder that is written: `model.onnx`, `run.json`, and `state*` and `run.lock` while the run is unfinished. */
  readonly folder: string;
  readonly data: TrainData;
  readonly start: ArchitectureStart | ModelStart;
  readonly head?: HeadOptions;
  /** Null or left out: pictures as they are. @default null */
  readonly augment?: Partial<AugmentOptions> | null;
  /**
   * How many augmented variants of each picture have their features computed, where layers are frozen; epoch e
   * learns from variant (e − 1) mod variants. Without `augment`, or where nothing is frozen, it must be 1. @default 1
   */
  readonly variants?: number;
  /** Most epochs. @default 30 */
  readonly epochs?: number;
  /** Samples a step. @default 32 */
  readonly batchSize?: number;
  /** Adam's step size at the schedule's factor 1. @default 1e-3 for an architecture, 1e-4 for a model */
  readonly learningRate?: number;
  /** @default one-cycle with a warm-up of 0.3 for an architecture trained whole, else constant */
  readonly schedule?: Schedule;
  /** Decoupled weight decay (Loshchilov & Hutter 2019) of kernels, not of biases and batch norms. @default 0 */
  readonly weightDecay?: number;
  /** s: targets are s/2 and 1 − s/2. 0 ≤ s < 1. @default 0 */
  readonly labelSmoothing?: number;
  /** Ends the run after so many epochs in a row of which the checkpoint policy kept none; null never. @default null */
  readonly patience?: number | null;
  /**
   * Weight of a class's positive labels in the loss: 1, negatives / positives of the training samples (then
   * positives and negatives weigh the same), or given per class. @default 'balanced'
   */
  readonly classWeights?: 'balanced' | 'none' | readonly number[];
  /** Which epoch's weights are kept. @default 'talk' */
  readonly checkpoint?: CheckpointPolicy;
  /** Share of the moving averages of batch norms that an earlier step keeps. @default 0.99 */
  readonly momentum?: number;
  /** Decides weights, order, augmentation, dropout and the choice of others. @default 0 */
  readonly seed?: number;
  /** What computes: tfjs's devices but webgpu. `auto` is the native addon where there is one, else wasm. @default 'auto' */
  readonly device?: TrainDevice;
  /** Goes on where the run in `folder` was stopped, which must have had the same options and data. @default false */
  readonly resume?: boolean;
  /** Begins anew where the folder holds a run, or a network of no run, already; their files are removed. @default false */
  readonly overwrite?: boolean;
  /** Stops after the step at hand; `train` then throws the signal's reason and the run can be resumed. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainEvent) => void;
}

export type TrainDevice = 'auto' | Exclude<TfjsDevice, 'webgpu'>;
