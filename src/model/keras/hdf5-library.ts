import type {ByteSource} from './byte-source.js';

/** How a number, text or other thing is stored. */
export interface Hdf5Type {
  /** H5T class: 1 floating point, 3 text. */
  readonly type: number;
  /** Bytes of one value. */
  readonly size: number;
  /** Text of any length; a value is its address. */
  readonly vlen: boolean;
  readonly total_size: number;
  /** null for a dataset without data. */
  readonly shape: readonly number[] | null;
  /** Lengths of the parts a dataset is stored in; null or absent where it is stored whole. */
  readonly chunks?: readonly number[] | null;
  readonly virtual_sources?: unknown;
}

/** What is used of HDF5's own functions. Those that read return a status, below 0 where they failed. */
interface Hdf5Module {
  readonly HEAPU8: Uint8Array;
  readonly H5G_GROUP: number;
  readonly H5G_DATASET: number;
  readonly FS: FileSystem;
  _malloc(bytes: number): number;
  _free(address: number): void;
  UTF8ToString(address: number): string;
  open(name: string, mode: number, tracked: boolean, low: number, high: number): bigint;
  close_file(file: bigint): number;
  get_type(file: bigint, path: string): number;
  get_names(file: bigint, path: string, recursive: boolean): readonly string[];
  get_symbolic_link(file: bigint, path: string): string | null;
  get_external_link(file: bigint, path: string): {readonly filename?: string};
  get_attribute_names(file: bigint, path: string): readonly string[];
  get_attribute_metadata(file: bigint, path: string, name: string): Hdf5Type;
  get_attribute_data(file: bigint, path: string, name: string, address: bigint): number;
  reclaim_vlen_memory(file: bigint, path: string, name: string, address: bigint): number;
  get_dataset_metadata(file: bigint, path: string): Hdf5Type;
  get_dataset_data(
    file: bigint,
    path: string,
    count: readonly bigint[] | null,
    offset: readonly bigint[] | null,
    strides: readonly bigint[] | null,
    address: bigint,
  ): number;
}

interface FileSystem {
  readdir(path: string): readonly string[];
  unlink(path: string): void;
  writeFile(path: string, bytes: Uint8Array): void;
  lookupPath(path: string): {node: FileNode};
}

interface FileNode {
  usedBytes: number;
  stream_ops: object;
}

/** The HDF5 library, compiled to WebAssembly: it has a file system of its own and none of this machine. */
export interface Hdf5Library extends Hdf5Module {
  /** Shows the bytes under that name to the library. */
  show(name: string, source: ByteSource): void;
}

/** Loads the library; what fails in it, it also prints, so that it belongs into a thread of its own. */
export async function loadHdf5(): Promise<Hdf5Library> {
  const {ready} = (await import('h5wasm')) as unknown as {readonly ready: Promise<Hdf5Module>};
  const module = await ready;
  const {FS} = module;
  // A dataset may say that its numbers lie in another file. There is none but these, one of which waits for
  // typing.
  for (const name of FS.readdir('/dev')) {
    if (name.startsWith('std') || name.startsWith('tty')) FS.unlink(`/dev/${name}`);
  }
  return Object.assign(Object.create(module) as Hdf5Module, {
    show: (name: string, source: ByteSource) => {
      FS.writeFile(name, new Uint8Array(0));
      const {node} = FS.lookupPath(name);
      node.usedBytes = source.size;
      node.stream_ops = {
        ...node.stream_ops,
        read: (
          _stream: unknown,
          heap: Uint8Array,
          offset: number,
          length: number,
          position: number,
        ) => source.read(new Uint8Array(heap.buffer, heap.byteOffset + offset, length), position),
      };
    },
  });
}
