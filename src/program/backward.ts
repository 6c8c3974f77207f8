import type {
  ActivationNode,
  AddNode,
  ConcatNode,
  Graph,
  GraphNode,
  MaxPoolNode,
  NormNode,
  PadNode,
  SliceNode,
} from '../graph/graph.js';
import type {Rule} from '../rules/rule.js';
import type {AccountBook} from './account.js';
import type {ProgramBuilder} from './builder.js';
import {normConstant} from './forward.js';
import {gatedDerivative} from './gate.js';
import {averageOfMaxPool} from './linear-map.js';
import type {UnaryFunction, ValueId} from './program.js';
import {stabiliserOf} from './linear-layer.js';

/** A layer without weights at work. */
export interface Layer<Node extends GraphNode> {
  readonly node: Node;
  readonly rule: Rule;
  /** Its inputs and its output from the primal pass. */
  readonly inputs: readonly ValueId[];
  readonly output: ValueId;
  readonly graph: Graph;
}

/** Max pooling: the winner takes all, ties share, or shares in proportion as average pooling would. */
export function maxPoolBackward(
  builder: ProgramBuilder,
  {node, rule, inputs, output, graph}: Layer<MaxPoolNode>,
  r: ValueId,
  book: AccountBook,
): ValueId {
  const x = inputs[0]!;
  const {kernel, stride, padding} = node;
  const geometry = {kernel, stride, padding};
  if (rule.kind === 'pass') return r;
  if (rule.kind !== 'average') {
    const ties = rule.kind === 'split' ? 'split' : 'first';
    return builder.step(builder.shapeOf(x), {
      op: 'maxPoolTranspose',
      x,
      y: output,
      r,
      ties,
      geometry,
    });
  }
  const map = averageOfMaxPool(node, graph);
  const mean = map.forward(builder, x, {part: 'w'}, null)!;
  const stabiliser = stabiliserOf(rule);
  const s = builder.quotient(r, mean, stabiliser);
  book.book('stabiliser', () => builder.dot(s, {value: builder.stabiliserTerm(mean, stabiliser)}));
  return builder.multiply(x, map.backward(builder, s, {part: 'w'})!);
}

/** Residual addition: in proportion to the summands, positive parts only, or evenly. */
export function addBackward(
  builder: ProgramBuilder,
  {rule, inputs, output}: Layer<AddNode>,
  r: ValueId,
  book: AccountBook,
): readonly ValueId[] {
  if (rule.kind === 'gradient') {
    book.gainIsRest = true;
    return inputs.map(() => r);
  }
  if (rule.kind === 'flat')
    return inputs.map(() => builder.binary('multiply', r, builder.scalar(1 / inputs.length)));
  const parts =
    rule.kind === 'zplus' ? inputs.map(x => builder.unary({name: 'positive'}, x)) : inputs;
  const sum = rule.kind === 'zplus' ? builder.addAll(parts)! : output;
  const stabiliser = stabiliserOf(rule);
  const s = builder.quotient(r, sum, stabiliser);
  book.book('stabiliser', () => builder.dot(s, {value: builder.stabiliserTerm(sum, stabiliser)}));
  return parts.map(part => builder.multiply(part, s));
}

/** y = scale·x + shift: each position is a neuron with one connection, and the shift is its bias. */
export function normBackward(
  builder: ProgramBuilder,
  {node, rule, inputs, output}: Layer<NormNode>,
  r: ValueId,
  book: AccountBook,
): ValueId {
  const scale = normConstant(builder, node, 'scale');
  if (rule.kind === 'pass') return r;
  if (rule.kind === 'gradient') {
    book.gainIsRest = true;
    return builder.binary('multiply', r, scale);
  }
  const scaled = builder.binary('multiply', inputs[0]!, scale);
  const policy = 'bias' in rule ? rule.bias : 'include';
  const d = policy === 'drop' ? scaled : output;
  const stabiliser = stabiliserOf(rule);
  const s = builder.quotient(r, d, stabiliser);
  const shift = normConstant(builder, node, 'shift');
  if (policy === 'include') book.book('bias', () => builder.dot(s, shift));
  book.book('stabiliser', () => builder.dot(s, {value: builder.stabiliserTerm(d, stabiliser)}));
  return builder.multiply(policy === 'spread' ? output : scaled, s);
}

