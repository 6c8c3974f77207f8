import type {VocLabel} from '../../src/data/voc/voc-dataset.js';
import {createRandom} from '../../src/data/random.js';
import type {TfjsDevice} from '../../src/engine/devices.js';
import {openTfjs} from '../../src/engine/tfjs/open-tfjs.js';
import {backendOf} from '../../src/engine/tfjs/tfjs.js';
import type {Tensor} from '../../src/graph/graph.js';
import type {Stack} from '../../src/model/stack/stack.js';
import {crossEntropy} from '../../src/train/loss.js';
import {TrainableNetwork} from '../../src/train/network/trainable-network.js';
import {randomFrom} from './random.js';
import {oracleLogits, wideWeights, type WideWeights} from './training-oracle.js';

/** How far a gradient is from finite differences, over the largest of them. */
export interface Disagreement {
  readonly parameter: string;
  readonly error: number;
}

/** Every kind of layer once, with strides, paddings and windows that are not alike in both directions. */
export function everyLayer(seed = 1): Stack {
  const random = randomFrom(seed);
  const tensor = (...shape: number[]): Tensor => ({
    shape,
    data: Float32Array.from({length: shape.reduce((a, b) => a * b, 1)}, () => random.normal() / 2),
  });
  const norm = (name: string, channels: number) =>
    ({
      kind: 'norm',
      name,
      gamma: tensor(channels),
      beta: tensor(channels),
      mean: tensor(channels),
      variance: {shape: [channels], data: new Float32Array(channels).fill(1.5)},
      epsilon: 1e-3,
    }) as const;
  return {
    name: 'every layer',
    inputShape: [2, 9, 8],
    layers: [
      {
        kind: 'conv',
        name: 'conv1',
        weight: tensor(3, 2, 3, 3),
        bias: tensor(3),
        stride: [1, 1],
        padding: [1, 1, 1, 1],
      },
      norm('bn1', 3),
      {kind: 'relu', name: 'relu1'},
      {kind: 'maxpool', name: 'pool1', kernel: [3, 2], stride: [2, 2]},
      {
        kind: 'conv',
        name: 'conv2',
        weight: tensor(4, 3, 2, 3),
        bias: tensor(4),
        stride: [2, 1],
        padding: [0, 1, 1, 0],
      },
      {kind: 'relu', name: 'relu2'},
      {kind: 'avgpool', name: 'pool2', kernel: [2, 1], stride: [1, 2]},
      {kind: 'flatten', name: 'flatten'},
      norm('bn2', 8),
      {kind: 'dense', name: 'fc1', weight: tensor(5, 8), bias: tensor(5)},
      {kind: 'relu', name: 'relu3'},
      {kind: 'dropout', name: 'dropout1', rate: 0.3},
      {kind: 'dense', name: 'fc2', weight: tensor(2, 5), bias: tensor(2)},
      {kind: 'sigmoid', name: 'probabilities'},
    ],
    classes: ['a', 'b'],
    preprocessing: null,
    notes: [],
  };
}

const labels: readonly (readonly VocLabel[])[] = [
  [1, -1],
  [0, 1],
  [-1, -1],
  [1, 0],
  [-1, 1],
];
const cost = {positiveWeights: [1.5, 0.7], smoothing: 0.1};
const dropoutSeed = 5;

/** Mean weighted cross-entropy from its definition, −w·(t·ln p + (1 − t)·ln(1 − p)). */
export function oracleLoss(logits: Float64Array): number {
  const terms = labels.flatMap((row, n) =>
    row.flatMap((label, k) => {
      if (label === 0) return [];
      const p = 1 / (1 + Math.exp(-logits[n * 2 + k]!));
      const t = label === 1 ? 0.95 : 0.05;
      const w = label === 1 ? cost.positiveWeights[k]! : 1;
      return [-w * (t * Math.log(p) + (1 - t) * Math.log(1 - p))];
    }),
  );
  return terms.reduce((sum, term) => sum + term, 0) / terms.length;
}

/** A batch, channels first, and as the network takes it. */
export function someBatch(): {readonly first: Float64Array; readonly last: Float32Array} {
  const random = randomFrom(9);
  const [samples, channels, area] = [labels.length, 2, 72];
  const first = Float64Array.from({length: samples * channels * area}, () =>
    Math.fround(random.normal()),
  );
  const last = new Float32Array(first.length);
  for (let n = 0; n < samples; n++) {
    for (let c = 0; c < channels; c++) {
      for (let at = 0; at < area; at++) {
        last[(n * area + at) * channels + c] = first[(n * channels + c) * area + at]!;
      }
    }
  }
  return {first, last};
}

/**
 * Compares the gradient by every parameter on a device with central differences of a loss computed in float64 from
 * its definition.
 */
export async function gradientDisagreements(
  device: TfjsDevice,
): Promise<{readonly loss: number; readonly all: readonly Disagreement[]}> {
  const tf = await openTfjs(device);
  const stack = everyLayer();
  const network = new TrainableNetwork(tf, backendOf[device], stack);
  const {first, last} = someBatch();
  const found = network.gradients(
    last,
    labels.length,
    logits => crossEntropy(logits, labels, cost),
    createRandom(dropoutSeed),
  );
  const uniform = createRandom(dropoutSeed);
  const mask = Array.from({length: labels.length * 5}, () =>
    uniform.uniform() < 0.7 ? 1 / 0.7 : 0,
  );
  const weights = wideWeights(stack);
  const lossOf = (changed: WideWeights): number =>
    oracleLoss(
      oracleLogits(
        stack,
        changed,
        {shape: [labels.length, ...stack.inputShape], data: first},
        {masks: new Map([['dropout1', mask]])},
      ),
    );
  const all = network.parameters.map(({name, shape}, index): Disagreement => {
    const own = weights.get(name)!;
    const differences = Array.from(own, (value, at) => {
      const step = 1e-5;
      own[at] = value + step;
      const above = lossOf(weights);
      own[at] = value - step;
      const below = lossOf(weights);
      own[at] = value;
      return (above - below) / (2 * step);
    });
    const largest = Math.max(...differences.map(Math.abs));
    const gradient = found.gradients[index]!;
    const error = Math.max(
      ...differences.map((value, at) => Math.abs(value - gradient[placeOf(shape, at)]!)),
    );
    return {parameter: name, error: error / largest};
  });
  const loss = Math.abs(found.loss - lossOf(weights));
  network.dispose();
  return {loss, all};
}

/** Where entry `at` of a weight as stacks have it, [O,I,kh,kw], stands in the parameter's [kh,kw,I,O]. */
function placeOf(shape: readonly number[], at: number): number {
  if (shape.length !== 4) return at;
  const [kh, kw, inputs, outputs] = shape as [number, number, number, number];
  const b = at % kw;
  const a = Math.floor(at / kw) % kh;
  const i = Math.floor(at / (kw * kh)) % inputs;
  const o = Math.floor(at / (kw * kh * inputs));
  return ((a * kw + b) * inputs + i) * outputs + o;
}
