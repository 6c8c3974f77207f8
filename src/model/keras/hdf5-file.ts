import {ModelError} from '../../errors/model-error.js';
import {describeShape, sizeOf} from '../../graph/graph.js';
import type {ByteSource} from './byte-source.js';
import type {Hdf5, Hdf5Dataset, Hdf5Kind} from './hdf5.js';
import {floatsOf} from './floats-of.js';
import type {Hdf5Library, Hdf5Type} from './hdf5-library.js';
import {loadHdf5} from './hdf5-library.js';

const SIGNATURE = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);
/** What the library is told the file is called. */
const NAME = '/model.h5';
/** Bytes of one attribute: a model's description, a list of layers. */
const MAX_ATTRIBUTE = 64 * 2 ** 20;
/** Bytes that are read at once, so that the library's memory, which never shrinks, stays small. */
const BLOCK = 2 ** 24;
/** Bytes of all numbers that are read from one file. */
const MAX_BYTES = 2 ** 32;
/** A file may claim so many times its own size, since what is stored packed or not at all takes no room. */
const MAX_EXPANSION = 32;
const SMALL = 2 ** 28;

const FLOAT = 1;
const TEXT = 3;

/** Bytes of numbers that a file of `size` bytes may claim to hold. */
export function maxClaim(size: number): number {
  return Math.min(MAX_BYTES, Math.max(SMALL, MAX_EXPANSION * size));
}

/** An HDF5 file, read by the library in this very thread. */
export class Hdf5File implements Hdf5 {
  readonly #library: Hdf5Library;
  readonly #source: ByteSource;
  readonly #id: bigint;
  readonly where: string;
  readonly #names = new Map<string, ReadonlyMap<string, Hdf5Kind>>();
  readonly #onBlock: () => void;
  #bytes = 0;

  private constructor(
    library: Hdf5Library,
    source: ByteSource,
    {
      id,
      where,
      onBlock,
    }: {readonly id: bigint; readonly where: string; readonly onBlock: () => void},
  ) {
    this.#library = library;
    this.#source = source;
    this.#id = id;
    this.where = where;
    this.#onBlock = onBlock;
  }

  /**
   * Opens a file. It owns `source` from now on, also where this throws.
   *
   * @param onBlock Called after each part of a long dataset.
   * @throws ModelError `model/empty`, `model/not-hdf5`, `model/truncated`.
   */
  static async open(
    source: ByteSource,
    where: string,
    onBlock: () => void = () => {},
  ): Promise<Hdf5File> {
    try {
      const head = new Uint8Array(SIGNATURE.length);
      if (source.size === 0) {
        throw new ModelError('model/empty', `${where}: the file is empty; save the model again`);
      }
      source.read(head, 0);
      if (!SIGNATURE.every((byte, index) => head[index] === byte)) {
        throw new ModelError(
          'model/not-hdf5',
          `${where}: this is no HDF5 file; give the file that Keras' model.save() wrote`,
        );
      }
      const library = await loadHdf5();
      library.show(NAME, source);
      const id = library.open(NAME, 0, false, -1, -1);
      if (id < 0n) {
        throw new ModelError(
          'model/truncated',
          `${where}: the HDF5 file cannot be opened: it stops in the middle or is damaged; copy it again`,
        );
      }
      return new Hdf5File(library, source, {id, where, onBlock});
    } catch (error) {
      source.close();
      throw error;
    }
  }

  close(): void {
    this.#library.close_file(this.#id);
    this.#source.close();
  }

