import type {VocSplit} from '../../data/voc/voc-dataset.js';
import {crossEntropy, sigmoid, type LossOptions} from '../loss.js';
import type {TrainableNetwork} from '../network/trainable-network.js';
import type {EpochRecord} from '../run-record.js';
import {readAhead} from '../samples/read-ahead.js';
import type {Samples} from '../samples/samples.js';
import {meanAveragePrecision, scoreClasses} from '../scores/score-classes.js';
import {inBatches} from './batches.js';
import {checkFinite} from './train-epoch.js';

/** Loss and scores of a split as it is, without dropout. @throws LrpError `train/diverged`; the signal's reason. */
export async function validateEpoch(
  network: TrainableNetwork,
  samples: Samples,
  {labels, classes}: Pick<VocSplit, 'labels' | 'classes'>,
  {
    cost,
    batchSize,
    epoch,
    signal,
  }: {
    readonly cost: LossOptions;
    readonly batchSize: number;
    /** For the message. */
    readonly epoch: number;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Pick<EpochRecord, 'validationLoss' | 'scores' | 'meanAveragePrecision'>> {
  const logits = new Float32Array(samples.count * classes.length);
  const order = Array.from({length: samples.count}, (_, index) => index);
  for await (const {indices, data} of readAhead(samples, 1, inBatches(order, batchSize))) {
    signal?.throwIfAborted();
    logits.set(network.predict(data, indices.length), indices[0]! * classes.length);
  }
  const validationLoss = crossEntropy(logits, labels, cost).loss;
  checkFinite(validationLoss, epoch);
  // Of labels that do not count the loss knows nothing.
  for (const logit of logits) if (!Number.isFinite(logit)) checkFinite(logit, epoch);
  const scores = scoreClasses(logits.map(sigmoid), labels, classes, {
    threshold: 0.5,
    logOdds: logits,
  });
  return {
    validationLoss,
    scores,
    meanAveragePrecision: meanAveragePrecision(scores),
  };
}
