import {isWeighted, type ActivationFunction, type Graph, type GraphNode} from '../graph/graph.js';
import type {ProgramBuilder} from './builder.js';
import {asOperand, linearMap} from './linear-map.js';
import type {UnaryFunction, ValueId} from './program.js';

function activation(fn: ActivationFunction): UnaryFunction {
  return fn.name === 'relu' ? {name: 'positive'} : fn;
}

function forwardNode(
  builder: ProgramBuilder,
  node: GraphNode,
  inputs: readonly ValueId[],
  graph: Graph,
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
      return builder.unary(activation(node.activation), x);
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

/** Adds the bias as a step of its own, so that W·x alone can be read too: z − b would lose it to rounding where b is large. */
function biasApart(
  builder: ProgramBuilder,
  node: GraphNode & {kind: 'conv' | 'depthwise' | 'dense'},
  x: ValueId,
  graph: Graph,
): ValueId {
  const map = linearMap(node, graph);
  const product = map.forward(builder, x, {part: 'w'}, null)!;
  const bias = map.bias({part: 'w'});
  if (bias === null) return product;
  return builder.binary('add', product, asOperand(builder, `${node.name}.bias map w`, bias));
}

/**
 * The primal pass: one value per node of the graph, by node id.
 *
 * @param needsProduct Says of which layers the relevance pass reads W·x without the bias.
 */
export function forward(
  builder: ProgramBuilder,
  graph: Graph,
  needsProduct: (node: GraphNode) => boolean = () => false,
): readonly ValueId[] {
  const values: ValueId[] = [];
  for (const node of graph.nodes) {
    builder.layer = node.name;
    if (isWeighted(node) && needsProduct(node)) {
      values.push(biasApart(builder, node, values[node.inputs[0]!]!, graph));
      continue;
    }
    values.push(
      forwardNode(
        builder,
        node,
        node.inputs.map(id => values[id]!),
        graph,
      ),
    );
  }
  return values;
}
