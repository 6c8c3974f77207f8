import type {Tensor, Tensor2D} from '@tensorflow/tfjs-core';
import {onBackend} from '../../engine/tfjs/on-backend.js';
import type {Tfjs, TfjsBackend} from '../../engine/tfjs/tfjs.js';
import type {Shape} from '../../graph/graph.js';
import type {Stack} from '../../model/stack/stack.js';
import type {Random} from '../../data/random.js';
import {createTrainingOps} from './create-training-ops.js';
import {makeLayers} from './make-layers.js';
import type {Parameter} from './parameter.js';
import type {Statistic, TrainingLayer} from './training-layer.js';

/** What a batch's logits [N,K] cost, and the gradient of that by them. */
export interface Cost {
  readonly loss: number;
  /** [N,K] */
  readonly gradient: Float32Array;
}

export interface Step {
  readonly loss: number;
  /** One a parameter, in order. */
  readonly gradients: readonly Float32Array[];
}

/** A stack on a backend of tfjs whose weights can be changed. Dispose when done. */
export class TrainableNetwork {
  readonly stack: Stack;
  readonly parameters: readonly Parameter[];
  /** Moving averages of the batch norms. */
  readonly statistics: readonly Statistic[];
  readonly #tf: Tfjs;
  readonly #backend: TfjsBackend;
  readonly #layers: readonly TrainingLayer[];

  /**
   * @param backend Made already.
   * @param momentum Share of the batch norms' moving averages that a step keeps. @default 0.99
   * @throws LrpError `train/layer`.
   */
  constructor(
    tf: Tfjs,
    backend: TfjsBackend,
    stack: Stack,
    {momentum = 0.99}: {readonly momentum?: number} = {},
  ) {
    this.stack = stack;
    this.#tf = tf;
    this.#backend = backend;
    this.#layers = onBackend(tf, backend, () =>
      makeLayers(tf, createTrainingOps(tf), stack, momentum),
    );
    this.parameters = this.#layers.flatMap(({parameters}) => parameters);
    this.statistics = this.#layers.flatMap(({statistics}) => statistics);
  }

  /**
   * The logits of a batch, row by row [N,K], with moving averages and without dropout.
   *
   * @param batch [N,H,W,C] or [N,F], as the stack's input but for its layout.
   */
  predict(batch: Float32Array, samples: number): Float32Array {
    return this.#on(() => {
      let value: Tensor = this.#input(batch, samples);
      for (const layer of this.#layers) {
        const x = value;
        value = this.#tf.tidy(() => layer.forward(x, {kind: 'predict'}).y);
        x.dispose();
      }
      const logits = value.dataSync() as Float32Array;
      value.dispose();
      return logits;
    });
  }

  /**
   * Forward and backward pass of a batch. Moving averages follow; parameters stay as they are.
   *
   * @param costOf  Cost of the logits [N,K].
   * @param random  Gives the numbers of the dropout masks.
   */
  gradients(
    batch: Float32Array,
    samples: number,
    costOf: (logits: Float32Array) => Cost,
    random: Random,
  ): Step {
    return this.#on(() => {
      const trace = this.#forward(this.#input(batch, samples), random);
      const logits = trace.values.at(-1)!;
      const {loss, gradient} = costOf(logits!.dataSync() as Float32Array);
      const dy = this.#tf.tensor2d(gradient, (logits as Tensor2D).shape);
      return {loss, gradients: this.#backward(trace, dy)};
    });
  }

  /** The stack with the weights as they are now. */
  toStack(): Stack {
    const made = this.#layers.map(layer => layer.toStack());
    return {...this.stack, layers: [...made, ...this.stack.layers.slice(made.length)]};
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }

  /** `values[i]` is what layer i reads; those that no backward pass will read are gone. */
  #forward(input: Tensor, random: Random): Trace {
    const values: (Tensor | null)[] = [input];
    const saved: (readonly Tensor[])[] = [];
    this.#layers.forEach((layer, index) => {
      const x = values[index]!;
      const made = this.#tf.tidy(() => {
        const {y, saved: kept} = layer.forward(x, {kind: 'train', random});
        return [y, ...kept];
      });
      values.push(made[0]!);
      saved.push(made.slice(1));
      if (!layer.reads.x && this.#layers[index - 1]?.reads.y !== true) {
        x.dispose();
        values[index] = null;
      }
    });
    return {values, saved};
  }

  #backward({values, saved}: Trace, gradient: Tensor): Float32Array[] {
    const found: Float32Array[] = [];
    let dy = gradient;
    // Nothing before the first layer with parameters is of interest.
    const first = this.#layers.findIndex(({parameters}) => parameters.length > 0);
    for (let index = this.#layers.length - 1; index >= 0; index -= 1) {
      const layer = this.#layers[index]!;
      const [x, y] = [values[index], values[index + 1]];
      if (index >= first && first !== -1) {
        const seen = {x: x!, y: y!, saved: saved[index]!};
        const made = this.#tf.tidy(() => {
          const {dx, gradients} = layer.backward(dy, seen, index > first);
          return [...gradients, ...(dx === null ? [] : [dx])];
        });
        const gradients = made.slice(0, layer.parameters.length);
        const dx = made[layer.parameters.length];
        found.unshift(...gradients.map(each => each.dataSync() as Float32Array));
        for (const each of gradients) each.dispose();
        dy.dispose();
        if (dx !== undefined) dy = dx;
      }
      y?.dispose();
      for (const each of saved[index]!) each.dispose();
    }
    dy.dispose();
    values[0]?.dispose();
    return found;
  }

  #input(batch: Float32Array, samples: number): Tensor {
    return this.#tf.tensor(batch, [samples, ...lastChannels(this.stack.inputShape)], 'float32');
  }

  #on<Result>(work: () => Result): Result {
    return onBackend(this.#tf, this.#backend, work);
  }
}

interface Trace {
  readonly values: readonly (Tensor | null)[];
  readonly saved: readonly (readonly Tensor[])[];
}

/** [C,H,W] as [H,W,C]. */
function lastChannels(shape: Shape): readonly number[] {
  const [channels, height, width] = shape;
  return shape.length === 3 ? [height!, width!, channels!] : shape;
}
