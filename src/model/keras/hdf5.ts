/** A group, a dataset, or a link to elsewhere, which is never followed. */
export type Hdf5Kind = 'group' | 'dataset' | 'link' | 'other';

/** How a dataset is stored. */
export interface Hdf5Dataset {
  readonly shape: readonly number[];
  /** `float32` for all floating-point types, which are turned into it; else what it is, in words. */
  readonly dtype: string;
}

/**
 * An HDF5 file open for reading. Paths are relative to the root, '' is the root itself. Links that lead elsewhere,
 * datasets that are put together from other files, and claims beyond the bounds are refused.
 *
 * Every method throws ModelError `model/hdf5` where the file is damaged.
 */
export interface Hdf5 {
  /** What the file is called in messages. */
  readonly where: string;
  /** What stands in a group, in the file's order. */
  childrenOf(group: string): ReadonlyMap<string, Hdf5Kind>;
  /** What stands at a path, or null where nothing does. @throws ModelError `model/external-data` for a link. */
  kindOf(path: string): Hdf5Kind | null;
  /** The texts of an attribute, one for a single text; null where there is no such attribute. */
  texts(path: string, attribute: string): readonly string[] | null;
  /** @throws ModelError `model/external-data`. */
  dataset(path: string): Hdf5Dataset;
  /** The numbers of a floating-point dataset, row-major. @throws ModelError `model/too-large`. */
  values(path: string): Float32Array;
  close(): void;
}

/** Where a file's bytes lie. */
export type Hdf5Place =
  | {readonly file: string; readonly start: number; readonly size: number}
  | {readonly bytes: Uint8Array};
