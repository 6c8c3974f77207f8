import type {Tensor} from '@tensorflow/tfjs-core';
import type {Tfjs} from '../../engine/tfjs/tfjs.js';

/**
 * Numbers that training changes. The numbers themselves are in `data`, where the optimiser and a saved state see
 * them; the tensor is a copy on the backend.
 */
export class Parameter {
  /** Such as `block1_conv1.kernel`: the layer's name, then what it is. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
  /** Whether weight decay acts on it. */
  readonly decays: boolean;
  readonly #tf: Tfjs;
  #tensor: Tensor | null = null;

  /** @param data Kept and changed; the caller gives it away. */
  constructor(
    tf: Tfjs,
    name: string,
    {shape, data, decays}: Pick<Parameter, 'shape' | 'data' | 'decays'>,
  ) {
    this.#tf = tf;
    this.name = name;
    this.shape = shape;
    this.data = data;
    this.decays = decays;
  }

  /** On the backend that is active, kept until `changed` or `dispose`. */
  tensor<Kind extends Tensor = Tensor>(): Kind {
    this.#tensor ??= this.#tf.keep(this.#upload());
    return this.#tensor as Kind;
  }

  #upload(): Tensor {
    // The cpu backend works on the array it is given, which the optimiser changes in place; the others copy it.
    const own = this.#tf.getBackend() === 'cpu' ? this.data.slice() : this.data;
    return this.#tf.tensor(own, [...this.shape], 'float32');
  }

  /** Says that `data` is another now. */
  changed(): void {
    this.#tensor?.dispose();
    this.#tensor = null;
  }

  dispose(): void {
    this.changed();
  }
}
