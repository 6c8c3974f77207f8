import type {
  ActivationFunction,
  ConvNode,
  Graph,
  GraphNode,
  Padding,
  Pair,
  Shape,
  Tensor,
} from '../../src/graph/graph.js';
import {sizeOf} from '../../src/graph/graph.js';
import type {Preprocessing} from '../../src/graph/preprocessing.js';
import {activate} from './oracle-forward.js';

/** Numbers with a shape, as float32. */
export function tensorOf(shape: readonly number[], data: Iterable<number>): Tensor {
  const values = Float32Array.from(data);
  if (values.length !== sizeOf(shape)) throw new Error(`${values.length} numbers for [${shape}]`);
  return {shape, data: values};
}

/** A matrix or kernel from nested lists. */
export function nested(value: readonly unknown[]): Tensor {
  const shape: number[] = [];
  for (let at: unknown = value; Array.isArray(at); at = at[0]) shape.push(at.length);
  return tensorOf(shape, value.flat(Number.POSITIVE_INFINITY) as number[]);
}

interface ConvOptions {
  readonly stride?: Pair;
  readonly dilation?: Pair;
  readonly padding?: Padding;
  readonly groups?: number;
  readonly from?: number;
}

interface PoolOptions {
  readonly kernel: Pair;
  readonly stride?: Pair;
  readonly padding?: Padding;
  /** Whether padded cells count in the mean. */
  readonly countPadding?: boolean;
  readonly from?: number;
}

type Loose = GraphNode extends infer Node
  ? Node extends GraphNode
    ? Omit<Node, 'id' | 'name' | 'operator' | 'inputs' | 'shape' | 'nonNegative'>
    : never
  : never;

const NONE: Padding = [0, 0, 0, 0];

function outputLength(
  length: number,
  kernel: number,
  stride: number,
  dilation: number,
  added: number,
): number {
  return Math.floor((length + added - dilation * (kernel - 1) - 1) / stride) + 1;
}

/** Writes small canonical graphs by hand, node after node; every method returns the new node's id. */
export class GraphBuilder {
  readonly #nodes: GraphNode[] = [];

  constructor(shape: Shape, nonNegative = false) {
    this.#add({kind: 'input'}, [], shape, nonNegative);
  }

  get last(): number {
    return this.#nodes.length - 1;
  }

  shapeOf(id: number = this.last): Shape {
    return this.#nodes[id]!.shape;
  }

