import type {VocSplit} from '../../data/voc/voc-dataset.js';
import {crossEntropy, sigmoid, type LossOptions} from '../loss.js';
import type {TrainableNetwork} from '../network/trainable-network.js';
import type {EpochRecord} from '../run-record.js';
import {readAhead} from '../samples/read-ahead.js';
import type {Samples} from '../samples/samples.js';
import {meanAveragePrecision, scoreClasses} from '../scores/score-classes.js';
import {inBatches} from './batches.js';

/** Loss and scores of a split as it is, without dropout. */
export async function validateEpoch(
  network: TrainableNetwork,
  samples: Samples,
  {labels, classes}: Pick<VocSplit, 'labels' | 'classes'>,
  {
    cost,
    batchSize,
    signal,
  }: {
    readonly cost: LossOptions;
    readonly batchSize: number;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Pick<EpochRecord, 'validationLoss' | 'scores' | 'meanAveragePrecision'>> {
  const logits = new Float32Array(samples.count * classes.length);
  const order = Array.from({length: samples.count}, (_, index) => index);
  for await (const {indices, data} of readAhead(samples, 1, inBatches(order, batchSize))) {
    signal?.throwIfAborted();
    logits.set(network.predict(data, indices.length), indices[0]! * classes.length);
  }
  const scores = scoreClasses(logits.map(sigmoid), labels, classes, {
    threshold: 0.5,
    logOdds: logits,
  });
  return {
    validationLoss: crossEntropy(logits, labels, cost).loss,
    scores,
    meanAveragePrecision: meanAveragePrecision(scores),
  };
}
