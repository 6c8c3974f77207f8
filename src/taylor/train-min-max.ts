import {mixSeed} from '../data/mix-seed.js';
import {createRandom} from '../data/random.js';
import {LrpError} from '../errors/lrp-error.js';
import {takeTurns} from '../explain/take-turns.js';
import {adamStep, createMoments} from '../train/adam.js';
import {addMinMaxGradient, type MinMaxSample} from './min-max-gradient.js';
import {type MinMaxModel, predictMinMax} from './min-max-model.js';

export interface TrainMinMaxOptions {
  /** J, detection units for each neuron. @default 2 */
  readonly units?: number;
  /** @default 30 */
  readonly epochs?: number;
  /** Adam's rate, in units in which weights are about 1. @default 0.02 */
  readonly rate?: number;
  /** Samples of a step. @default 20 */
  readonly batchSize?: number;
  /** Of the first weights and of the order of the samples: the same seed gives the same model bit for bit. @default 1 */
  readonly seed?: number;
  /** Told the error after each epoch, 0 before the first. */
  readonly onEpoch?: (epoch: number, error: MinMaxError) => void;
  /** Stops between two steps: the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How far a model is from the relevance it predicts, over samples. */
export interface MinMaxError {
  /** ⟨(R̂_k − R_k)²⟩ over samples and neurons, in units of R². */
  readonly meanSquare: number;
  /** The same over ⟨R_k²⟩: 1 is what predicting 0 would score. */
  readonly relative: number;
}

export interface TrainedMinMax {
  readonly model: MinMaxModel;
  /** Before training, and after each epoch. */
  readonly errors: readonly MinMaxError[];
}

/** What brings numbers to about 1: means over the samples of Σ x_i and Σ|R_l|, and the root mean square of each R_k. */
interface Scales {
  readonly x: number;
  readonly upper: number;
  readonly relevance: Float64Array;
}

function checkSamples(samples: readonly MinMaxSample[]): void {
  const [first] = samples;
  const isSame = (sample: MinMaxSample): boolean =>
    sample.x.length === first!.x.length &&
    sample.upper.length === first!.upper.length &&
    sample.relevance.length === first!.relevance.length;
  if (first === undefined || !samples.every(isSame))
    throw new LrpError(
      'taylor/samples',
      first === undefined
        ? 'no sample to learn a relevance model from; explain pictures whose score is above 0'
        : 'samples of a relevance model differ in length; take them from one layer',
    );
}

function checkOptions(counts: Readonly<Record<string, number>>, rate: number): void {
  const bad = Object.entries(counts).find(([, count]) => !Number.isSafeInteger(count) || count < 1);
  if (bad !== undefined)
    throw new LrpError('taylor/options', `${bad[0]} ${bad[1]}: expected a whole number from 1`);
  if (!(rate > 0)) throw new LrpError('taylor/options', `rate ${rate}: expected a number above 0`);
}

/** 1 where there is nothing to scale by. */
const orOne = (value: number): number => (value > 0 ? value : 1);

function scalesOf(samples: readonly MinMaxSample[]): Scales {
  const size = (values: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += Math.abs(values[i]!);
    return sum;
  };
  const relevance = new Float64Array(samples[0]!.relevance.length);
  let [x, upper] = [0, 0];
  for (const sample of samples) {
    x += size(sample.x) / samples.length;
    upper += size(sample.upper) / samples.length;
    for (let k = 0; k < relevance.length; k++)
      relevance[k]! += sample.relevance[k]! ** 2 / samples.length;
  }
  return {
    x: orOne(x),
    upper: orOne(upper),
    relevance: relevance.map(square => orOne(Math.sqrt(square))),
  };
}

/** A sample in units of the scales. */
function scaled({x, upper, relevance}: MinMaxSample, scales: Scales): MinMaxSample {
  return {
    x: Float32Array.from(x, value => value / scales.x),
    upper: Float32Array.from(upper, value => value / scales.upper),
    relevance: Float32Array.from(relevance, (value, k) => value / scales.relevance[k]!),
  };
}

/** The first weights: every unit fires on every sample, and R̂_k is about the size of R_k. */
function firstModel({x, upper, relevance}: MinMaxSample, units: number, seed: number): MinMaxModel {
  const random = createRandom(mixSeed(seed, 0));
  const [inputs, above, neurons] = [x.length, upper.length, relevance.length];
  const count = neurons * units;
  const draw = (length: number, low: number, high: number): Float32Array =>
    Float32Array.from({length}, () => random.between(low, high));
  return {
    ...{inputs, upper: above, neurons, units},
    v: draw(count * inputs, 0, 2 / units),
    u: draw(count * above, -0.1, 0.1),
    d: new Float32Array(count),
  };
}

/** The same model in the samples' own units: it is homogeneous in x, R_l and R_k. */
function inOwnUnits(model: MinMaxModel, scales: Scales): MinMaxModel {
  const {inputs, upper, units, v, u, d} = model;
  const of = (unit: number): number => scales.relevance[Math.floor(unit / units)]!;
  return {
    ...model,
    v: v.map((value, at) => (value * of(Math.floor(at / inputs))) / scales.x),
    u: u.map((value, at) => (value * of(Math.floor(at / upper))) / scales.upper),
    d: d.map((value, unit) => value * of(unit)),
  };
}

/** How far a model is from the relevance of samples, such as some it has not learnt from. */
export function minMaxError(model: MinMaxModel, samples: readonly MinMaxSample[]): MinMaxError {
  checkSamples(samples);
  let [errors, squares] = [0, 0];
  for (const {x, upper, relevance} of samples) {
    predictMinMax(model, x, upper).relevance.forEach((predicted, k) => {
      errors += (predicted - relevance[k]!) ** 2;
      squares += relevance[k]! ** 2;
    });
  }
  return {
    meanSquare: errors / (samples.length * model.neurons),
    relative: squares === 0 ? Number.NaN : errors / squares,
  };
}

/**
 * Learns the min-max relevance model of a layer: minimises ⟨(R̂_k − R_k)²⟩ by Adam, each neuron's error in units of its
 * own root mean square, so that small ones are learnt as well as large ones.
 *
 * @param samples From `relevanceSamples`; at least one.
 * @throws LrpError `taylor/samples`, `taylor/options`; the signal's reason.
 * @see Montavon et al. 2017, "Min-max relevance model".
 */
export async function trainMinMax(
  samples: readonly MinMaxSample[],
  {
    units = 2,
    epochs = 30,
    rate = 0.02,
    batchSize = 20,
    seed = 1,
    onEpoch,
    signal,
  }: TrainMinMaxOptions = {},
): Promise<TrainedMinMax> {
  checkSamples(samples);
  checkOptions({units, epochs, batchSize}, rate);
  const scales = scalesOf(samples);
  const own = samples.map(sample => scaled(sample, scales));
  const model = firstModel(own[0]!, units, seed);
  const parameters = [model.v, model.u, model.d].map(data => ({
    ...{data, decays: false},
    changed() {},
  }));
  const moments = createMoments(parameters);
  const errors: MinMaxError[] = [];
  const note = (epoch: number): void => {
    errors.push(minMaxError(inOwnUnits(model, scales), samples));
    onEpoch?.(epoch, errors.at(-1)!);
  };
  note(0);
  let step = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = createRandom(mixSeed(seed, epoch)).shuffled(own);
    for (let from = 0; from < order.length; from += batchSize) {
      await takeTurns();
      signal?.throwIfAborted();
      const batch = order.slice(from, from + batchSize);
      const gradient = {
        v: new Float32Array(model.v.length),
        u: new Float32Array(model.u.length),
        d: new Float32Array(model.d.length),
      };
      for (const sample of batch)
        addMinMaxGradient(model, sample, 1 / (batch.length * model.neurons), gradient);
      step += 1;
      const gradients = [gradient.v, gradient.u, gradient.d];
      adamStep(parameters, moments, gradients, {step, rate}, {decay: 0});
    }
    note(epoch);
  }
  return {model: inOwnUnits(model, scales), errors};
}
