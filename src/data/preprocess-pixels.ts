import type {Tensor} from '../graph/graph.js';
import type {Preprocessing} from '../graph/preprocessing.js';

/**
 * Turns RGB pixels [H,W,3] in 0…255 into the network's input [C,H,W]:
 * value = (pixel·scale − mean[c]) / std[c], channels in the preprocessing's order.
 */
export function preprocessPixels(
  rgb: Uint8Array,
  height: number,
  width: number,
  preprocessing: Preprocessing,
): Tensor {
  const {channels, scale, mean, std} = preprocessing;
  const area = height * width;
  const data = new Float32Array(channels.length * area);
  for (let c = 0; c < channels.length; c += 1) {
    const [source, average, deviation] = ['RGB'.indexOf(channels[c]!), mean[c]!, std[c]!];
    for (let pixel = 0; pixel < area; pixel += 1) {
      const value = channels === 'L' ? luma(rgb, pixel * 3) : rgb[pixel * 3 + source]!;
      data[c * area + pixel] = (value * scale - average) / deviation;
    }
  }
  return {shape: [channels.length, height, width], data};
}

/** Grey of the pixel at `offset`, rounded to 0…255 (ITU-R BT.601); grey pixels stay what they are. */
export function luma(rgb: Uint8Array, offset: number): number {
  return Math.round(0.299 * rgb[offset]! + 0.587 * rgb[offset + 1]! + 0.114 * rgb[offset + 2]!);
}