/** The derivative of an activation as a value, from its input x and output y; at 0, ReLU's is 0. */
function derivative(
  builder: ProgramBuilder,
  node: ActivationNode,
  x: ValueId,
  y: ValueId,
): ValueId {
  const {activation} = node;
  const unary = (fn: UnaryFunction, value: ValueId) => builder.unary(fn, value);
  const one = builder.scalar(1);
  const mix = (slope: ValueId): ValueId => builder.add(unary({name: 'isPositive'}, x), slope);
  const notPositive = (): ValueId =>
    builder.binary(
      'add',
      builder.binary('multiply', unary({name: 'isPositive'}, x), builder.scalar(-1)),
      one,
    );
  switch (activation.name) {
    case 'relu':
      return unary({name: 'isPositive'}, x);
    case 'leakyRelu':
      return mix(builder.binary('multiply', notPositive(), builder.scalar(activation.alpha)));
    case 'clip':
      return unary({name: 'isWithin', low: activation.low, high: activation.high}, x);
    case 'elu':
      return mix(
        builder.multiply(notPositive(), builder.binary('add', y, builder.scalar(activation.alpha))),
      );
    case 'tanh':
      return builder.binary(
        'add',
        builder.binary('multiply', builder.multiply(y, y), builder.scalar(-1)),
        one,
      );
    case 'sigmoid':
      return builder.multiply(
        y,
        builder.binary('add', builder.binary('multiply', y, builder.scalar(-1)), one),
      );
    case 'softplus':
      return unary({name: 'sigmoid'}, x);
    case 'gelu':
    case 'silu':
      return gatedDerivative(builder, activation, x);
  }
}

/** Activations hand relevance on unchanged, active, dead or saturated; under `gradient` times their derivative. */
export function activationBackward(
  builder: ProgramBuilder,
  {node, rule, inputs, output}: Layer<ActivationNode>,
  r: ValueId,
  book: AccountBook,
): ValueId {
  if (rule.kind !== 'gradient') return r;
  book.gainIsRest = true;
  return builder.multiply(r, derivative(builder, node, inputs[0]!, output));
}

/** Each input takes back its channels: exact. */
export function concatBackward(
  builder: ProgramBuilder,
  node: ConcatNode,
  graph: Graph,
  r: ValueId,
): readonly ValueId[] {
  let offset = 0;
  return node.inputs.map(id => {
    const {shape} = graph.nodes[id]!;
    const begin = shape.map((_, axis) => (axis === node.axis ? offset : 0));
    offset += shape[node.axis]!;
    return builder.step(shape, {op: 'slice', x: r, begin});
  });
}

/** A part takes back what it is: zeros stand around it. Exact. */
export function sliceBackward(
  builder: ProgramBuilder,
  node: SliceNode,
  graph: Graph,
  r: ValueId,
): ValueId {
  const {shape} = graph.nodes[node.inputs[0]!]!;
  const before = node.begin;
  const after = shape.map((length, axis) => length - before[axis]! - node.shape[axis]!);
  return builder.step(shape, {op: 'pad', x: r, before, after, value: 0});
}

/** Padded cells are no inputs: what stands there is dropped, and booked as masked. */
export function padBackward(
  builder: ProgramBuilder,
  node: PadNode,
  graph: Graph,
  r: ValueId,
  book: AccountBook,
): ValueId {
  const {shape} = graph.nodes[node.inputs[0]!]!;
  const kept = builder.step(shape, {op: 'slice', x: r, begin: node.before});
  book.book('masked', () => builder.sum(r));
  book.book('masked', () => builder.sum(kept), -1);
  return kept;
}