  childrenOf(group: string): ReadonlyMap<string, Hdf5Kind> {
    const known = this.#names.get(group);
    if (known !== undefined) return known;
    const children = new Map<string, Hdf5Kind>();
    for (const name of this.#try(group, () =>
      this.#library.get_names(this.#id, root(group), false),
    )) {
      children.set(
        name,
        this.#try(group, () => this.#kindOf(join(group, name))),
      );
    }
    this.#names.set(group, children);
    return children;
  }

  kindOf(path: string): Hdf5Kind | null {
    let group = '';
    let kind: Hdf5Kind = 'group';
    for (const part of path.split('/').filter(each => each !== '')) {
      if (kind !== 'group') return null;
      const found = this.childrenOf(group).get(part);
      if (found === undefined) return null;
      group = join(group, part);
      kind = found;
      if (kind === 'link') {
        throw new ModelError(
          'model/external-data',
          `${this.where}: "${group}" is a link to elsewhere, which is not followed; save the model again into one file`,
        );
      }
    }
    return kind;
  }

  texts(path: string, attribute: string): readonly string[] | null {
    return this.#try(`${path}@${attribute}`, () => {
      const library = this.#library;
      if (!library.get_attribute_names(this.#id, root(path)).includes(attribute)) return null;
      const type = library.get_attribute_metadata(this.#id, root(path), attribute);
      const {size, total_size: count} = type;
      // numpy has no empty list of texts: Keras writes one of numbers.
      if (count === 0) return [];
      if (type.type !== TEXT) return null;
      this.#bound(attribute, size * count, MAX_ATTRIBUTE);
      return this.#withMemory(size * count, address => {
        const at = BigInt(address);
        this.#check(library.get_attribute_data(this.#id, root(path), attribute, at));
        if (!type.vlen)
          return fixedTexts(library.HEAPU8.slice(address, address + size * count), size);
        const texts = addressesOf(library.HEAPU8.slice(address, address + size * count)).map(
          each => (each === 0 ? '' : library.UTF8ToString(each)),
        );
        library.reclaim_vlen_memory(this.#id, root(path), attribute, at);
        return texts;
      });
    });
  }

  dataset(path: string): Hdf5Dataset {
    const type = this.#typeOf(path);
    const isFloat = type.type === FLOAT && [2, 4, 8].includes(type.size);
    return {
      shape: type.shape ?? [],
      dtype: isFloat && type.shape !== null ? 'float32' : describeType(type),
    };
  }

  values(path: string): Float32Array {
    const type = this.#typeOf(path);
    const {shape, size} = {...type, shape: type.shape ?? []};
    const count = sizeOf(shape);
    this.#bytes += count * 4;
    this.#bound(`${path} ${describeShape(shape)}`, this.#bytes, maxClaim(this.#source.size));
    // The library takes memory for a whole part, however little of it belongs to the dataset.
    const part = type.chunks ?? [];
    const most = Math.max(BLOCK, count * size);
    this.#bound(`${path}, stored in parts of ${describeShape(part)}`, sizeOf(part) * size, most);
    const values = new Float32Array(count);
    const rowValues = shape.length === 0 ? 1 : count / shape[0]!;
    const step = Math.max(1, Math.floor(BLOCK / (rowValues * size)));
    const rows = shape[0] ?? 1;
    for (let row = 0; row < rows; row += step) {
      const here = Math.min(step, rows - row);
      const start = shape.map((_, axis) => BigInt(axis === 0 ? row : 0));
      const counts = shape.map((length, axis) => BigInt(axis === 0 ? here : length));
      const strides = shape.map(() => 1n);
      const bytes = here * rowValues * size;
      this.#bound(path, bytes, SMALL);
      const whole = shape.length === 0;
      this.#try(path, () =>
        this.#withMemory(bytes, address => {
          const status = this.#library.get_dataset_data(
            this.#id,
            root(path),
            whole ? null : counts,
            whole ? null : start,
            whole ? null : strides,
            BigInt(address),
          );
          this.#check(status);
          const heap = this.#library.HEAPU8;
          values.set(floatsOf(heap.slice(address, address + bytes), size), row * rowValues);
        }),
      );
      this.#onBlock();
    }
    return values;
  }

  #typeOf(path: string): Hdf5Type {
    if (this.kindOf(path) !== 'dataset') {
      throw new ModelError(
        'model/hdf5',
        `${this.where}: "${path}" is no dataset; save the model again`,
      );
    }
    const type = this.#try(path, () => this.#library.get_dataset_metadata(this.#id, root(path)));
    if (type.virtual_sources === undefined) return type;
    throw new ModelError(
      'model/external-data',
      `${this.where}: "${path}" is put together from other files, which are not read; save the model again into one file`,
    );
  }

  #kindOf(path: string): Hdf5Kind {
    const library = this.#library;
    if (library.get_symbolic_link(this.#id, path) !== null) return 'link';
    if (library.get_external_link(this.#id, path).filename !== undefined) return 'link';
    const type = library.get_type(this.#id, path);
    return type === library.H5G_GROUP
      ? 'group'
      : type === library.H5G_DATASET
        ? 'dataset'
        : 'other';
  }

  #withMemory<Value>(bytes: number, use: (address: number) => Value): Value {
    const address = this.#library._malloc(bytes);
    if (address === 0) throw new Error(`no memory for ${bytes} bytes`);
    try {
      this.#library.HEAPU8.fill(0, address, address + bytes);
      return use(address);
    } finally {
      this.#library._free(address);
    }
  }

  #check(status: number): void {
    if (status < 0) throw new Error('it cannot be read');
  }

  #bound(what: string, bytes: number, allowed: number): void {
    if (bytes <= allowed) return;
    throw new ModelError(
      'model/too-large',
      `${this.where}: with "${what}" it claims ${bytes} bytes; at most ${allowed} are read from this file`,
    );
  }

  #try<Value>(path: string, action: () => Value): Value {
    try {
      return action();
    } catch (error) {
      if (error instanceof ModelError) throw error;
      throw new ModelError(
        'model/hdf5',
        `${this.where}: "${path}": the HDF5 file is damaged here (${error instanceof Error ? error.message : String(error)}); copy it again`,
        {cause: error},
      );
    }
  }
}

function root(path: string): string {
  return path === '' ? '/' : path;
}

function join(group: string, name: string): string {
  return group === '' ? name : `${group}/${name}`;
}

function fixedTexts(bytes: Uint8Array, size: number): readonly string[] {
  const decoder = new TextDecoder();
  return Array.from({length: bytes.length / size}, (_, index) =>
    decoder.decode(bytes.subarray(index * size, (index + 1) * size)).replace(/\0.*$/s, ''),
  );
}

function addressesOf(bytes: Uint8Array): readonly number[] {
  return [...new Uint32Array(bytes.buffer, 0, bytes.length / 4)];
}

function describeType({type, size, shape}: Hdf5Type): string {
  if (shape === null) return 'nothing';
  const kinds = ['whole numbers', 'floating point', 'times', 'texts', 'bits', 'bytes'];
  return `${kinds[type] ?? 'other things'} of ${size} bytes`;
}
