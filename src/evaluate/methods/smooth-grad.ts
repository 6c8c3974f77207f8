import {createRandom} from '../../data/random.js';
import {rowSeed} from '../row-seed.js';
import {type ExplainRows, rowOf} from './explain-rows.js';

/** Largest minus least. */
function rangeOf(values: Float32Array): number {
  const [low, high] = values.reduce<readonly [number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return high - low;
}

/**
 * R = 1/n Σ_k ∂f_c/∂x (x + σ·ε_k), ε_k standard normal, σ = `noise`·(max x − min x) of the row's own picture; noisy copies
 * are not clipped. Copy k draws by the seed, the row's key and k: fewer samples are the first of more.
 *
 * @see Smilkov et al. 2017, eq. 1 and section 3.
 */
export const smoothGrad: ExplainRows = async (
  {network, batch, targets, keys, seed},
  {samples, noise},
) => {
  const count = samples as number;
  const sums = new Float64Array(batch.data.length);
  const size = batch.data.length / targets.length;
  const deviations = targets.map((_, row) => (noise as number) * rangeOf(rowOf(batch, row)));
  const rowAt = (copy: number): number => Math.floor(copy / count);
  await network.gradients(
    {
      count: targets.length * count,
      write(copy, into) {
        const row = rowAt(copy);
        const random = createRandom(rowSeed(seed, keys[row]!, `SmoothGrad ${copy % count}`));
        const deviation = deviations[row]!;
        rowOf(batch, row).forEach((value, index) => {
          into[index] = value + deviation * random.normal();
        });
      },
    },
    copy => targets[rowAt(copy)]!,
    (copy, gradient) => {
      const start = rowAt(copy) * size;
      for (let index = 0; index < size; index += 1) sums[start + index]! += gradient[index]!;
    },
  );
  return Float32Array.from(sums, sum => sum / count);
};
