import {isWeighted, type ActivationFunction, type Graph, type GraphNode} from '../graph/graph.js';
import type {Rule} from '../rules/rule.js';
import {needsProduct, readsBothSigns} from '../rules/share-patterns.js';
import type {ProgramBuilder} from './builder.js';
import {contributionSum} from './contributions.js';
import {type LayerInput, weightedSum} from './linear-layer.js';
import {asOperand, linearMap} from './linear-map.js';
import {gate} from './gate.js';
import {layerNormOutput} from './layer-norm.js';
import {product} from './product.js';
import type {ValueId} from './program.js';

/** A layer that is linear in its input. */
export type LinearNode = GraphNode & {kind: 'conv' | 'depthwise' | 'dense' | 'avgpool'};

function activation(builder: ProgramBuilder, fn: ActivationFunction, x: ValueId): ValueId {
  switch (fn.name) {
    case 'relu':
      return builder.unary({name: 'positive'}, x);
    case 'gelu':
    case 'silu':
      return builder.multiply(x, gate(builder, fn, x));
    default:
      return builder.unary(fn, x);
  }
}

function forwardNode(
  builder: ProgramBuilder,
  node: GraphNode,
  inputs: readonly ValueId[],
  graph: Graph,
  like: ValueId,
): ValueId {
  const {shape} = node;
  const x = inputs[0]!;
  switch (node.kind) {
    case 'input':
      return builder.input('input', shape);
    case 'conv':
    case 'depthwise':
    case 'dense':
    case 'avgpool':
      return linearMap(node, graph).forward(builder, x, {part: 'w'}, {part: 'w'})!;
    case 'activation':
      return activation(builder, node.activation, x);
    case 'maxpool': {
      const {kernel, stride, padding} = node;
      return builder.step(shape, {op: 'maxPool', x, geometry: {kernel, stride, padding}});
    }
    case 'add':
      return builder.addAll(inputs)!;
    case 'concat':
      return builder.step(shape, {op: 'concat', xs: inputs, axis: node.axis});
    case 'reshape':
      return builder.step(shape, {op: 'reshape', x});
    case 'transpose':
      return builder.step(shape, {op: 'transpose', x, permutation: node.permutation});
    case 'pad':
      return builder.step(shape, {
        op: 'pad',
        x,
        before: node.before,
        after: node.after,
        value: node.value,
      });
    case 'norm': {
      const scaled = builder.binary('multiply', x, normConstant(builder, node, 'scale'));
      return builder.binary('add', scaled, normConstant(builder, node, 'shift'));
    }
    case 'matmul':
      return product(builder, node, inputs[0]!, inputs[1]!);
    case 'softmax':
      return builder.step(shape, {op: 'softmax', x});
    case 'layernorm':
      return layerNormOutput(builder, node, x);
    case 'multiply':
      return builder.multiply(x, inputs[1]!);
    case 'constant':
      return builder.step(shape, {
        op: 'repeat',
        constant: builder.constant(`${node.name}.value`, shape, () => node.value.data),
        like,
      });
    case 'slice':
      return builder.step(shape, {op: 'slice', x, begin: node.begin});
  }
}

/** Scale or shift of a norm node, shaped to broadcast over its positions. */
export function normConstant(
  builder: ProgramBuilder,
  node: GraphNode & {kind: 'norm'},
  what: 'scale' | 'shift',
): {readonly constant: ReturnType<ProgramBuilder['constant']>} {
  const shape = [node[what].data.length, ...node.shape.slice(1).map(() => 1)];
  return {constant: builder.constant(`${node.name}.${what}`, shape, () => node[what].data)};
}

/** What one layer's sums are made of, given the rules that all plans have for it. */
export function layerInput(
  node: LinearNode,
  graph: Graph,
  x: ValueId,
  rules: readonly (Rule | null)[],
  optimise: boolean,
): LayerInput {
  const {nonNegative} = graph.nodes[node.inputs[0]!]!;
  return {
    name: node.name,
    map: linearMap(node, graph),
    x,
    xNonNegative: optimise && nonNegative,
    // z − b would lose W·x to rounding where b is large.
    biasApart:
      isWeighted(node) &&
      rules.some(
        rule => needsProduct(rule) || (optimise && readsBothSigns(rule)?.withBias === false),
      ),
  };
}

/** z = W·x + b: as z⁺ + z⁻ where a rule reads both anyway. */
function output(
  builder: ProgramBuilder,
  layer: LayerInput,
  rules: readonly (Rule | null)[],
  optimise: boolean,
): ValueId {
  const whole = {part: 'w'} as const;
  const both = optimise ? rules.map(readsBothSigns).find(found => found !== null) : undefined;
  if (both === undefined) return weightedSum(builder, layer, layer.x, whole, whole)!;
  const {withBias} = both;
  const parts = (['positive', 'negative'] as const).map(
    sign => contributionSum(builder, layer, sign, withBias)!,
  );
  const sum = builder.add(parts[0]!, parts[1]!);
  const bias = withBias ? null : layer.map.bias(whole);
  if (bias === null) return sum;
  return builder.binary('add', sum, asOperand(builder, `${layer.name}.bias map w`, bias));
}

/**
 * The primal pass: one value per node of the graph, by node id.
 *
 * @param rulesOf The rules that the plans have for a node: they say which of its sums are read besides.
 */
export function forward(
  builder: ProgramBuilder,
  graph: Graph,
  rulesOf: (node: GraphNode) => readonly (Rule | null)[] = () => [],
  {optimise = true}: {readonly optimise?: boolean} = {},
): readonly ValueId[] {
  const values: ValueId[] = [];
  for (const node of graph.nodes) {
    builder.layer = node.name;
    const inputs = node.inputs.map(id => values[id]!);
    if (!isWeighted(node)) {
      values.push(forwardNode(builder, node, inputs, graph, values[graph.input]!));
      continue;
    }
    const rules = rulesOf(node);
    const layer = layerInput(node, graph, inputs[0]!, rules, optimise);
    values.push(output(builder, layer, rules, optimise));
  }
  return values;
}
