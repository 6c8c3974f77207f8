import type {Graph, GraphNode} from '../graph/graph.js';
import {modelBounds} from '../plan/model-bounds.js';
import {inputChannels} from '../plan/suits.js';
import type {Bound as RuleBound, Rule} from '../rules/rule.js';
import {boundsRead} from '../rules/shares.js';
import type {AccountBook} from './account.js';
import {layerNormBackward, matMulBackward, multiplyBackward, softmaxBackward} from './attention.js';
import {
  activationBackward,
  addBackward,
  concatBackward,
  maxPoolBackward,
  normBackward,
  padBackward,
  sliceBackward,
} from './backward.js';
import type {ProgramBuilder} from './builder.js';
import {layerInput, type LinearNode} from './forward.js';
import type {Bound, LinearLayer} from './linear-layer.js';
import type {ValueId} from './program.js';
import {redistribute} from './redistribute.js';
import type {Vanishing} from './vanishing.js';

function boundOf(bound: RuleBound, side: 'low' | 'high', node: GraphNode, graph: Graph): Bound {
  const given =
    bound === 'model'
      ? modelBounds(node, graph)![side]
      : typeof bound === 'number'
        ? [bound]
        : bound;
  const values = given.every(value => value === given[0]) ? given.slice(0, 1) : given;
  const rank = graph.nodes[node.inputs[0]!]!.shape.length;
  const shape =
    values.length === 1
      ? []
      : node.kind === 'dense'
        ? [inputChannels(node, graph)]
        : [values.length, ...Array<number>(rank - 1).fill(1)];
  return {
    shape,
    data: Float32Array.from(values),
    at: channel => (values.length === 1 ? values[0]! : values[channel]!),
  };
}

/** Everything the backward pass reads. */
export interface BackwardContext {
  readonly builder: ProgramBuilder;
  readonly graph: Graph;
  /** The primal pass, by node id. */
  readonly values: readonly ValueId[];
  readonly vanishing: Vanishing;
  readonly optimise: boolean;
  /** The plan's rules, by node id. */
  readonly rules: ReadonlyMap<number, Rule>;
  /** A node's rule, the usual one where the plan says none; null for nodes that only move numbers. */
  readonly ruleOf: (node: GraphNode) => Rule | null;
  /** The rules of all plans for a node. */
  readonly rulesOf: (node: GraphNode) => readonly (Rule | null)[];
}

function linearLayer(
  {graph, values, vanishing, optimise, rulesOf}: BackwardContext,
  node: LinearNode,
  rule: Rule,
): LinearLayer {
  const read = boundsRead(rule);
  const bounds =
    read === null
      ? null
      : {low: boundOf(read.low, 'low', node, graph), high: boundOf(read.high, 'high', node, graph)};
  return {
    ...layerInput(node, graph, values[node.inputs[0]!]!, rulesOf(node), optimise),
    rule,
    bounds,
    z: values[node.id]!,
    zeroBelow: optimise && vanishing.atOrBelowZero[node.id]!,
    optimise,
  };
}

/** What each input of a node receives of the relevance `r` at its output. */
export function backwardNode(
  context: BackwardContext,
  node: GraphNode,
  rule: Rule | null,
  r: ValueId,
  book: AccountBook,
): readonly ValueId[] {
  const {builder, graph, values} = context;
  const inputs = node.inputs.map(id => values[id]!);
  const output = values[node.id]!;
  switch (node.kind) {
    case 'input':
      return [];
    case 'conv':
    case 'depthwise':
    case 'dense':
    case 'avgpool': {
      const layer = linearLayer(context, node, rule!);
      const handed = redistribute(
        builder,
        rule!.kind === 'average'
          ? {
              ...layer,
              rule: {
                kind: 'epsilon',
                epsilon: (rule as Rule & {kind: 'average'}).stabiliser,
                unit: 'absolute',
                bias: 'include',
              },
            }
          : layer,
        r,
        book,
      );
      return [handed];
    }
    case 'maxpool':
      return [maxPoolBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book)];
    case 'add':
      return addBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book);
    case 'norm':
      return [normBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book)];
    case 'activation':
      return [activationBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book)];
    case 'matmul':
      return matMulBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book);
    case 'softmax':
      return [softmaxBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book)];
    case 'layernorm':
      return [layerNormBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book)];
    case 'multiply':
      return multiplyBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book);
    case 'constant':
      book.book('bias', () => builder.sum(r));
      return [];
    case 'slice':
      return [sliceBackward(builder, node, graph, r)];
    case 'concat':
      return concatBackward(builder, node, graph, r);
    case 'pad':
      return [padBackward(builder, node, graph, r, book)];
    case 'reshape':
      return [builder.step(graph.nodes[node.inputs[0]!]!.shape, {op: 'reshape', x: r})];
    case 'transpose': {
      const permutation = node.permutation.map((_, axis) => node.permutation.indexOf(axis));
      return [
        builder.step(graph.nodes[node.inputs[0]!]!.shape, {op: 'transpose', x: r, permutation}),
      ];
    }
  }
}
