import type {ActivationFunction, Graph, GraphNode} from '../graph/graph.js';
import type {ProgramBuilder} from './builder.js';
import {linearMap} from './linear-map.js';
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

/** The primal pass: one value per node of the graph, by node id. */
export function forward(builder: ProgramBuilder, graph: Graph): readonly ValueId[] {
  const values: ValueId[] = [];
  for (const node of graph.nodes) {
    builder.layer = node.name;
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
