import {LrpError} from '../errors/lrp-error.js';
import type {Graph} from '../graph/graph.js';
import {boundsOf, type Preprocessing} from '../graph/preprocessing.js';

/** Names that `--preprocess` takes, with what each does to a picture. */
export const preprocessingPresets: Readonly<Record<string, string>> = {
  unit: 'pixels to 0…1',
  signed: 'pixels to −1…1',
  raw: 'pixels as they are, 0…255',
  torch: 'RGB to 0…1, then mean and standard deviation of ImageNet (torchvision)',
  caffe: 'BGR 0…255 minus the mean of ImageNet (Keras VGG and ResNet)',
};

/**
 * The preprocessing of a name, for a network of that many input channels (1 or 3).
 *
 * @throws LrpError `preprocess/unknown`, `preprocess/channels`.
 */
export function findPreprocessing(name: string, channels: number): Preprocessing {
  if (!Object.hasOwn(preprocessingPresets, name)) {
    const names = Object.keys(preprocessingPresets).join(', ');
    throw new LrpError(
      'preprocess/unknown',
      `no preprocessing is called "${name}"; there are ${names}, or give it as JSON`,
    );
  }
  const colourOnly = name === 'torch' || name === 'caffe';
  if (channels !== 3 && (channels !== 1 || colourOnly)) {
    throw new LrpError(
      'preprocess/channels',
      `the preprocessing "${name}" makes pictures of ${colourOnly ? '3 channels' : '1 or 3 channels'}, ` +
        `but the network takes ${channels}; give the input as .npy instead`,
    );
  }
  const order = channels === 1 ? 'L' : 'RGB';
  const each = (value: number): readonly number[] => Array<number>(channels).fill(value);
  switch (name) {
    case 'signed':
      return {channels: order, scale: 1 / 255, mean: each(0.5), std: each(0.5)};
    case 'raw':
      return {channels: order, scale: 1, mean: each(0), std: each(1)};
    case 'torch':
      return {
        channels: 'RGB',
        scale: 1 / 255,
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
      };
    case 'caffe':
      return {channels: 'BGR', scale: 1, mean: [103.939, 116.779, 123.68], std: [1, 1, 1]};
    default:
      return {channels: order, scale: 1 / 255, mean: each(0), std: each(1)};
  }
}

/** `RGB, pixel × 1/255, minus [0.485, 0.456, 0.406], divided by […]: values −2.1179…2.64`, for printing. */
export function describePreprocessing(preprocessing: Preprocessing): string {
  const {channels, scale, mean, std} = preprocessing;
  const {low, high} = boundsOf(preprocessing);
  const steps = [channels === 'L' ? 'grey' : channels, `pixel${describeScale(scale)}`];
  if (mean.some(value => value !== 0)) steps.push(`minus ${list(mean)}`);
  if (std.some(value => value !== 1)) steps.push(`divided by ${list(std)}`);
  return `${steps.join(', ')}: values ${round(Math.min(...low))}…${round(Math.max(...high))}`;
}

/** How pictures become a network's input, in one line; null where it takes no pictures. */
export function describePictures(graph: Graph): string | null {
  if (graph.nodes[graph.input]!.shape.length !== 3) return null;
  const {preprocessing} = graph;
  return `pictures: ${preprocessing === null ? 'the model does not say how they become its input' : describePreprocessing(preprocessing)}`;
}

function describeScale(scale: number): string {
  if (scale === 1) return '';
  return Math.abs(scale * 255 - 1) < 1e-6 ? ' × 1/255' : ` × ${round(scale)}`;
}

function list(numbers: readonly number[]): string {
  return numbers.every(value => value === numbers[0])
    ? round(numbers[0]!)
    : `[${numbers.map(round).join(', ')}]`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(6))).replace('-', '−');
}
