import {LrpError} from '../../errors/lrp-error.js';
import {didYouMean} from '../../errors/suggest.js';
import type {DraftNode} from '../../graph/draft.js';
import {describeShape, type Padding, type Shape, sizeOf, type Tensor} from '../../graph/graph.js';
import {windowCounts} from '../../graph/shapes.js';
import type {NetworkLayer} from './network-layer.js';
import {describeGiven, mostValues, readNumber, readNumbers} from './read-numbers.js';
import {readPadding, readPair, slide} from './read-window.js';

/** A layer as it came, and where it stands. */
interface Site {
  readonly layer: Readonly<Record<string, unknown>>;
  readonly name: string;
  /** `layer 1 "dense1"`, for messages. */
  readonly where: string;
  /** The node it reads. */
  readonly from: string;
  readonly input: Shape;
}

const fields: Readonly<Record<NetworkLayer['kind'], readonly string[]>> = {
  dense: ['weight', 'bias'],
  conv: ['weight', 'bias', 'stride', 'padding'],
  relu: [],
  maxpool: ['size', 'stride', 'padding'],
  avgpool: ['size', 'stride', 'padding'],
  sumpool: [],
  flatten: [],
  batchnorm: ['gamma', 'beta', 'mean', 'variance', 'epsilon'],
};

/** The kinds of layers a network in numbers can have. */
export const layerKinds: readonly string[] = Object.keys(fields);

function mismatch({where, input}: Site, message: string): never {
  throw new LrpError('network/shape', `${where} reads ${describeShape(input)}: ${message}`);
}

/** One node of a layer, its shape checked for size. */
function node(site: Site, made: DraftNode): DraftNode {
  const size = sizeOf(made.shape);
  if (size > mostValues)
    mismatch(site, `it would make ${describeShape(made.shape)}, more than ${mostValues} values`);
  return made;
}

function biasOf({layer, where}: Site, outputs: number): Tensor | null {
  const {bias} = layer;
  if (bias === undefined || bias === null) return null;
  const read = readNumbers(bias, 'outputs', `${where}, bias`);
  if (read.shape[0] === outputs) return read;
  throw new LrpError(
    'network/shape',
    `${where}: ${read.shape[0]} biases for ${outputs} outputs; give one each`,
  );
}

function dense(site: Site): readonly DraftNode[] {
  const {layer, name, where, from, input} = site;
  const weight = readNumbers(layer['weight'], 'outputs × inputs', `${where}, weight`);
  if (input.length !== 1) mismatch(site, 'a dense layer reads features; put a "flatten" before it');
  const [outputs, inputs] = weight.shape as [number, number];
  if (inputs !== input[0]) mismatch(site, `its weight is for ${inputs} inputs`);
  const bias = biasOf(site, outputs);
  return [{kind: 'dense', name, operator: 'Dense', inputs: [from], shape: [outputs], weight, bias}];
}

function channelsFirst(site: Site, what: string): Shape {
  if (site.input.length === 3) return site.input;
  return mismatch(site, `${what} reads pictures [channels×height×width]`);
}

function conv(site: Site): readonly DraftNode[] {
  const {layer, name, where, from} = site;
  const axes = 'outputs × inputs × height × width';
  const weight = readNumbers(layer['weight'], axes, `${where}, weight`);
  const input = channelsFirst(site, 'a convolution');
  const [outputs, channels, height, width] = weight.shape as [number, number, number, number];
  if (channels !== input[0]) mismatch(site, `its weight is for ${channels} channels`);
  const stride = readPair(layer['stride'] ?? 1, `${where}, stride`);
  const padding = readPadding(layer['padding'] ?? 0, `${where}, padding`);
  const size = slide(input, {kernel: [height, width], stride, padding}, where);
  const bias = biasOf(site, outputs);
  const rest = {stride, dilation: [1, 1], padding, groups: 1} as const;
  const shape = [outputs, ...size];
  return [{kind: 'conv', name, operator: 'Conv', inputs: [from], shape, weight, bias, ...rest}];
}

function pool(site: Site, kind: 'maxpool' | 'avgpool'): readonly DraftNode[] {
  const {layer, name, where, from} = site;
  const kernel = readPair(layer['size'], `${where}, size`);
  const input = channelsFirst(site, 'pooling');
  const stride = readPair(layer['stride'] ?? kernel, `${where}, stride`);
  const padding = readPadding(layer['padding'] ?? 0, `${where}, padding`);
  if (padding.some((cells, side) => cells >= kernel[side % 2]!))
    throw new LrpError(
      'network/window',
      `${where}: padding ${padding.join(', ')} is as wide as the window ${kernel.join('×')}, so a window could see nothing`,
    );
  const output = slide(input, {kernel, stride, padding}, where);
  const [channels, height, width] = input as readonly [number, number, number];
  const end = (axis: 0 | 1, length: number): number =>
    Math.max(0, (output[axis] - 1) * stride[axis] + kernel[axis] - length - padding[axis]);
  const reached: Padding = [padding[0], padding[1], end(0, height), end(1, width)];
  const common = {name, inputs: [from], shape: [channels, ...output], kernel, stride};
  if (kind === 'maxpool') return [{kind, operator: 'MaxPool', ...common, padding: reached}];
  const window = {kernel, stride, padding: reached};
  const counts = windowCounts([height, width], output, window, [0, 0, 0, 0]);
  return [{kind, operator: 'AveragePool', ...common, padding: reached, counts}];
}

