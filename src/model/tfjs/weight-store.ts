import {closeSync, openSync, readSync} from 'node:fs';
import {ModelError} from '../../errors/model-error.js';
import {describeShape} from '../../graph/graph.js';
import {decodeWeight} from './decode-weight.js';
import type {Shard} from './locate-shards.js';
import {locateShards} from './locate-shards.js';
import type {WeightEntry} from './weight-manifest.js';
import {parseManifest} from './weight-manifest.js';
import {WeightNames} from './weight-names.js';

/** What a layer expects: the weight's name in the layer and its shape in Keras' layout. */
export interface Wanted {
  readonly name: string;
  readonly shape: readonly number[];
}

const CHUNK = 2 ** 26;

/** The weights of a model, read one by one when a layer asks. */
export class WeightStore {
  readonly #names: WeightNames;
  readonly #shards: ReadonlyMap<WeightEntry, readonly Shard[]>;
  /** Re-ordered weights by layer and role, so that a layer called twice holds them once. */
  readonly #kept = new Map<string, Float32Array>();
  /** The last opened weight file. */
  #open: {readonly file: string; readonly descriptor: number} | null = null;

  private constructor(shards: ReadonlyMap<WeightEntry, readonly Shard[]>) {
    this.#shards = shards;
    this.#names = new WeightNames([...shards.keys()]);
  }

  /** Checks manifest, paths and sizes. @throws ModelError as `parseManifest` and `locateShards`. */
  static async open(folder: string, manifest: unknown): Promise<WeightStore> {
    const shards = new Map<WeightEntry, readonly Shard[]>();
    for (const group of parseManifest(manifest)) {
      const located = await locateShards(folder, group);
      for (const entry of group.weights) shards.set(entry, located);
    }
    return new WeightStore(shards);
  }

  /** The stored shape of a layer's weight, or null where it has none of that name. */
  shapeOf(layer: readonly string[], name: string): readonly number[] | null {
    return this.#names.find(layer, name, null)?.shape ?? null;
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
    const entries = wanted.map(({name}, index) => this.#names.find(layer, name, index));
    const missing = wanted.filter((_, index) => entries[index] === null);
    if (missing.length > 0) {
      throw new ModelError(
        'model/missing-weight',
        `layer "${layer.join('/')}": no weight ${missing.map(({name}) => `"${name}"`).join(' and ')} in the manifest; save the model with its weights`,
      );
    }
    return wanted.map((want, index) => this.#read(entries[index]!, want, layer));
  }

  /** The value made for `key` before, or what `make` gives now. */
  keep(key: string, make: () => Float32Array): Float32Array {
    const kept = this.#kept.get(key) ?? make();
    this.#kept.set(key, kept);
    return kept;
  }

  close(): void {
    if (this.#open !== null) closeSync(this.#open.descriptor);
    this.#open = null;
  }

  #read(entry: WeightEntry, {shape}: Wanted, layer: readonly string[]): Float32Array {
    if (entry.shape.length !== shape.length || entry.shape.some((n, axis) => n !== shape[axis])) {
      throw new ModelError(
        'model/weight-shape',
        `weight "${entry.name}": layer "${layer.join('/')}" needs the shape ${describeShape(shape)}, got ${describeShape(entry.shape)}`,
      );
    }
    if (entry.dtype !== 'float32') {
      throw new ModelError(
        'model/weight-dtype',
        `weight "${entry.name}": expected float32 (quantised or not), got ${entry.dtype}`,
      );
    }
    const values = decodeWeight(this.#bytesOf(entry), entry);
    const bad = firstNotFinite(values);
    if (bad !== null) {
      throw new ModelError(
        'model/not-finite',
        `weight "${entry.name}": value ${bad} is ${values[bad]}; all weights must be finite; the training diverged or the file is damaged`,
      );
    }
    return values;
  }

  #bytesOf(entry: WeightEntry): Uint8Array {
    const bytes = new Uint8Array(entry.bytes);
    let start = 0;
    for (const shard of this.#shards.get(entry)!) {
      const from = Math.max(entry.offset, start);
      const end = Math.min(entry.offset + entry.bytes, start + shard.bytes);
      for (let at = from; at < end; ) {
        const length = Math.min(CHUNK, end - at);
        const got = readSync(
          this.#descriptorOf(shard.file),
          bytes,
          at - entry.offset,
          length,
          at - start,
        );
        if (got === 0) {
          throw new ModelError(
            'model/truncated',
            `"${shard.file}": the file ends inside weight "${entry.name}"; copy the model again`,
          );
        }
        at += got;
      }
      start += shard.bytes;
    }
    return bytes;
  }

  #descriptorOf(file: string): number {
    if (this.#open?.file !== file) {
      this.close();
      this.#open = {file, descriptor: openSync(file, 'r')};
    }
    return this.#open.descriptor;
  }
}

/** A plain loop: many times faster than `findIndex` on a hundred million weights. */
function firstNotFinite(values: Float32Array): number | null {
  for (let k = 0; k < values.length; k += 1) {
    if (!Number.isFinite(values[k])) return k;
  }
  return null;
}
