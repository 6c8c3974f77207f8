import {type ExplainRows, rowOf} from './explain-rows.js';
import {type Reference, referencePicture} from './reference-picture.js';

/**
 * R = (x − x′) ⊙ 1/n Σ_{k=1..n} ∂f_c/∂x (x′ + (k − ½)/n·(x − x′)): the path integral by the midpoint rule. Σ R = f_c(x) −
 * f_c(x′) up to the rule's error, which falls with n.
 *
 * @throws LrpError `input/no-pictures` for the reference `blur` where the network takes no pictures.
 * @see Sundararajan et al. 2017, eq. 1 and 3; their sum takes the right end of each step, the midpoint is nearer.
 */
export const integratedGradients: ExplainRows = async (
  {graph, network, batch, targets},
  {steps, reference},
) => {
  const count = steps as number;
  const sums = new Float64Array(batch.data.length);
  const size = batch.data.length / targets.length;
  const references = targets.map((_, row) =>
    referencePicture(reference as Reference, rowOf(batch, row), graph),
  );
  const rowAt = (point: number): number => Math.floor(point / count);
  await network.gradients(
    {
      count: targets.length * count,
      write(point, into) {
        const [x, from] = [rowOf(batch, rowAt(point)), references[rowAt(point)]!];
        const share = ((point % count) + 0.5) / count;
        x.forEach((value, index) => {
          into[index] = from[index]! + share * (value - from[index]!);
        });
      },
    },
    point => targets[rowAt(point)]!,
    (point, gradient) => {
      const start = rowAt(point) * size;
      for (let index = 0; index < size; index += 1) sums[start + index]! += gradient[index]!;
    },
  );
  return Float32Array.from(sums, (sum, index) => {
    const from = references[Math.floor(index / size)]![index % size]!;
    return (sum / count) * (batch.data[index]! - from);
  });
};
