import type {ForwardQueue} from './forward-queue.js';
import {copyRegion, type RegionGrid} from './region-grid.js';

/** What inputs are added to. */
export type InputQueue = Pick<ForwardQueue, 'isFull' | 'add' | 'flush'>;

/** A picture to perturb, with the orders in which its regions are replaced. */
export interface PerturbedTask {
  /** [C,H,W] */
  readonly picture: Float32Array;
  /** [C,H,W]: what is seen where a region is replaced. */
  readonly fill: Float32Array;
  readonly grid: RegionGrid;
  /** Regions in the order of replacing. */
  readonly orders: readonly Uint32Array[];
  /** [L+1] regions replaced at each step, rising from 0. */
  readonly counts: readonly number[];
  /** f of the picture's class. */
  readonly score: (logits: Float32Array) => number;
}

/** A set of regions as text, equal for equal sets. */
class ReplacedRegions {
  readonly #words: Uint16Array;

  constructor(regions: number) {
    this.#words = new Uint16Array(Math.ceil(regions / 16));
  }

  add(region: number): void {
    this.#words[region >> 4]! |= 1 << (region & 15);
  }

  get key(): string {
    return String.fromCharCode(...this.#words);
  }
}

/**
 * Queues a picture with more and more regions replaced, in several orders. Every set of replaced regions is run once,
 * however many orders come by it: the picture itself and the one with all regions replaced are shared by all. Each input
 * is made from the one before by replacing what is new.
 *
 * @returns Reads the curves once all that was queued has run: by order, f at every step [L+1].
 */
export async function perturbTask(
  {picture, fill, grid, orders, counts, score}: PerturbedTask,
  queue: InputQueue,
): Promise<() => readonly (readonly number[])[]> {
  const planes = picture.length / (grid.width * grid.height);
  const numbers = new Map<string, number>();
  const values: number[] = [];
  const current = new Float32Array(picture.length);
  const curves: number[][] = [];
  for (const order of orders) {
    current.set(picture);
    const replaced = new ReplacedRegions(grid.count);
    const curve: number[] = [];
    let done = 0;
    for (const count of counts) {
      for (; done < count; done += 1) {
        copyRegion(fill, current, order[done]!, planes, grid);
        replaced.add(order[done]!);
      }
      const {key} = replaced;
      const number = numbers.get(key) ?? numbers.size;
      curve.push(number);
      if (number < numbers.size) continue;
      numbers.set(key, number);
      if (queue.isFull) await queue.flush();
      queue.add(current, logits => {
        values[number] = score(logits);
      });
    }
    curves.push(curve);
  }
  return () => curves.map(curve => curve.map(number => values[number]!));
}
