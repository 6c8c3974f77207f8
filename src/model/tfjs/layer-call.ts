import type {DraftNode} from '../../graph/draft.js';
import type {ActivationFunction, Shape} from '../../graph/graph.js';
import type {Config} from './config.js';
import type {DraftBuilder} from './draft-builder.js';
import type {Value} from './value.js';
import {nodeShapeOf} from './value.js';
import type {LayerWeights} from './layer-weights.js';

/** One call of one layer: what a converter needs to write its nodes. */
export interface LayerCall {
  /** Names of the models around the layer, outermost first, and its own. */
  readonly path: readonly string[];
  /** The path as one name: `vgg16/block1_conv1`. */
  readonly name: string;
  /** Class of the layer. */
  readonly operator: string;
  readonly config: Config;
  readonly inputs: readonly Value[];
  readonly builder: DraftBuilder;
  readonly weights: LayerWeights;
}

/** Thrown by a converter where the layer cannot be explained as it is set; collected, not fatal at once. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
}

type Body<Node> = Node extends DraftNode
  ? Omit<Node, 'name' | 'operator' | 'inputs' | 'shape'>
  : never;

/** Adds a node that reads `value` and gives one with the same axes. */
export function addLike(
  call: LayerCall,
  value: Value,
  body: Body<DraftNode>,
  {suffix = '', shape = value.shape}: {readonly suffix?: string; readonly shape?: Shape} = {},
): Value {
  const result = {...value, shape};
  const node = call.builder.add({
    ...body,
    name: `${call.name}${suffix}`,
    operator: call.operator,
    inputs: [value.node],
    shape: nodeShapeOf(result),
  } as DraftNode);
  return {...result, node};
}

/** What a named activation is: a function, the softmax over the last axis, or nothing. */
export type Activation =
  | {readonly kind: 'function'; readonly activation: ActivationFunction; readonly name: string}
  | {readonly kind: 'softmax'}
  | {readonly kind: 'linear'};
