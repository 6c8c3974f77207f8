import {sizeOf, type Tensor} from '../../graph/graph.js';
import {vggBlocks, type VggDepth} from './vgg-shape.js';

/** Where a network's weights come from, which their names and the order of their axes tell. */
export type VggOrigin = 'torchvision' | 'keras';

/** A convolution of a network of known names, with its batch norm, if any. */
export interface NamedConv {
  readonly conv: string;
  readonly norm: string | null;
  readonly relu: string;
}

/** The layers up to the last pooling: five blocks with a pooling behind each. */
export interface VggLayout {
  readonly depth: VggDepth;
  readonly batchNorm: boolean;
  readonly blocks: readonly {readonly convs: readonly NamedConv[]; readonly pool: string}[];
}

/** What the numbers of a layer are called behind the layer's name. */
export const parts = {
  torchvision: {
    join: '.',
    weight: 'weight',
    bias: 'bias',
    norm: ['weight', 'bias', 'running_mean', 'running_var'],
    /** What torch adds to the variance unless told otherwise. */
    epsilon: 1e-5,
  },
  keras: {
    join: '/',
    weight: 'kernel',
    bias: 'bias',
    norm: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
    epsilon: 1e-3,
  },
} as const;

/** Tensors under the names of one origin, what stands before all of them left out. */
export interface NamedTensors {
  readonly origin: VggOrigin;
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Whether the dense layers had timm's names, which slides them over the map as convolutions. */
  readonly slides: boolean;
  /** Tensors of the training that are no part of the network, by name. */
  readonly left: readonly string[];
}

const torchName = /^(.*?)features\.\d+\.(?:weight|bias)$/;
const kerasName = /(?:^|\/)block\d_conv\d\/(?:[^/]+\/)*kernel(?::0)?$/;

/** Tells whose names these are; null where they are nobody's that is known here. */
export function nameTensors(tensors: ReadonlyMap<string, Tensor>): NamedTensors | null {
  const names = [...tensors.keys()];
  const first = names.map(name => torchName.exec(name)).find(match => match !== null);
  if (first !== undefined && first !== null) {
    return torchTensors(tensors, first[1]!);
  }
  if (!names.some(name => kerasName.test(name))) return null;
  return {origin: 'keras', tensors: kerasTensors(tensors), slides: false, left: []};
}

/** timm's names of the dense layers, which it keeps as convolutions over the whole map. */
const timm: Readonly<Record<string, string>> = {
  'pre_logits.fc1': 'classifier.0',
  'pre_logits.fc2': 'classifier.3',
  'head.fc': 'classifier.6',
};

/** What a loss keeps of its own, such as the weights of the classes: `criterion.weight`, `loss_fn.pos_weight`. */
const ofLoss = /^(?:criterion|loss|loss_fn|loss_func|loss_function)\.\w+$/;

function torchTensors(tensors: ReadonlyMap<string, Tensor>, prefix: string): NamedTensors {
  const own = new Map<string, Tensor>();
  const left: string[] = [];
  let slides = false;
  for (const [name, tensor] of tensors) {
    const short = name.startsWith(prefix) ? name.slice(prefix.length) : name;
    if (short.endsWith('.num_batches_tracked')) continue;
    if (ofLoss.test(short)) {
      left.push(name);
      continue;
    }
    const [layer, part] = split(short, '.');
    const dense = timm[layer];
    const {shape, data} = tensor;
    if (dense === undefined) own.set(short, tensor);
    else {
      slides = true;
      own.set(
        `${dense}.${part}`,
        shape.length === 4 ? {shape: [shape[0]!, sizeOf(shape.slice(1))], data} : tensor,
      );
    }
  }
  return {origin: 'torchvision', tensors: own, slides, left};
}

/** `vgg16/block1_conv1/block1_conv1/kernel:0` is `block1_conv1/kernel`. */
function kerasTensors(tensors: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> {
  const own = new Map<string, Tensor>();
  for (const [name, tensor] of tensors) {
    const [layer = '', part] = name.replace(/:0$/, '').split('/').slice(-2);
    const short = part === undefined ? layer : `${layer}/${part}`;
    own.set(own.has(short) ? name : short, tensor);
  }
  return own;
}

function split(name: string, by: string): readonly [string, string] {
  const at = name.lastIndexOf(by);
  return at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at + 1)];
}

/** Every VGG that the names of an origin can mean. */
export function vggLayouts(origin: VggOrigin): readonly VggLayout[] {
  return ([11, 13, 16, 19] as const).flatMap(depth =>
    [false, true].map(batchNorm => ({
      depth,
      batchNorm,
      blocks: origin === 'keras' ? kerasBlocks(depth, batchNorm) : torchBlocks(depth, batchNorm),
    })),
  );
}

function kerasBlocks(depth: VggDepth, batchNorm: boolean): VggLayout['blocks'] {
  return vggBlocks[depth].map((count, block) => ({
    convs: Array.from({length: count}, (_, layer) => {
      const conv = `block${block + 1}_conv${layer + 1}`;
      return {conv, norm: batchNorm ? `${conv}_bn` : null, relu: `${conv}_relu`};
    }),
    pool: `block${block + 1}_pool`,
  }));
}

/** torchvision numbers convolutions, batch norms, ReLUs and poolings in one sequence. */
function torchBlocks(depth: VggDepth, batchNorm: boolean): VggLayout['blocks'] {
  let index = 0;
  const next = (): string => `features.${index++}`;
  return vggBlocks[depth].map(count => {
    const convs = Array.from({length: count}, () => {
      const conv = next();
      const norm = batchNorm ? next() : null;
      return {conv, norm, relu: next()};
    });
    return {convs, pool: next()};
  });
}
