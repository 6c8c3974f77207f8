import type {StoredWeight, WeightSource} from '../tfjs/layer-weights.js';
import type {LayerSpec, ModelSpec} from '../tfjs/topology.js';
import type {Hdf5} from './hdf5.js';
import {storedWeight} from './stored-weight.js';

/** What the groups of a model's layers stand in; the second as Keras 2.13 called it. */
const CONTAINERS = ['layers', '_layer_checkpoint_dependencies'];

/** Layers within layers: what each is called, and the group it stands in. */
const PARTS: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map([
  [
    'MultiHeadAttention',
    [
      ['query', 'query_dense'],
      ['key', 'key_dense'],
      ['value', 'value_dense'],
      ['attention_output', 'output_dense'],
    ],
  ],
]);

/**
 * Weights as Keras 3 has them: groups like the model is built, `layers/conv2d_1/vars/0`. Layers are called by class and
 * number there, not by name, and weights are numbered.
 */
export class TreeWeights implements WeightSource {
  readonly #file: Hdf5;
  readonly #groups = new Map<string, string>();
  /** Groups of layers that have one, by class and name, first come. */
  readonly #first = new Map<string, string>();

  constructor(file: Hdf5, model: ModelSpec) {
    this.#file = file;
    this.#place(model, '', []);
  }

  find(layer: readonly string[], _name: string, number: number): StoredWeight | null {
    const group = this.#groups.get(layer.join('\0'));
    if (group === undefined) return null;
    const path = `${group}/vars/${number}`;
    return this.#file.kindOf(path) === null ? null : storedWeight(this.#file, path);
  }

  #place(model: ModelSpec, group: string, around: readonly string[]): void {
    const inside = containerOf(this.#file, group);
    if (inside === null) return;
    const numbers = new Map<string, number>();
    for (const layer of model.layers) {
      const word = toSnakeCase(layer.className);
      const number = numbers.get(word) ?? 0;
      numbers.set(word, number + 1);
      const own = `${inside}/${number === 0 ? word : `${word}_${number}`}`;
      const place = this.#shared(layer, own);
      const path = [...around, layer.name];
      this.#groups.set(path.join('\0'), place);
      for (const [part, word] of PARTS.get(layer.className) ?? [])
        this.#groups.set([...path, part].join('\0'), `${place}/${word}`);
      if (layer.model !== null) this.#place(layer.model, place, path);
    }
  }

  /** A layer's group; of one that stands in several models only the first has any, as Keras comes by. */
  #shared({className, name}: LayerSpec, own: string): string {
    const identity = `${className}\0${name}`;
    const place = this.#file.kindOf(own) === 'group' ? own : (this.#first.get(identity) ?? own);
    if (!this.#first.has(identity)) this.#first.set(identity, place);
    return place;
  }
}

/** The group in which the groups of a model's layers stand; '' is the outermost model. Null where there is none. */
export function containerOf(file: Hdf5, group: string): string | null {
  const paths = CONTAINERS.map(each => (group === '' ? each : `${group}/${each}`));
  return paths.find(path => file.kindOf(path) === 'group') ?? null;
}

/** As Keras turns a class into a word: `MaxPooling2D` → `max_pooling2d`, `ReLU` → `re_lu`. */
function toSnakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
