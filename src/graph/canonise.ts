import {ModelError} from '../errors/model-error.js';
import {cutHead} from './cut-head.js';
import type {Draft, DraftNode} from './draft.js';
import {foldNorms} from './fold-norms.js';
import {foldPads} from './fold-pads.js';
import type {Graph, GraphNode} from './graph.js';
import {describeShape, sizeOf} from './graph.js';
import {joinReshapes} from './join-reshapes.js';
import {isNonNegative} from './non-negative.js';
import type {Workbench} from './workbench.js';
import {workbenchOf} from './workbench.js';

/** What becomes of batch norms: folded where that is exact, or each kept as a `norm` node with a rule of its own. */
export type BatchNormPolicy = 'fold' | 'keep';

export interface CanoniseOptions {
  /** @default 'fold' */
  readonly batchNorm?: BatchNormPolicy;
}

/**
 * Brings a network as it was read into canonical form: what the output does not need is dropped, a
 * softmax or sigmoid head cut off, batch norm folded left or right (unless it is to be kept), zero padding
 * made the convolutions' own. The logits stay what they were, up to the rounding of float32 weights.
 *
 * @throws UnsupportedLayerError where a softmax over another axis than the last stands inside the network,
 *   ModelError where the model's metadata do not fit it.
 */
export function canonise(draft: Draft, {batchNorm = 'fold'}: CanoniseOptions = {}): Graph {
  const bench = workbenchOf(draft);
  bench.dropUnneeded();
  const head = cutHead(bench, draft.name);
  joinReshapes(bench);
  foldPads(bench);
  foldNorms(bench, batchNorm);
  flattenOutput(bench);
  joinReshapes(bench);
  const nodes = numbered(bench);
  const output = nodes.findIndex(node => node.name === bench.output());
  checkMetadata(draft, nodes[0]!, nodes[output]!);
  return {
    name: draft.name,
    format: draft.format,
    nodes,
    input: 0,
    output,
    layout: draft.layout,
    head,
    classes: draft.classes,
    preprocessing: draft.preprocessing,
    notes: bench.notes(),
  };
}

/** Makes the output one number a class: [K,1,1] and the like become [K]. */
function flattenOutput(bench: Workbench): void {
  const output = bench.find(bench.output());
  if (output.shape.length === 1) {
    return;
  }
  const size = sizeOf(output.shape);
  bench.append({
    kind: 'reshape',
    name: `${output.name}/flatten`,
    operator: 'Flatten',
    inputs: [output.name],
    shape: [size],
  });
  bench.note(`output "${output.name}" ${describeShape(output.shape)} counted as ${size} classes`);
}

function numbered(bench: Workbench): readonly GraphNode[] {
  const ids = new Map<string, number>();
  const nonNegative: boolean[] = [];
  return bench.nodes().map((node, id) => {
    const inputs = node.inputs.map(name => ids.get(name)!);
    ids.set(node.name, id);
    nonNegative.push(
      isNonNegative(
        node,
        inputs.map(input => nonNegative[input]!),
      ),
    );
    return finished(node, {id, inputs, nonNegative: nonNegative[id]!}, bench);
  });
}

function finished(
  node: DraftNode,
  place: {readonly id: number; readonly inputs: readonly number[]; readonly nonNegative: boolean},
  bench: Workbench,
): GraphNode {
  switch (node.kind) {
    case 'conv':
    case 'depthwise':
    case 'dense':
      return {...node, ...place, merged: bench.merged(node.name)};
    default:
      return {...node, ...place};
  }
}

function checkMetadata(draft: Draft, input: GraphNode, output: GraphNode): void {
  const classes = sizeOf(output.shape);
  if (draft.classes !== null && draft.classes.length !== classes) {
    throw new ModelError(
      'model/bad-metadata',
      `${draft.name}: ${draft.classes.length} class names for ${classes} outputs`,
    );
  }
  const channels = draft.preprocessing?.mean.length;
  if (channels !== undefined && input.shape.length === 3 && input.shape[0] !== channels) {
    throw new ModelError(
      'model/bad-metadata',
      `${draft.name}: preprocessing for ${channels} channels, but the input is ${describeShape(input.shape)}`,
    );
  }
}
