import {mixSeed} from '../../data/mix-seed.js';
import {createRandom} from '../../data/random.js';

/** In how few batches of at most so many samples all of them go. */
export function batchCount(samples: number, batchSize: number): number {
  return Math.ceil(samples / batchSize);
}

/**
 * Samples in batches whose sizes differ by one at most: a last batch of one sample would have no variance to
 * normalise by.
 */
export function inBatches(order: readonly number[], batchSize: number): number[][] {
  const batches = batchCount(order.length, batchSize);
  return Array.from({length: batches}, (_, batch) =>
    order.slice(
      Math.floor((batch * order.length) / batches),
      Math.floor(((batch + 1) * order.length) / batches),
    ),
  );
}

/** The order in which an epoch takes the samples. */
export function shuffledOrder(samples: number, seed: number, epoch: number): number[] {
  const order = Array.from({length: samples}, (_, index) => index);
  return createRandom(mixSeed(seed, 3, epoch)).shuffled(order);
}
