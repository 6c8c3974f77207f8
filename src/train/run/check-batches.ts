import {LrpError} from '../../errors/lrp-error.js';
import type {Stack} from '../../model/stack/stack.js';
import {batchCount} from './batches.js';

/**
 * Throws where a step would have one sample and a trained batch norm nothing but it to take a mean of: what comes
 * out of that norm is the same for every sample, so nothing is learnt. Maps have their places to take means of.
 *
 * @throws LrpError `train/batch`.
 */
export function checkBatches(
  {inputShape, layers}: Stack,
  {samples, batchSize}: {readonly samples: number; readonly batchSize: number},
): void {
  const smallest = Math.floor(samples / batchCount(samples, batchSize));
  if (smallest > 1) return;
  const flat = inputShape.length === 1 ? 0 : layers.findIndex(({kind}) => kind === 'flatten');
  const norm = layers.find(({kind}, index) => kind === 'norm' && flat >= 0 && index >= flat);
  if (norm === undefined) return;
  throw new LrpError(
    'train/batch',
    `${samples} training samples in batches of at most ${batchSize} have a batch of one sample, which the batch norm "${norm.name}" makes nothing of; ${
      samples === 1 ? 'learn from more samples' : 'use a batch size of at least 3'
    }, or a head without batch norms`,
  );
}
