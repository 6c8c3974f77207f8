import type {Preprocessing} from './preprocessing.js';

/** Per sample, without the batch axis, channels first: [C,H,W] for pictures, [F] for features. */
export type Shape = readonly number[];

/** Numbers with a shape, row-major. Weights of a graph; no batch axis is implied. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type Pair = readonly [number, number];
/** Top, left, bottom, right; cells added at the border. */
export type Padding = readonly [number, number, number, number];

interface NodeBase {
  /** Position in `Graph.nodes`, which is a topological order. */
  readonly id: number;
  /** The name in the user's model. Unique in the graph. */
  readonly name: string;
  /** The operator or layer class in the user's model, for messages: `Conv`, `BatchNormalization`, `Dense`. */
  readonly operator: string;
  /** Ids of the nodes whose outputs this one reads. */
  readonly inputs: readonly number[];
  readonly shape: Shape;
  /** True where no value can be below zero, whatever the input: after ReLU, pooling of such, and so on. */
  readonly nonNegative: boolean;
}

/** Where a batch norm went: into the layer before it (`left`), into the layer after it (`right`). */
export type Merged = readonly {readonly name: string; readonly side: 'left' | 'right'}[];

/** 2-D convolution, cross-correlation as everywhere in the field. `depthwise` where groups = input channels > 1. */
export interface ConvNode extends NodeBase {
  readonly kind: 'conv' | 'depthwise';
  /** [O, I/groups, kh, kw] */
  readonly weight: Tensor;
  /** [O] */
  readonly bias: Tensor | null;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
  readonly groups: number;
  readonly merged: Merged;
}

/** y = W·x + b over the last axis. */
export interface DenseNode extends NodeBase {
  readonly kind: 'dense';
  /** [O, I] */
  readonly weight: Tensor;
  /** [O] */
  readonly bias: Tensor | null;
  readonly merged: Merged;
}

/** Elementwise. Relevance passes unchanged unless the plan says otherwise. */
export type ActivationFunction =
  | {readonly name: 'relu'}
  | {readonly name: 'leakyRelu'; readonly alpha: number}
  | {readonly name: 'clip'; readonly low: number; readonly high: number}
  | {readonly name: 'elu'; readonly alpha: number}
  | {readonly name: 'tanh'}
  | {readonly name: 'sigmoid'}
  | {readonly name: 'softplus'}
  /** x·Φ(x), Φ the normal distribution function, exact (`none`) or with its usual `tanh` approximation. */
  | {readonly name: 'gelu'; readonly approximate: 'none' | 'tanh'}
  /** x·σ(β·x): SiLU or swish where β = 1, the quick GELU of CLIP where β = 1.702. */
  | {readonly name: 'silu'; readonly beta: number};

export interface ActivationNode extends NodeBase {
  readonly kind: 'activation';
  readonly activation: ActivationFunction;
}