  #add(node: Loose, inputs: readonly number[], shape: Shape, nonNegative: boolean): number {
    const id = this.#nodes.length;
    const common = {id, name: `${node.kind}${id}`, operator: node.kind, inputs, shape, nonNegative};
    this.#nodes.push({...node, ...common} as GraphNode);
    return id;
  }

  #isNonNegative(id: number): boolean {
    return this.#nodes[id]!.nonNegative;
  }

  /** Any node, by its own fields. */
  node(node: Loose, inputs: readonly number[], shape: Shape, nonNegative = false): number {
    return this.#add(node, inputs, shape, nonNegative);
  }

  dense(weight: Tensor, bias: Tensor | null, from: number = this.last): number {
    const shape = [...this.shapeOf(from).slice(0, -1), weight.shape[0]!];
    return this.#add({kind: 'dense', weight, bias, merged: []}, [from], shape, false);
  }

  conv(weight: Tensor, bias: Tensor | null, options: ConvOptions = {}): number {
    const {
      stride = [1, 1],
      dilation = [1, 1],
      padding = NONE,
      groups = 1,
      from = this.last,
    } = options;
    const [channels, height, width] = this.shapeOf(from) as [number, number, number];
    const [out, , kh, kw] = weight.shape as [number, number, number, number];
    const shape = [
      out,
      outputLength(height, kh, stride[0], dilation[0], padding[0] + padding[2]),
      outputLength(width, kw, stride[1], dilation[1], padding[1] + padding[3]),
    ];
    const kind: ConvNode['kind'] = groups === channels && groups > 1 ? 'depthwise' : 'conv';
    return this.#add(
      {kind, weight, bias, stride, dilation, padding, groups, merged: []},
      [from],
      shape,
      false,
    );
  }

  activation(activation: ActivationFunction, from: number = this.last): number {
    const lowest = ['elu', 'leakyRelu', 'gelu', 'silu'].includes(activation.name)
      ? -1
      : activate(activation, -1e9);
    const nonNegative = lowest >= 0 || (this.#isNonNegative(from) && activate(activation, 0) >= 0);
    return this.#add({kind: 'activation', activation}, [from], this.shapeOf(from), nonNegative);
  }

  relu(from: number = this.last): number {
    return this.activation({name: 'relu'}, from);
  }

  #pooled(options: PoolOptions): {from: number; stride: Pair; padding: Padding; shape: Shape} {
    const {kernel, stride = kernel, padding = NONE, from = this.last} = options;
    const [channels, height, width] = this.shapeOf(from) as [number, number, number];
    const shape = [
      channels,
      outputLength(height, kernel[0], stride[0], 1, padding[0] + padding[2]),
      outputLength(width, kernel[1], stride[1], 1, padding[1] + padding[3]),
    ];
    return {from, stride, padding, shape};
  }

  maxpool(options: PoolOptions): number {
    const {from, stride, padding, shape} = this.#pooled(options);
    return this.#add(
      {kind: 'maxpool', kernel: options.kernel, stride, padding},
      [from],
      shape,
      this.#isNonNegative(from),
    );
  }

  avgpool(options: PoolOptions): number {
    const {from, stride, padding, shape} = this.#pooled(options);
    const {kernel, countPadding = false} = options;
    const [, height, width] = this.shapeOf(from) as [number, number, number];
    const real = (at: number, axis: 0 | 1, length: number): number => {
      const start = at * stride[axis] - padding[axis];
      return Math.min(start + kernel[axis], length) - Math.max(start, 0);
    };
    const divisors = Array.from({length: shape[1]! * shape[2]!}, (_, cell) => {
      if (countPadding) return kernel[0] * kernel[1];
      return real(Math.floor(cell / shape[2]!), 0, height) * real(cell % shape[2]!, 1, width);
    });
    const counts = tensorOf([shape[1]!, shape[2]!], divisors);
    return this.#add(
      {kind: 'avgpool', kernel, stride, padding, counts},
      [from],
      shape,
      this.#isNonNegative(from),
    );
  }

  add(...ids: readonly number[]): number {
    return this.#add(
      {kind: 'add'},
      ids,
      this.shapeOf(ids[0]),
      ids.every(id => this.#isNonNegative(id)),
    );
  }

  concat(...ids: readonly number[]): number {
    const first = this.shapeOf(ids[0]);
    const channels = ids.reduce((sum, id) => sum + this.shapeOf(id)[0]!, 0);
    return this.#add(
      {kind: 'concat', axis: 0},
      ids,
      [channels, ...first.slice(1)],
      ids.every(id => this.#isNonNegative(id)),
    );
  }

  norm(scale: Tensor, shift: Tensor, from: number = this.last): number {
    return this.#add({kind: 'norm', scale, shift}, [from], this.shapeOf(from), false);
  }

  pad(
    before: readonly number[],
    after: readonly number[],
    value = 0,
    from: number = this.last,
  ): number {
    const shape = this.shapeOf(from).map((length, axis) => length + before[axis]! + after[axis]!);
    return this.#add(
      {kind: 'pad', before, after, value},
      [from],
      shape,
      this.#isNonNegative(from) && value >= 0,
    );
  }

  transpose(permutation: readonly number[], from: number = this.last): number {
    const shape = permutation.map(axis => this.shapeOf(from)[axis]!);
    return this.#add({kind: 'transpose', permutation}, [from], shape, this.#isNonNegative(from));
  }

  flatten(from: number = this.last): number {
    return this.#add(
      {kind: 'reshape'},
      [from],
      [sizeOf(this.shapeOf(from))],
      this.#isNonNegative(from),
    );
  }

  build(preprocessing: Preprocessing | null = null): Graph {
    return {
      name: 'hand-made',
      format: 'onnx',
      nodes: this.#nodes,
      input: 0,
      output: this.last,
      layout: 'channels-first',
      head: 'none',
      classes: null,
      preprocessing,
      notes: [],
    };
  }
}
