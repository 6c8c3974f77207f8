import {ModelError} from '../../errors/model-error.js';
import type {Tensor} from '../../graph/graph.js';

/** Complaints that a message lists; the others are counted. */
const mostListed = 24;

/** Takes the tensors of a network one by one and keeps account of what is missing, misshapen or left over. */
export class TensorCheck {
  readonly #tensors: ReadonlyMap<string, Tensor>;
  readonly #taken = new Set<string>();
  readonly #complaints: string[] = [];

  constructor(tensors: ReadonlyMap<string, Tensor>) {
    this.#tensors = tensors;
  }

  /**
   * A tensor whose shape is as wanted; an empty one where it is not, which {@link finish} tells.
   *
   * @param shape Lengths; a letter stands for any.
   */
  take(name: string, shape: readonly (number | string)[]): Tensor {
    this.#taken.add(name);
    const tensor = this.#tensors.get(name);
    const fits =
      tensor !== undefined &&
      tensor.shape.length === shape.length &&
      shape.every((length, axis) => typeof length === 'string' || length === tensor.shape[axis]);
    if (fits) return tensor;
    this.#complaints.push(
      tensor === undefined
        ? `"${name}" [${shape.join(',')}] is missing`
        : `"${name}" has the shape [${tensor.shape.join(',')}], expected [${shape.join(',')}]`,
    );
    return {shape: shape.map(length => (typeof length === 'string' ? 0 : length)), data: empty()};
  }

  /** The length of an axis of a tensor, whatever its shape otherwise; null where there is none. */
  length(name: string, axis: number, rank: number): number | null {
    const shape = this.#tensors.get(name)?.shape;
    return shape?.length === rank ? (shape[axis] ?? null) : null;
  }

  /** Complains of a dense layer that reads no whole number of cells of a map. */
  misfit(name: string, channels: number): void {
    const shape = this.#tensors.get(name)?.shape ?? [];
    if (this.#complaints.some(line => line.startsWith(`"${name}"`))) return;
    this.#complaints.push(
      `"${name}" has the shape [${shape.join(',')}], whose inputs are no multiple of ${channels} channels`,
    );
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  /**
   * Ends the account.
   *
   * @param title What messages say of the file, its guessed architecture among it.
   * @throws ModelError `model/bad-weights` that lists everything that was not right.
   */
  finish(title: string): void {
    const left = [...this.#tensors.keys()].filter(name => !this.#taken.has(name));
    const all = [...this.#complaints, ...left.map(name => `"${name}" belongs to no layer`)];
    if (all.length === 0) return;
    const listed = all.slice(0, mostListed).map(line => `\n  ${line}`);
    const rest = all.length > mostListed ? `\n  and ${all.length - mostListed} more` : '';
    throw new ModelError('model/bad-weights', `${title}:${listed.join('')}${rest}`);
  }
}

function empty(): Float32Array {
  return new Float32Array();
}
