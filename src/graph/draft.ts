import type {Preprocessing} from './preprocessing.js';
import type {
  ActivationNode,
  AddNode,
  AvgPoolNode,
  ConcatNode,
  ConstantNode,
  ConvNode,
  DenseNode,
  InputNode,
  LayerNormNode,
  MatMulNode,
  MaxPoolNode,
  MultiplyNode,
  NormNode,
  PadNode,
  ReshapeNode,
  SliceNode,
  SoftmaxNode,
  TransposeNode,
} from './graph.js';

type Drafted<Node> = Omit<Node, 'id' | 'inputs' | 'nonNegative' | 'merged'> & {
  /** Names of the nodes whose outputs this one reads. */
  readonly inputs: readonly string[];
};

/** A softmax as read: over the last axis unless `axis` (per-sample) names another, which only a head may have. */
export type DraftSoftmax = Drafted<SoftmaxNode> & {readonly axis?: number};

/** A node as a reader makes it from the file: right shapes, channels first, nothing folded yet. */
export type DraftNode =
  | Drafted<InputNode>
  | Drafted<ConvNode>
  | Drafted<DenseNode>
  | Drafted<ActivationNode>
  | Drafted<MaxPoolNode>
  | Drafted<AvgPoolNode>
  | Drafted<AddNode>
  | Drafted<ConcatNode>
  | Drafted<ReshapeNode>
  | Drafted<TransposeNode>
  | Drafted<PadNode>
  | Drafted<NormNode>
  | Drafted<MatMulNode>
  | DraftSoftmax
  | Drafted<LayerNormNode>
  | Drafted<MultiplyNode>
  | Drafted<ConstantNode>
  | Drafted<SliceNode>;

/**
 * What a reader (ONNX, tfjs) hands to `canonise`: nodes in topological order, names unique, one
 * `input` node first. Dropout and identities are already gone; batch norms and constant scalings are
 * `norm` nodes; sigmoid and softmax heads still stand.
 */
export interface Draft {
  readonly name: string;
  readonly format: 'onnx' | 'tfjs' | 'keras' | 'numbers' | 'safetensors';
  readonly layout: 'channels-first' | 'channels-last';
  readonly nodes: readonly DraftNode[];
  /** Name of the node that gives the model's output. */
  readonly output: string;
  readonly classes: readonly string[] | null;
  readonly preprocessing: Preprocessing | null;
  readonly notes: readonly string[];
}
