import {average, createAdam} from './adam.js';
import {augmentInto} from './augment.js';
import {type Measured, measure} from './measure.js';
import type {Digit} from './mnist-package.js';
import {copyParameters, initialise, type Parameter} from './network.js';
import {gradientsOf, logitsOf} from './passes.js';
import type {Progress} from './progress.js';
import {createRandom, type Random} from '../../src/data/random.js';
import type {Split} from './split.js';

/** What was set by hand, once; to tune it, look at the validation digits only (`--dry`). */
export const settings = {
  batch: 64,
  /** Adam's rate at the start; it falls to 0 along half a cosine. */
  rate: 0.002,
  /** Share of the hidden dense layer's neurons that each batch does without. */
  dropout: 0.3,
  /** Decay of the running average of the weights, a step. */
  averaging: 0.998,
} as const;

export interface Trained {
  readonly parameters: readonly Parameter[];
  /** The epoch whose averaged weights were kept, counted from 1. */
  readonly epoch: number;
  readonly validation: Measured;
}

export interface TrainOptions {
  readonly seed: number;
  readonly epochs: number;
  readonly progress: Progress;
}

/**
 * Trains from scratch and keeps the averaged weights of the epoch with the lowest cross-entropy on
 * the validation digits. The test digits are never touched.
 */
export async function train(
  split: Split,
  {seed, epochs, progress}: TrainOptions,
): Promise<Trained> {
  const random = createRandom(seed + 1);
  const parameters = initialise(random);
  const averaged = copyParameters(parameters);
  const adam = createAdam(parameters);
  const perEpoch = Math.floor(split.train.length / settings.batch);
  const total = epochs * perEpoch;
  let best: Trained | null = null;
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    const order = random.shuffled(split.train);
    let loss = 0;
    for (let index = 0; index < perEpoch; index += 1) {
      const step = (epoch - 1) * perEpoch + index;
      const digits = order.slice(index * settings.batch, (index + 1) * settings.batch);
      const found = gradientsOf(parameters, makeBatch(digits, random), drawDropout(random));
      adam.step(found.gradients, (settings.rate * (1 + Math.cos((Math.PI * step) / total))) / 2);
      // Early on the average must not remember the random start.
      average(averaged, parameters, Math.min(settings.averaging, (1 + step) / (10 + step)));
      loss += found.loss / perEpoch;
      progress.at(step + 1, total, `epoch ${epoch} of ${epochs}`);
    }
    const validation = await measure(split.validation, pictures => logitsOf(averaged, pictures));
    if (best === null || validation.loss < best.validation.loss) {
      best = {parameters: copyParameters(averaged), epoch, validation};
    }
    progress.line(
      `epoch ${epoch} of ${epochs}: loss ${loss.toFixed(4)}; validation: loss ` +
        `${validation.loss.toFixed(4)}, ${validation.wrong.length} of ${split.validation.length} wrong`,
    );
  }
  if (best === null) throw new Error('there must be at least one epoch');
  return best;
}

function makeBatch(
  digits: readonly Digit[],
  random: Random,
): {pictures: Float32Array; labels: readonly number[]} {
  const pictures = new Float32Array(digits.length * 784);
  digits.forEach(({pixels}, row) => {
    augmentInto(pictures.subarray(row * 784, (row + 1) * 784), pixels, random);
  });
  return {pictures, labels: digits.map(({label}) => label)};
}

function drawDropout(random: Random): Float32Array {
  const keep = 1 - settings.dropout;
  return Float32Array.from({length: settings.batch * 64}, () =>
    random.uniform() < keep ? 1 / keep : 0,
  );
}
