import {ModelError} from '../../errors/model-error.js';
import type {WeightEntry} from './weight-manifest.js';

/**
 * Finds weights by layer. Writers differ: `conv/kernel`, `outer/conv/kernel`, `conv/conv_1/kernel`
 * (an inner name too many), `conv/vars/0` (numbered), with or without `:0`.
 */
export class WeightNames {
  readonly #full = new Map<string, WeightEntry>();
  /** With the last name but one left out; null where two weights would have the same name then. */
  readonly #short = new Map<string, WeightEntry | null>();
  /** Which layer took a weight: no second one may. */
  readonly #owners = new Map<WeightEntry, string>();

  constructor(entries: readonly WeightEntry[]) {
    for (const entry of entries) {
      const parts = entry.name
        .replace(/:\d+$/, '')
        .split('/')
        .filter(part => part !== 'vars' && !/^_?layer_checkpoint_dependencies$/.test(part));
      this.#full.set(parts.join('/'), entry);
      if (parts.length >= 3) {
        const short = [...parts.slice(0, -2), parts[parts.length - 1]].join('/');
        this.#short.set(short, this.#short.has(short) ? null : entry);
      }
    }
  }

  /**
   * The weight of that name in the layer, or null.
   *
   * @param layer  Names of the models around the layer, outermost first, and its own.
   * @param number Its place among the layer's weights, for files that number them.
   * @throws ModelError `model/duplicate-weight` where two layers would take the same weight.
   */
  find(layer: readonly string[], name: string, number: number): WeightEntry | null {
    const owner = layer.join('/');
    for (const word of [name, String(number)]) {
      for (const map of [this.#full, this.#short]) {
        for (let start = 0; start < layer.length; start += 1) {
          const entry = map.get([...layer.slice(start), word].join('/'));
          if (entry === undefined || entry === null) continue;
          const other = this.#owners.get(entry) ?? owner;
          if (other !== owner) {
            throw new ModelError(
              'model/duplicate-weight',
              `weight "${entry.name}": both layer "${other}" and layer "${owner}" would take it; give the layers different names and save the model again`,
            );
          }
          this.#owners.set(entry, owner);
          return entry;
        }
      }
    }
    return null;
  }
}
