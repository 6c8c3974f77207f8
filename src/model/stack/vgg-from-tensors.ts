import {describePreprocessing, findPreprocessing} from '../../data/preprocess-presets.js';
import {ModelError} from '../../errors/model-error.js';
import {describeShape, type Shape, type Tensor} from '../../graph/graph.js';
import type {Preprocessing} from '../../graph/preprocessing.js';
import {convFromKeras, denseFromKeras} from './axis-order.js';
import type {Stack, StackLayer} from './stack.js';
import {TensorCheck} from './tensor-check.js';
import {classifierLayers, gridOf, type NamedClassifier} from './vgg-classifier.js';
import {denseNames} from './vgg-dense-names.js';
import {
  type NamedConv,
  type NamedTensors,
  nameTensors,
  parts,
  type VggLayout,
  type VggOrigin,
  vggLayouts,
} from './vgg-naming.js';

export interface VggFromTensorsOptions {
  /** What messages and the stack call the network. */
  readonly name: string;
  /** [C,H,W] of one sample. @default the size the dense layers were made for */
  readonly inputShape?: Shape | undefined;
  /** Whether the names are the file's own, so that they tell the preprocessing. @default true */
  readonly hasOwnNames?: boolean;
}

/** Whether a file's tensors bear names of a VGG, and whose. */
export function vggOriginOf(tensors: ReadonlyMap<string, Tensor>): VggOrigin | null {
  return nameTensors(tensors)?.origin ?? null;
}

/**
 * Makes a VGG of weights alone, under torchvision's names (`features.0.weight`, `classifier.0.weight`; behind
 * a prefix such as `module.` too, and timm's) or Keras' (`block1_conv1/kernel`, `fc1/kernel`). Depth, batch
 * norm, width, hidden layers and number of classes follow from the tensors; without dense layers the network
 * ends at its last pooling. What the names alone tell, such as the preprocessing, is said in the notes.
 *
 * torchvision's adaptive pooling to 7×7 is nothing at 224×224; a larger map is averaged, a smaller one is read by the
 * first dense layer itself, into which the pooling is folded, which is exact. timm's first dense layer slides over a
 * larger map, as it does there.
 *
 * @throws ModelError `model/bad-weights` that lists what is missing, misshapen or left over;
 *   `model/unknown-shape` and `model/bad-shape` where the input's size is not known or does not fit.
 */
export function vggFromTensors(
  tensors: ReadonlyMap<string, Tensor>,
  {name, inputShape, hasOwnNames = true}: VggFromTensorsOptions,
): Stack {
  const named = nameTensors(tensors);
  if (named === null)
    throw new ModelError(
      'model/bad-weights',
      `${name}: its ${tensors.size} tensors have no names of a network lrplab knows: torchvision's VGG (features.0.weight) or Keras' (block1_conv1/kernel)`,
    );
  const layout = closestLayout(named);
  const check = new TensorCheck(named.tensors);
  const features = featureLayers(check, layout, named.origin);
  const dense = denseLayers(check, named, features.channels);
  const title = `vgg${layout.depth}${layout.batchNorm ? ' with batch norm' : ''}`;
  const from = named.origin === 'keras' ? "Keras'" : "torchvision's";
  check.finish(`${name}: the tensors are not those of ${from} ${title}, which they are closest to`);
  const shape = inputShapeOf({name, inputShape, origin: named.origin}, features, dense);
  const classifier = dense === null ? null : classifierLayers(dense, features.channels, shape);
  const {preprocessing, note} = hasOwnNames
    ? preprocessingFor(named.origin, shape)
    : {preprocessing: null, note: ['no preprocessing known']};
  const width = features.first / 64;
  return {
    name,
    inputShape: shape,
    layers: [...features.layers, ...(classifier?.layers ?? [])],
    classes: null,
    preprocessing,
    notes: [
      `${from} ${title}${width === 1 ? '' : `, ${features.first} channels in its first block`}, input ${describeShape(shape)}`,
      ...(classifier?.notes ?? ['no dense layers: the network ends at its last pooling']),
      ...(named.origin === 'keras' && dense !== null
        ? ['the weights do not say what stands behind the logits; taken for Keras’ softmax']
        : []),
      ...(named.left.length === 0
        ? []
        : [`left out, as part of the loss: ${named.left.map(each => `"${each}"`).join(', ')}`]),
      ...note,
    ],
  };
}

/** The architecture that has the most names in common with a file. */
function closestLayout(named: NamedTensors): VggLayout {
  const {join, weight, bias, norm} = parts[named.origin];
  const given = new Set(
    [...named.tensors.keys()].filter(name => /^(?:features\.|block\d_conv)/.test(name)),
  );
  let best: {readonly layout: VggLayout; readonly differences: number} | null = null;
  for (const layout of vggLayouts(named.origin)) {
    const wanted = layout.blocks.flatMap(({convs}) =>
      convs.flatMap(each => [
        ...[weight, bias].map(part => each.conv + join + part),
        ...(each.norm === null ? [] : norm.map(part => each.norm + join + part)),
      ]),
    );
    const common = wanted.filter(name => given.has(name)).length;
    const differences = given.size + wanted.length - 2 * common;
    if (best === null || differences < best.differences) best = {layout, differences};
  }
  return best!.layout;
}

interface Features {
  readonly layers: readonly StackLayer[];
  /** Channels of the input, of the first block, and behind the last pooling. */
  readonly inputs: number;
  readonly first: number;
  readonly channels: number;
}

