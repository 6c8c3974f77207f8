import type {Preprocessing} from '../graph/preprocessing.js';
import {luma} from './preprocess-pixels.js';

/** RGB pixels [N,H,W,3] as a network's input, channels last: (pixel·scale − mean[c]) / std[c]. */
export function preprocessRows(rgb: Uint8Array, preprocessing: Preprocessing): Float32Array {
  const {channels, scale, mean, std} = preprocessing;
  const depth = channels.length;
  const count = rgb.length / 3;
  const rows = new Float32Array(count * depth);
  for (let c = 0; c < depth; c += 1) {
    const values = Float32Array.from(
      {length: 256},
      (_, pixel) => (pixel * scale - mean[c]!) / std[c]!,
    );
    const source = 'RGB'.indexOf(channels[c]!);
    for (let pixel = 0; pixel < count; pixel += 1) {
      const value = channels === 'L' ? luma(rgb, pixel * 3) : rgb[pixel * 3 + source]!;
      rows[pixel * depth + c] = values[value]!;
    }
  }
  return rows;
}
