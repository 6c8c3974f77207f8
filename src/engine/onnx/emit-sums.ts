import {sizeOf, type Shape} from '../../graph/graph.js';
import {elementType} from '../../onnx/messages.js';
import type {OnnxWriter} from './onnx-writer.js';

function toDouble(writer: OnnxWriter, x: string): string {
  return writer.node('Cast', [x], {to: {int: elementType.double}});
}

/** Sums over samples in float64. Each value is read once a channel, whatever is made of it. */
export class SumEmitter {
  readonly #writer: OnnxWriter;
  readonly #channelSums = new Map<string, string>();

  constructor(writer: OnnxWriter) {
    this.#writer = writer;
  }

  /** Σ over the positions of each channel: [M,C,…] → [M,C], float64. */
  #perChannel(x: string, shape: Shape): string {
    const known = this.#channelSums.get(x);
    if (known !== undefined) return known;
    const writer = this.#writer;
    const flat =
      shape.length === 2
        ? x
        : writer.node('Reshape', [x, writer.ints([0, shape[0]!, sizeOf(shape.slice(1))])]);
    const sums = writer.node('ReduceSum', [toDouble(writer, flat), writer.ints([2])], {
      keepdims: {int: 0},
    });
    this.#channelSums.set(x, sums);
    return sums;
  }

  /** Σ over each sample or target: [M,…] → [M], float64. */
  sum(x: string, shape: Shape): string {
    const writer = this.#writer;
    const parts =
      shape.length < 2
        ? toDouble(
            writer,
            shape.length === 1 ? x : writer.node('Reshape', [x, writer.ints([0, 1])]),
          )
        : this.#perChannel(x, shape);
    return writer.node('ReduceSum', [parts, writer.ints([1])], {keepdims: {int: 0}});
  }

  /** Σ x·c for a constant of one number a channel, [C,1,…], or one number for all: [M], float64. */
  weighted(x: string, shape: Shape, constant: string, count: number): string {
    const writer = this.#writer;
    const factor = toDouble(writer, constant);
    if (count === 1) {
      const one = writer.node('Reshape', [factor, writer.ints([1])]);
      return writer.node('Mul', [this.sum(x, shape), one]);
    }
    const parts = shape.length === 1 ? toDouble(writer, x) : this.#perChannel(x, shape);
    const row = writer.node('Reshape', [factor, writer.ints([1, shape[0]!])]);
    return writer.node('ReduceSum', [writer.node('Mul', [parts, row]), writer.ints([1])], {
      keepdims: {int: 0},
    });
  }
}
