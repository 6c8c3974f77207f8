import {type ExplainRows, rowOf} from './explain-rows.js';

/** R = x ⊙ ∂f_c/∂x, in units of the score. @see Shrikumar et al. 2017. */
export const gradientTimesInput: ExplainRows = async ({network, batch, targets}) => {
  const maps = {shape: batch.shape, data: new Float32Array(batch.data.length)};
  await network.gradients(
    {count: targets.length, write: (row, into) => into.set(rowOf(batch, row))},
    row => targets[row]!,
    (row, gradient) => {
      const x = rowOf(batch, row);
      rowOf(maps, row).set(gradient.map((slope, index) => slope * x[index]!));
    },
  );
  return maps.data;
};
