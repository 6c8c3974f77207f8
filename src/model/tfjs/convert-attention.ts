import {describeShape, type Tensor} from '../../graph/graph.js';
import type {LayerCall} from './layer-call.js';
import {Unsupported} from './layer-call.js';
import type {Value} from './value.js';
import {identityOrder} from './value.js';

/** One of the projections: heads and the length of each. */
interface Heads {
  readonly heads: number;
  readonly length: number;
}

/**
 * MultiHeadAttention over tokens [T,F]: softmax(Q·Kᵀ/√d)·V per head, then a dense layer; queries, keys and values are
 * dense layers of the inputs (query, value, and key where it is not the value). No mask.
 *
 * @see Vaswani et al. 2017, section 3.2
 */
export function convertAttention(call: LayerCall): Value {
  const [query, value, key = value] = call.inputs;
  if (query === undefined || value === undefined || key === undefined) {
    throw new Unsupported('it needs a query and a value');
  }
  const heads = call.config.count('num_heads', null);
  const length = call.config.count('key_dim', null);
  const own =
    call.config.raw('value_dim') === null ? length : call.config.count('value_dim', length);
  for (const {shape} of [query, value, key]) {
    if (shape.length !== 2) {
      throw new Unsupported(
        `over ${describeShape(shape)}; only tokens [tokens×features] are known`,
      );
    }
  }
  const axes = call.config.raw('attention_axes');
  if (axes !== null && axes !== undefined && JSON.stringify(axes) !== '[1]') {
    throw new Unsupported(
      `attention over the axes ${JSON.stringify(axes)}; only over all tokens is known`,
    );
  }
  const q = project(call, query, 'query', {heads, length});
  const k = project(call, key, 'key', {heads, length});
  const v = project(call, value, 'value', {heads, length: own});
  const [tokens, sources] = [query.shape[0]!, value.shape[0]!];
  const scores = add(call, 'scores', [heads, tokens, sources], [q, k], {
    kind: 'matmul',
    transposeB: true,
    scale: 1 / Math.sqrt(length),
  });
  const weights = add(call, 'softmax', [heads, tokens, sources], [scores], {kind: 'softmax'});
  const mixed = add(call, 'mixed', [heads, tokens, own], [weights, v], {
    kind: 'matmul',
    transposeB: false,
    scale: 1,
  });
  const turned = add(call, 'tokens', [tokens, heads, own], [mixed], {
    kind: 'transpose',
    permutation: [1, 0, 2],
  });
  const joined = add(call, 'joined', [tokens, heads * own], [turned], {kind: 'reshape'});
  return output(call, joined, {tokens, heads, length: own, features: outputFeatures(call, query)});
}

function outputFeatures(call: LayerCall, query: Value): number {
  const setting = call.config.raw('output_shape');
  const list = Array.isArray(setting)
    ? setting
    : setting === null || setting === undefined
      ? []
      : [setting];
  const features = list.length === 0 ? query.shape[1]! : list[0];
  if (list.length > 1 || !Number.isSafeInteger(features) || (features as number) < 1) {
    throw new Unsupported(`output_shape ${JSON.stringify(setting)}; only one length is known`);
  }
  return features as number;
}

/** [T,F] → [H,T,d]. */
function project(call: LayerCall, from: Value, what: string, {heads, length}: Heads): string {
  const [tokens, features] = from.shape as [number, number];
  const outputs = heads * length;
  const hasBias = call.config.flag('use_bias', true);
  const [kernel, bias] = call.weights.read(
    [...call.path, what],
    [
      {name: 'kernel', shape: [features, heads, length]},
      ...(hasBias ? [{name: 'bias', shape: [heads, length]}] : []),
    ],
  );
  const weight = call.weights.keep(`${call.name}/${what}`, () =>
    turned(kernel!, features, outputs),
  );
  const input = call.builder.settle(from, call).node;
  const dense = add(call, what, [tokens, outputs], [input], {
    kind: 'dense',
    weight: {shape: [outputs, features], data: weight},
    bias: vector(bias),
  });
  const apart = add(call, `${what}/heads`, [tokens, heads, length], [dense], {kind: 'reshape'});
  return add(call, `${what}/turned`, [heads, tokens, length], [apart], {
    kind: 'transpose',
    permutation: [1, 0, 2],
  });
}

function output(
  call: LayerCall,
  from: string,
  {tokens, heads, length, features}: Heads & {readonly tokens: number; readonly features: number},
): Value {
  const [kernel, bias] = call.weights.read(
    [...call.path, 'attention_output'],
    [
      {name: 'kernel', shape: [heads, length, features]},
      ...(call.config.flag('use_bias', true) ? [{name: 'bias', shape: [features]}] : []),
    ],
  );
  const weight = call.weights.keep(`${call.name}/attention_output`, () =>
    turned(kernel!, heads * length, features),
  );
  const shape = [tokens, features];
  const node = add(call, 'attention_output', shape, [from], {
    kind: 'dense',
    weight: {shape: [features, heads * length], data: weight},
    bias: vector(bias),
  });
  return {node, shape, order: identityOrder(shape), flattened: null};
}

function vector(data: Float32Array | undefined): Tensor | null {
  return data === undefined ? null : {shape: [data.length], data};
}

/** [I,O] → [O,I]. */
function turned(kernel: Float32Array, inputs: number, outputs: number): Float32Array {
  return Float32Array.from(
    kernel,
    (_, place) => kernel[(place % inputs) * outputs + Math.floor(place / inputs)]!,
  );
}

type Body =
  | {readonly kind: 'matmul'; readonly transposeB: boolean; readonly scale: number}
  | {readonly kind: 'softmax' | 'reshape'}
  | {readonly kind: 'transpose'; readonly permutation: readonly number[]}
  | {readonly kind: 'dense'; readonly weight: Tensor; readonly bias: Tensor | null};

function add(
  call: LayerCall,
  suffix: string,
  shape: readonly number[],
  inputs: readonly string[],
  body: Body,
): string {
  const {operator} = call;
  return call.builder.add({...body, name: `${call.name}/${suffix}`, operator, inputs, shape});
}
