import {closeSync, openSync, readSync} from 'node:fs';
import {ModelError} from '../../errors/model-error.js';
import {decodeWeight} from './decode-weight.js';
import type {StoredWeight, WeightSource} from './layer-weights.js';
import type {Shard} from './locate-shards.js';
import {locateShards} from './locate-shards.js';
import type {WeightEntry} from './weight-manifest.js';
import {parseManifest} from './weight-manifest.js';
import {WeightNames} from './weight-names.js';

const CHUNK = 2 ** 26;

/** The weights beside a `model.json`. */
export class WeightStore implements WeightSource {
  readonly #names: WeightNames;
  readonly #shards: ReadonlyMap<WeightEntry, readonly Shard[]>;
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

  /** @throws ModelError `model/duplicate-weight`. */
  find(layer: readonly string[], name: string, number: number): StoredWeight | null {
    const entry = this.#names.find(layer, name, number);
    if (entry === null) return null;
    return {...entry, values: () => decodeWeight(this.#bytesOf(entry), entry)};
  }

  close(): void {
    if (this.#open !== null) closeSync(this.#open.descriptor);
    this.#open = null;
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
