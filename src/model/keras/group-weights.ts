import {ModelError} from '../../errors/model-error.js';
import type {StoredWeight, WeightSource} from '../tfjs/layer-weights.js';
import {listOf, partsOf} from './group-names.js';
import type {Hdf5} from './hdf5.js';
import {storedWeight} from './stored-weight.js';

/** One weight of a layer's group. */
export interface GroupWeight {
  /** Its path in the file. */
  readonly path: string;
  /** Layers and role: `vgg16`, `block1_conv1`, `kernel`. */
  readonly parts: readonly string[];
}

/** What roles were called in other versions of Keras. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  depthwise_kernel: ['kernel'],
  moving_mean: ['running_mean'],
  moving_variance: ['running_std', 'running_var'],
};

/**
 * Weights as Keras 2 has them, and Keras 3 in `.h5` files: a group for each layer of the outermost model, in which an
 * attribute lists the weights. A nested model's weights stand in its group under their own layers' names.
 */
export class GroupWeights implements WeightSource {
  readonly #file: Hdf5;
  readonly #group: string;
  readonly #lists = new Map<string, readonly GroupWeight[]>();
  /** Which layer took a weight: no second one may. */
  readonly #owners = new Map<string, string>();

  /** @param group Where the layers' groups stand: `model_weights`, or '' in a file of weights only. */
  constructor(file: Hdf5, group: string) {
    this.#file = file;
    this.#group = group;
  }

  /** @throws ModelError `model/duplicate-weight`. */
  find(layer: readonly string[], name: string, number: number): StoredWeight | null {
    const [outer] = layer;
    const list = this.weightsOf(outer!);
    const found = layer.length === 1 ? inOwn(list, name, number) : inNested(list, layer, name);
    if (found === null || this.#file.kindOf(found.path) === null) return null;
    const owner = layer.join('/');
    const other = this.#owners.get(found.path) ?? owner;
    if (other !== owner) {
      throw new ModelError(
        'model/duplicate-weight',
        `weight "${found.path}": both layer "${other}" and layer "${owner}" would take it; give the layers different names and save the model again`,
      );
    }
    this.#owners.set(found.path, owner);
    return storedWeight(this.#file, found.path);
  }

  /** The weights of a layer of the outermost model, in Keras' order. */
  weightsOf(layer: string): readonly GroupWeight[] {
    const known = this.#lists.get(layer);
    if (known !== undefined) return known;
    const group = this.#group === '' ? layer : `${this.#group}/${layer}`;
    const names =
      this.#file.kindOf(group) === 'group' ? listOf(this.#file, group, 'weight_names') : [];
    const list = names.map(name => ({path: `${group}/${name}`, parts: partsOf(name)}));
    this.#lists.set(layer, list);
    return list;
  }
}

function rolesOf(name: string): readonly string[] {
  return [name, ...(ALIASES[name] ?? [])];
}

/** In a group of one layer the role is enough; where none has a known name, Keras' order holds. */
function inOwn(list: readonly GroupWeight[], name: string, number: number): GroupWeight | null {
  for (const role of rolesOf(name)) {
    const found = list.filter(({parts}) => parts.at(-1) === role);
    if (found.length === 1) return found[0]!;
  }
  const strange = list.every(
    ({parts}) => !/^[a-z_]*(kernel|bias|gamma|beta|mean|variance|std)$/.test(parts.at(-1)!),
  );
  return strange ? (list[number] ?? null) : null;
}

/** In a nested model's group the innermost layer's name decides, with the models' around it where they stand there. */
function inNested(
  list: readonly GroupWeight[],
  layer: readonly string[],
  name: string,
): GroupWeight | null {
  for (const role of rolesOf(name)) {
    for (let start = 0; start < layer.length; start += 1) {
      const end = [...layer.slice(start), role].join('/');
      const found = list.filter(({parts}) => `/${parts.join('/')}`.endsWith(`/${end}`));
      if (found.length === 1) return found[0]!;
      if (found.length > 1) {
        throw new ModelError(
          'model/duplicate-weight',
          `layer "${layer.join('/')}": both "${found[0]!.path}" and "${found[1]!.path}" could be its "${name}"; give the layers different names and save the model again`,
        );
      }
    }
  }
  return null;
}
