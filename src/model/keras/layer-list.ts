import {ModelError} from '../../errors/model-error.js';
import {listOf, partsOf} from './group-names.js';
import type {Hdf5} from './hdf5.js';

/** The weights of one layer in a file that holds nothing else. */
export interface ListedLayer {
  /** Its own name where the file has it, else class and number (`conv2d_1`). */
  readonly name: string;
  /** Role (`kernel`, `bias`) to path, in Keras' order. */
  readonly weights: ReadonlyMap<string, string>;
}

/** More layers than any network has. */
const MAX_LAYERS = 10_000;
/** Models within models. */
const MAX_DEPTH = 32;

/**
 * Lists the layers of a weights file: of `.h5` files in the model's order, of `.weights.h5` files by class and then in
 * that order.
 *
 * @throws ModelError `model/too-large`, `model/hdf5`, `model/external-data`.
 */
export function listLayers(file: Hdf5): readonly ListedLayer[] {
  const names = listOf(file, '', 'layer_names');
  return names.length > 0 ? names.flatMap(name => inGroup(file, name)) : inTree(file, '', 0);
}

function inGroup(file: Hdf5, group: string): readonly ListedLayer[] {
  if (file.kindOf(group) !== 'group') return [];
  const layers = new Map<string, Map<string, string>>();
  for (const weight of listOf(file, group, 'weight_names')) {
    const parts = partsOf(weight);
    const name = parts.at(-2) ?? group;
    const weights = layers.get(name) ?? new Map<string, string>();
    weights.set(parts.at(-1)!, `${group}/${weight}`);
    layers.set(name, weights);
  }
  return bounded(
    file,
    [...layers].map(([name, weights]) => ({name, weights})),
  );
}

function inTree(file: Hdf5, group: string, depth: number): readonly ListedLayer[] {
  if (depth > MAX_DEPTH) return [];
  const inside = group === '' ? 'layers' : `${group}/layers`;
  if (file.kindOf(inside) !== 'group') return [];
  const words = [...file.childrenOf(inside).keys()].sort((a, b) =>
    a.localeCompare(b, 'en', {numeric: true}),
  );
  const layers = words.flatMap(word => {
    const path = `${inside}/${word}`;
    const own = `${path}/vars`;
    const numbers = file.kindOf(own) === 'group' ? [...file.childrenOf(own).keys()] : [];
    const [name = word] = numbers.length === 0 ? [] : (file.texts(own, 'name') ?? []);
    const roles = rolesOf(word);
    const weights = new Map(
      numbers.map(number => [roles[Number(number)] ?? number, `${own}/${number}`]),
    );
    return [...(weights.size === 0 ? [] : [{name, weights}]), ...inTree(file, path, depth + 1)];
  });
  return bounded(file, layers);
}

function rolesOf(word: string): readonly string[] {
  const className = word.replace(/_\d+$/, '');
  if (className === 'batch_normalization')
    return ['gamma', 'beta', 'moving_mean', 'moving_variance'];
  return className === 'conv2d' || className === 'dense' ? ['kernel', 'bias'] : [];
}

function bounded(file: Hdf5, layers: readonly ListedLayer[]): readonly ListedLayer[] {
  if (layers.length <= MAX_LAYERS) return layers;
  throw new ModelError('model/too-large', `${file.where}: more than ${MAX_LAYERS} layers`);
}
