import {mixSeed} from '../../data/mix-seed.js';
import {createRandom} from '../../data/random.js';
import type {VocLabel} from '../../data/voc/voc-dataset.js';
import {LrpError} from '../../errors/lrp-error.js';
import {adamStep} from '../adam.js';
import {crossEntropy, type LossOptions} from '../loss.js';
import type {EpochRecord, TrainEvent} from '../run-record.js';
import {readAhead} from '../samples/read-ahead.js';
import type {Samples} from '../samples/samples.js';
import {scheduleFactor} from '../schedule.js';
import type {TrainSettings} from '../train-settings.js';
import {batchCount, inBatches, shuffledOrder} from './batches.js';
import type {Learner} from './run-state.js';

export interface EpochInput {
  readonly samples: Samples;
  readonly labels: readonly (readonly VocLabel[])[];
  readonly settings: TrainSettings;
  readonly cost: LossOptions;
  /** Counted from 1. */
  readonly epoch: number;
  readonly onEvent: (event: TrainEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Learns from every training sample once, in an order of the epoch's own. The next batch is made ready while a
 * step is computed.
 *
 * @returns Mean loss of the labels that count, the last step's learning rate, and the seconds in which steps waited
 *   for their batch.
 * @throws LrpError `train/diverged`; the signal's reason, between two steps.
 */
export async function trainEpoch(
  learner: Learner,
  {samples, labels, settings, cost, epoch, onEvent, signal}: EpochInput,
): Promise<Pick<Required<EpochRecord>, 'loss' | 'learningRate' | 'waited'>> {
  const {seed, batchSize, epochs} = settings;
  const batches = inBatches(shuffledOrder(samples.count, seed, epoch), batchSize);
  const steps = epochs * batchCount(samples.count, batchSize);
  let [sum, counted, done, learningRate, waited] = [0, 0, 0, 0, 0];
  let step = (epoch - 1) * batches.length;
  let asked = performance.now();
  for await (const {indices, data} of readAhead(samples, epoch, batches)) {
    waited += (performance.now() - asked) / 1000;
    signal?.throwIfAborted();
    const rows = indices.map(sample => labels[sample]!);
    learningRate = settings.learningRate * scheduleFactor(settings.schedule, step, steps);
    let counts = 0;
    const costOf = (logits: Float32Array) => {
      const found = crossEntropy(logits, rows, cost);
      counts = found.counted;
      return found;
    };
    const random = createRandom(mixSeed(seed, 4, step));
    const {loss, gradients} = learner.network.gradients(data, indices.length, costOf, random);
    checkFinite(loss, epoch);
    step += 1;
    const at = {step, rate: learningRate};
    const {parameters} = learner.network;
    adamStep(parameters, learner.moments, gradients, at, {decay: settings.weightDecay});
    sum += loss * counts;
    counted += counts;
    done += indices.length;
    onEvent({kind: 'step', epoch, epochs, done, total: samples.count, loss});
    asked = performance.now();
  }
  return {loss: counted === 0 ? 0 : sum / counted, learningRate, waited};
}

export function checkFinite(loss: number, epoch: number): void {
  if (Number.isFinite(loss)) return;
  throw new LrpError(
    'train/diverged',
    `the loss is ${loss} in epoch ${epoch}: the weights have grown beyond all bounds; use a lower learning rate`,
  );
}