function featureLayers(check: TensorCheck, layout: VggLayout, origin: VggOrigin): Features {
  const {join, weight} = parts[origin];
  const isKeras = origin === 'keras';
  const layers: StackLayer[] = [];
  const start = layout.blocks[0]!.convs[0]!.conv + join + weight;
  const inputs = check.length(start, isKeras ? 2 : 1, 4) ?? 3;
  let channels = inputs;
  for (const {convs, pool} of layout.blocks) {
    for (const conv of convs) {
      const name = conv.conv + join + weight;
      const outputs = check.length(name, isKeras ? 3 : 0, 4) ?? 0;
      layers.push(...convLayers(check, conv, {origin, inputs: channels, outputs}));
      channels = outputs;
    }
    layers.push({kind: 'maxpool', name: pool, kernel: [2, 2], stride: [2, 2]});
  }
  const first = check.length(start, isKeras ? 3 : 0, 4) ?? 64;
  return {layers, inputs, first, channels};
}

function convLayers(
  check: TensorCheck,
  {conv, norm, relu}: NamedConv,
  site: {readonly origin: VggOrigin; readonly inputs: number; readonly outputs: number},
): readonly StackLayer[] {
  const {join, weight, bias, norm: ofNorm, epsilon} = parts[site.origin];
  const outputs = site.outputs === 0 ? 'O' : site.outputs;
  const inputs = site.inputs === 0 ? 'I' : site.inputs;
  const isKeras = site.origin === 'keras';
  const kernel = check.take(
    conv + join + weight,
    isKeras ? [3, 3, inputs, outputs] : [outputs, inputs, 3, 3],
  );
  // A convolution before a batch norm may do without.
  const hasBias = norm === null || check.has(conv + join + bias);
  const layers: StackLayer[] = [
    {
      kind: 'conv',
      name: conv,
      weight: isKeras ? convFromKeras(kernel) : kernel,
      bias: hasBias ? check.take(conv + join + bias, [outputs]) : null,
      stride: [1, 1],
      padding: [1, 1, 1, 1],
    },
  ];
  if (norm !== null) {
    const [gamma, beta, mean, variance] = ofNorm.map(part =>
      check.take(norm + join + part, [outputs]),
    ) as [Tensor, Tensor, Tensor, Tensor];
    layers.push({kind: 'norm', name: norm, gamma, beta, mean, variance, epsilon});
  }
  layers.push({kind: 'relu', name: relu});
  return layers;
}

function denseLayers(
  check: TensorCheck,
  named: NamedTensors,
  channels: number,
): NamedClassifier | null {
  const {origin} = named;
  const {join, weight, bias} = parts[origin];
  const names = denseNames(named);
  if (names.length === 0) return null;
  const isKeras = origin === 'keras';
  const lengths = (name: string): {inputs: number | null; outputs: number | null} => ({
    inputs: check.length(name + join + weight, isKeras ? 0 : 1, 2),
    outputs: check.length(name + join + weight, isKeras ? 1 : 0, 2),
  });
  const read = lengths(names[0]!.name).inputs ?? 0;
  const cells = channels > 0 && read % channels === 0 ? read / channels : 0;
  let inputs: number | string = cells > 0 ? read : `${channels || 'C'}·H·W`;
  const layers = names.map((each, position) => {
    const outputs = lengths(each.name).outputs ?? 'O';
    const given = check.take(
      each.name + join + weight,
      isKeras ? [inputs, outputs] : [outputs, inputs],
    );
    const turned =
      isKeras && given.data.length > 0
        ? denseFromKeras(given, position === 0 ? channels : 1)
        : given;
    inputs = outputs;
    return {...each, weight: turned, bias: check.take(each.name + join + bias, [outputs])};
  });
  if (cells === 0 && read > 0) check.misfit(names[0]!.name + join + weight, channels);
  return {layers, origin, slides: named.slides, cells};
}

function inputShapeOf(
  {name, inputShape, origin}: VggFromTensorsOptions & {readonly origin: VggOrigin},
  {inputs}: Features,
  dense: NamedClassifier | null,
): Shape {
  if (inputShape !== undefined) {
    const [channels, height = 0, width = 0] = inputShape;
    if (inputShape.length !== 3 || channels !== inputs || height < 32 || width < 32)
      throw new ModelError(
        'model/bad-shape',
        `${name}: the input ${describeShape(inputShape)} does not fit; the network takes [${inputs}×height×width] of at least 32×32`,
      );
    return inputShape;
  }
  const grid = dense === null ? null : gridOf(dense);
  // Dense layers that read one cell stand behind a pooling of the whole map, so that they fit any size.
  if (grid !== null && grid > 1) return [inputs, 32 * grid, 32 * grid];
  const example = origin === 'keras' ? `224x224x${inputs}` : `${inputs}x224x224`;
  throw new ModelError(
    'model/unknown-shape',
    `${name}: the weights do not tell the size of the pictures; say the shape of one sample, such as ${example}`,
  );
}

function preprocessingFor(
  origin: VggOrigin,
  shape: Shape,
): {readonly preprocessing: Preprocessing | null; readonly note: readonly string[]} {
  if (shape[0] !== 3) return {preprocessing: null, note: []};
  const preset = origin === 'keras' ? 'caffe' : 'torch';
  const preprocessing = findPreprocessing(preset, 3);
  const whose = origin === 'keras' ? "Keras' VGGs" : "torchvision's networks";
  return {
    preprocessing,
    note: [
      `weights do not say how pictures become the input; unless it is said, as for ${whose} (${preset}: ${describePreprocessing(preprocessing)})`,
    ],
  };
}
