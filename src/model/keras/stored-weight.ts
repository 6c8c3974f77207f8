import type {StoredWeight} from '../tfjs/layer-weights.js';
import type {Hdf5} from './hdf5.js';

/** A dataset as a weight, its numbers not read yet. @throws ModelError `model/external-data`, `model/hdf5`. */
export function storedWeight(file: Hdf5, path: string): StoredWeight {
  return {name: path, ...file.dataset(path), values: () => file.values(path)};
}