function flatten({name, from, input}: Site): readonly DraftNode[] {
  const shape = [sizeOf(input)];
  return [{kind: 'reshape', name, operator: 'Flatten', inputs: [from], shape}];
}

function sumpool(site: Site): readonly DraftNode[] {
  const {name, from, input} = site;
  const size = sizeOf(input);
  const flat = input.length === 1 ? [] : flatten({...site, name: `${name}/flatten`});
  const weight = {shape: [1, size], data: new Float32Array(size).fill(1)};
  const inputs = [flat[0]?.name ?? from];
  return [
    ...flat,
    {kind: 'dense', name, operator: 'SumPool', inputs, shape: [1], weight, bias: null},
  ];
}

function batchnorm(site: Site): readonly DraftNode[] {
  const {layer, name, where, from, input} = site;
  const channels = input[0]!;
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'mean', 'variance'].map(key => {
    const read = readNumbers(layer[key], 'channels', `${where}, ${key}`);
    if (read.shape[0] !== channels)
      mismatch(site, `${key} holds ${read.shape[0]} numbers for ${channels} channels`);
    return read.data;
  }) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const epsilon = readNumber(layer['epsilon'] ?? 1e-5, `${where}, epsilon`);
  const scale = gamma.map((value, channel) => {
    const spread = variance[channel]! + epsilon;
    if (!(variance[channel]! >= 0) || !(spread > 0))
      throw new LrpError(
        'network/norm',
        `${where}, channel ${channel}: expected variance ≥ 0 and variance + epsilon > 0, got ${variance[channel]} and ${epsilon}`,
      );
    return value / Math.sqrt(spread);
  });
  const shift = beta.map((value, channel) => value - mean[channel]! * scale[channel]!);
  if (![...scale, ...shift].every(Number.isFinite))
    throw new LrpError('network/norm', `${where}: its scale leaves float32; use a larger epsilon`);
  const tensor = (data: Float32Array): Tensor => ({shape: [channels], data});
  return [
    {
      kind: 'norm',
      name,
      operator: 'BatchNorm',
      inputs: [from],
      shape: input,
      scale: tensor(scale),
      shift: tensor(shift),
    },
  ];
}

function kindOf(value: unknown, where: string): NetworkLayer['kind'] {
  if (typeof value === 'string' && Object.hasOwn(fields, value))
    return value as NetworkLayer['kind'];
  const hint = typeof value === 'string' ? didYouMean(value, layerKinds) : null;
  throw new LrpError(
    'network/layer',
    `${where}: expected a kind of layer (${layerKinds.join(', ')}), got ${describeGiven(value)}${hint === null ? '' : `; ${hint}`}`,
  );
}

/** The kind of a layer, its fields being known ones. @throws LrpError `network/layer` */
export function checkLayer(value: unknown, where: string): NetworkLayer['kind'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new LrpError(
      'network/layer',
      `${where}: expected {kind, …}, got ${describeGiven(value)}`,
    );
  const kind = kindOf((value as {readonly kind?: unknown}).kind, where);
  const allowed = ['kind', 'name', ...fields[kind]];
  const unknown = Object.keys(value).find(key => !allowed.includes(key));
  if (unknown === undefined) return kind;
  const hint = didYouMean(unknown, allowed) ?? `it has ${allowed.join(', ')}`;
  throw new LrpError('network/layer', `${where} (${kind}) has no field "${unknown}"; ${hint}`);
}

/**
 * The nodes of one layer, the last one giving its output.
 *
 * @throws LrpError `network/numbers`, `network/shape`, `network/window`, `network/norm`.
 */
export function draftLayer(kind: NetworkLayer['kind'], site: Site): readonly DraftNode[] {
  return nodesOf(kind, site).map(made => node(site, made));
}

function nodesOf(kind: NetworkLayer['kind'], site: Site): readonly DraftNode[] {
  switch (kind) {
    case 'dense':
      return dense(site);
    case 'conv':
      return conv(site);
    case 'relu': {
      const {name, from, input} = site;
      const activation = {name: 'relu'} as const;
      return [
        {kind: 'activation', name, operator: 'Relu', inputs: [from], shape: input, activation},
      ];
    }
    case 'maxpool':
    case 'avgpool':
      return pool(site, kind);
    case 'sumpool':
      return sumpool(site);
    case 'flatten':
      return flatten(site);
    case 'batchnorm':
      return batchnorm(site);
  }
}
