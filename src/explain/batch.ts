import {LrpError} from '../errors/lrp-error.js';
import {describeShape, sizeOf, type Graph, type Tensor} from '../graph/graph.js';
import {firstNotFinite} from './first-not-finite.js';

/** Per-sample shape of what a model takes, in its own layout: [C,H,W], [H,W,C] or [F]. */
export function modelInputShape(graph: Graph): readonly number[] {
  const {shape} = graph.nodes[graph.input]!;
  return graph.layout === 'channels-last' && shape.length > 1
    ? [...shape.slice(1), shape[0]!]
    : shape;
}

/**
 * Refuses an input that a model can't take.
 *
 * @throws LrpError `input/shape`, `input/empty`, `input/length`, `input/not-finite`.
 */
export function checkInput(input: Tensor, graph: Graph): void {
  const expected = modelInputShape(graph);
  if (
    input.shape.length !== expected.length + 1 ||
    expected.some((length, axis) => input.shape[axis + 1] !== length)
  ) {
    throw new LrpError(
      'input/shape',
      `input of shape ${describeShape(input.shape)}: model "${graph.name}" takes ${describeShape(['N', ...expected] as never)} (${graph.layout === 'channels-last' ? 'channels last' : 'channels first'}, batch first)`,
    );
  }
  if (input.shape[0] === 0) throw new LrpError('input/empty', 'input holds no sample');
  if (input.data.length !== sizeOf(input.shape)) {
    throw new LrpError(
      'input/length',
      `input of shape ${describeShape(input.shape)} holds ${input.data.length} numbers instead of ${sizeOf(input.shape)}`,
    );
  }
  const bad = firstNotFinite(input.data);
  if (bad >= 0) {
    const size = sizeOf(expected);
    throw new LrpError(
      'input/not-finite',
      `input holds ${input.data[bad]} in sample ${Math.floor(bad / size)} at position ${bad % size}; every value must be finite`,
    );
  }
}

/** Samples `from` to `to` (exclusive) of a batch, as a view. */
export function rows(tensor: Tensor, from: number, to: number): Tensor {
  const size = sizeOf(tensor.shape.slice(1));
  return {
    shape: [to - from, ...tensor.shape.slice(1)],
    data: tensor.data.subarray(from * size, to * size),
  };
}

/** Batches one behind the other. */
export function joinRows(parts: readonly Tensor[]): Tensor {
  if (parts.length === 1) return parts[0]!;
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return {
    shape: [parts.reduce((sum, part) => sum + part.shape[0]!, 0), ...parts[0]!.shape.slice(1)],
    data,
  };
}
