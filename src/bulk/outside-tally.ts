import {findOutsideBounds, type OutsideBounds} from '../explain/outside-bounds.js';
import type {Graph, Tensor} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';

/** Counts over many batches what leaves the bounds of zB. */
export class OutsideTally {
  readonly #graph: Graph;
  readonly #plans: readonly Plan[];
  readonly #found = new Map<string, OutsideBounds>();
  #numbers = 0;

  constructor(graph: Graph, plans: readonly Plan[]) {
    this.#graph = graph;
    this.#plans = plans;
  }

  /** Layers whose input left their bounds so far; shares are of all numbers seen. */
  get outside(): readonly OutsideBounds[] {
    return [...this.#found.values()].map(found => ({
      ...found,
      share: found.share / this.#numbers,
    }));
  }

  /** @param input [N,…] in the model's own layout. */
  add(input: Tensor): void {
    const count = input.data.length;
    this.#numbers += count;
    for (const plan of this.#plans) {
      for (const found of findOutsideBounds(this.#graph, plan, input)) {
        const key = JSON.stringify([found.plan, found.layer]);
        const {
          share = 0,
          lowest = found.lowest,
          highest = found.highest,
        } = this.#found.get(key) ?? {};
        this.#found.set(key, {
          ...found,
          share: share + found.share * count,
          lowest: Math.min(lowest, found.lowest),
          highest: Math.max(highest, found.highest),
        });
      }
    }
  }
}
