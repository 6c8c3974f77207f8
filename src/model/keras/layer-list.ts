import {ModelError} from '../../errors/model-error.js';
import {listOf, partsOf} from './group-names.js';
import type {Hdf5} from './hdf5.js';
import {containerOf} from './tree-weights.js';

/** The weights of one layer in a file that holds nothing else. */
export interface ListedLayer {
  /** Its own name where the file has it, else class and number (`conv2d_1`). */
  readonly name: string;
  /** Role (`kernel`, `bias`) to path, in Keras' order. */
  readonly weights: ReadonlyMap<string, string>;
}

/** More groups of layers than a VGG has, the one network that is read from weights alone. */
const MAX_GROUPS = 500;
/** Models within models. */
const MAX_DEPTH = 8;

/**
 * Lists the layers of a weights file: of `.h5` files in the model's order, of `.weights.h5` files by class and then in
 * that order.
 *
 * @throws ModelError `model/too-large`, `model/hdf5`, `model/external-data`.
 */
export function listLayers(file: Hdf5): readonly ListedLayer[] {
  const count = groupCount(file);
  const names = listOf(file, '', 'layer_names');
  if (names.length === 0) return inTree(file, count, {group: '', depth: 0});
  return names.flatMap(name => {
    count();
    return inGroup(file, name);
  });
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
  return [...layers].map(([name, weights]) => ({name, weights}));
}

function inTree(
  file: Hdf5,
  count: () => void,
  {group, depth}: {readonly group: string; readonly depth: number},
): readonly ListedLayer[] {
  const inside = depth > MAX_DEPTH ? null : containerOf(file, group);
  if (inside === null) return [];
  const words = [...file.childrenOf(inside).keys()].sort((a, b) =>
    a.localeCompare(b, 'en', {numeric: true}),
  );
  return words.flatMap(word => {
    count();
    const path = `${inside}/${word}`;
    const own = `${path}/vars`;
    const numbers = file.kindOf(own) === 'group' ? [...file.childrenOf(own).keys()] : [];
    const [name = word] = numbers.length === 0 ? [] : (file.texts(own, 'name') ?? []);
    const roles = rolesOf(word);
    const weights = new Map(
      numbers.map(number => [roles[Number(number)] ?? number, `${own}/${number}`]),
    );
    const below = inTree(file, count, {group: path, depth: depth + 1});
    return [...(weights.size === 0 ? [] : [{name, weights}]), ...below];
  });
}

/**
 * Counts the groups of a whole walk: a group may hold itself, or be held by several, so that neither depth nor the
 * size of the file bounds it.
 */
function groupCount(file: Hdf5): () => void {
  let groups = 0;
  return () => {
    groups += 1;
    if (groups <= MAX_GROUPS) return;
    throw new ModelError(
      'model/too-large',
      `${file.where}: it lists more than ${MAX_GROUPS} layers, some of them perhaps within themselves; save the whole model with model.save('net.keras')`,
    );
  };
}

function rolesOf(word: string): readonly string[] {
  const className = word.replace(/_\d+$/, '');
  if (className === 'batch_normalization')
    return ['gamma', 'beta', 'moving_mean', 'moving_variance'];
  return className === 'conv2d' || className === 'dense' ? ['kernel', 'bias'] : [];
}