/** Padding already holds what `ceil` mode adds at the end; padded cells never win. */
export interface MaxPoolNode extends NodeBase {
  readonly kind: 'maxpool';
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

/**
 * Mean over a window; global pooling is one window. `counts` [Ho,Wo] is the divisor at every output
 * position (it differs at borders where padding is not counted).
 */
export interface AvgPoolNode extends NodeBase {
  readonly kind: 'avgpool';
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly counts: Tensor;
}

/** Sum of two or more tensors of one shape. */
export interface AddNode extends NodeBase {
  readonly kind: 'add';
}

/** Joins tensors along a per-sample axis (0 = channels). */
export interface ConcatNode extends NodeBase {
  readonly kind: 'concat';
  readonly axis: number;
}

/** Any change of shape that keeps the row-major order of one sample, flatten included. */
export interface ReshapeNode extends NodeBase {
  readonly kind: 'reshape';
}

/** Permutes the per-sample axes. */
export interface TransposeNode extends NodeBase {
  readonly kind: 'transpose';
  readonly permutation: readonly number[];
}

/** Constant padding that could not be counted as a convolution's own. Per-sample axes. */
export interface PadNode extends NodeBase {
  readonly kind: 'pad';
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly value: number;
}

/** y = scale·x + shift per channel (per-sample axis 0): a batch norm or scaling that could not be folded. */
export interface NormNode extends NodeBase {
  readonly kind: 'norm';
  /** [C] */
  readonly scale: Tensor;
  /** [C] */
  readonly shift: Tensor;
}

/**
 * Product of two computed tensors of one rank ≥ 2, their leading axes equal:
 * scale · a [B…,M,K] · b [B…,K,N] → [B…,M,N]; b is [B…,N,K] where `transposeB`.
 */
export interface MatMulNode extends NodeBase {
  readonly kind: 'matmul';
  readonly transposeB: boolean;
  readonly scale: number;
}

/** Softmax over the last axis, inside the network: attention weights. One over the logits is a head and cut off. */
export interface SoftmaxNode extends NodeBase {
  readonly kind: 'softmax';
}

/**
 * y = scale·(x − μ)/√(σ² + ε) + shift over the last axis [F], μ and σ² its mean and variance; RMSNorm
 * where not `centre`: μ = 0 and σ² = mean x².
 */
export interface LayerNormNode extends NodeBase {
  readonly kind: 'layernorm';
  readonly epsilon: number;
  readonly centre: boolean;
  /** [F]; null where it is 1. */
  readonly scale: Tensor | null;
  /** [F]; null where it is 0. */
  readonly shift: Tensor | null;
}

/** Elementwise product of two computed tensors of one shape: gates. */
export interface MultiplyNode extends NodeBase {
  readonly kind: 'multiply';
}

/** Numbers that no input has a part in, the same for every sample: a class token, position embeddings. No inputs. */
export interface ConstantNode extends NodeBase {
  readonly kind: 'constant';
  /** Of the node's own shape. */
  readonly value: Tensor;
}

/** The part of a tensor that begins at `begin` (per-sample axes) and has the node's shape. */
export interface SliceNode extends NodeBase {
  readonly kind: 'slice';
  readonly begin: readonly number[];
}

export interface InputNode extends NodeBase {
  readonly kind: 'input';
}

export type GraphNode =
  | InputNode
  | ConvNode
  | DenseNode
  | ActivationNode
  | MaxPoolNode
  | AvgPoolNode
  | AddNode
  | ConcatNode
  | ReshapeNode
  | TransposeNode
  | PadNode
  | NormNode
  | MatMulNode
  | SoftmaxNode
  | LayerNormNode
  | MultiplyNode
  | ConstantNode
  | SliceNode;

export type NodeKind = GraphNode['kind'];

/** The canonical network: what the file computes, up to its logits, in a form the rules understand. */
export interface Graph {
  /** File name or what the user calls it. */
  readonly name: string;
  readonly format: 'onnx' | 'tfjs' | 'keras' | 'numbers' | 'safetensors';
  readonly nodes: readonly GraphNode[];
  /** Id of the only input node (always 0). */
  readonly input: number;
  /** Id of the node that holds the logits; shape [K]. */
  readonly output: number;
  /** How the model's own input is laid out; the graph's own is always channels first. */
  readonly layout: 'channels-first' | 'channels-last';
  /** What stood behind the logits and was cut off. */
  readonly head: 'none' | 'softmax' | 'sigmoid';
  /** Class names by index, where the model carries them. */
  readonly classes: readonly string[] | null;
  readonly preprocessing: Preprocessing | null;
  /** What canonising did, one line each: `batch norm "bn1" folded left into "conv1"`. */
  readonly notes: readonly string[];
}

/** Layers with a weight matrix; these are numbered from 0 at the input, in the file's order. */
export type WeightedNode = ConvNode | DenseNode;

export function isWeighted(node: GraphNode): node is WeightedNode {
  return node.kind === 'conv' || node.kind === 'depthwise' || node.kind === 'dense';
}

/** The weighted layers, position = number. */
export function weightedNodes(graph: Graph): readonly WeightedNode[] {
  return graph.nodes.filter(isWeighted);
}

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** `[3×32×32]`, as messages and tables print a per-sample shape. */
export function describeShape(shape: readonly number[]): string {
  return `[${shape.join('×')}]`;
}
