import {ModelError} from '../../errors/model-error.js';
import {describeShape} from '../../graph/graph.js';

/** What a layer expects: the weight's name in the layer and its shape in Keras' layout. */
export interface Wanted {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A weight that lies in a file, not read yet. */
export interface StoredWeight {
  /** As the file calls it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Only `float32` can be used; a source gives that name to all types it turns into it. */
  readonly dtype: string;
  /** Reads it, row-major. @throws ModelError `model/truncated`. */
  values(): Float32Array;
}

/** Where the weights of a model lie. */
export interface WeightSource {
  /**
   * The weight of that name in a layer, or null.
   *
   * @param layer  Names of the models around the layer, outermost first, and its own.
   * @param number Its place among the layer's weights, for files that number them.
   */
  find(layer: readonly string[], name: string, number: number): StoredWeight | null;
}

/** The weights of a model, read one by one when a layer asks, and checked. */
export class LayerWeights {
  readonly #source: WeightSource;
  /** Re-ordered weights by layer and role, so that a layer called twice holds them once. */
  readonly #kept = new Map<string, Float32Array>();

  constructor(source: WeightSource) {
    this.#source = source;
  }

  /** The stored shape of a layer's weight, or null where it has none of that name. */
  shapeOf(layer: readonly string[], name: string, number: number): readonly number[] | null {
    return this.#source.find(layer, name, number)?.shape ?? null;
  }

  /**
   * Reads the weights of a layer, row-major in Keras' layout.
   *
   * @param layer Names of the models around it and its own.
   * @param wanted In Keras' order, since some files number a layer's weights instead of naming them.
   * @throws ModelError `model/missing-weight`, `model/weight-shape`, `model/weight-dtype`,
   *   `model/not-finite`, `model/truncated`.
   */
  read(layer: readonly string[], wanted: readonly Wanted[]): readonly Float32Array[] {
    const found = wanted.map(({name}, index) => this.#source.find(layer, name, index));
    const missing = wanted.filter((_, index) => found[index] === null);
    if (missing.length > 0) {
      throw new ModelError(
        'model/missing-weight',
        `layer "${layer.join('/')}": no weight ${missing.map(({name}) => `"${name}"`).join(' and ')} in the file; save the model with its weights`,
      );
    }
    return wanted.map((want, index) => read(found[index]!, want, layer));
  }

  /** The value made for `key` before, or what `make` gives now. */
  keep(key: string, make: () => Float32Array): Float32Array {
    const kept = this.#kept.get(key) ?? make();
    this.#kept.set(key, kept);
    return kept;
  }
}

function read(weight: StoredWeight, {shape}: Wanted, layer: readonly string[]): Float32Array {
  if (weight.shape.length !== shape.length || weight.shape.some((n, axis) => n !== shape[axis])) {
    throw new ModelError(
      'model/weight-shape',
      `weight "${weight.name}": layer "${layer.join('/')}" needs the shape ${describeShape(shape)}, got ${describeShape(weight.shape)}`,
    );
  }
  return readFinite(weight);
}

/**
 * The numbers of a weight.
 *
 * @throws ModelError `model/weight-dtype`, `model/not-finite`, `model/truncated`.
 */
export function readFinite(weight: StoredWeight): Float32Array {
  if (weight.dtype !== 'float32') {
    throw new ModelError(
      'model/weight-dtype',
      `weight "${weight.name}": expected float32 (quantised or not), got ${weight.dtype}`,
    );
  }
  const values = weight.values();
  const bad = firstNotFinite(values);
  if (bad !== null) {
    throw new ModelError(
      'model/not-finite',
      `weight "${weight.name}": value ${bad} is ${values[bad]}; all weights must be finite; the training diverged or the file is damaged`,
    );
  }
  return values;
}

/** A plain loop: many times faster than `findIndex` on a hundred million weights. */
function firstNotFinite(values: Float32Array): number | null {
  for (let k = 0; k < values.length; k += 1) {
    if (!Number.isFinite(values[k])) return k;
  }
  return null;
}
