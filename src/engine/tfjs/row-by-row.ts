import type {Tensor} from '@tensorflow/tfjs-core';
import type {Tfjs} from './tfjs.js';

/**
 * Does elementwise work on tensors of which some have one row a sample [N,…] and others one a target
 * [N·T,…]: each sample's row meets all of its T targets. Tensors of one row broadcast as ever.
 *
 * @param targets T
 * @param work    Gets the tensors in their order, all of one rank, ready to broadcast.
 * @returns       What the work gives, one row for each row of the longest tensor.
 */
export function rowByRow<Tensors extends readonly Tensor[]>(
  tf: Tfjs,
  targets: number,
  tensors: Tensors,
  work: (...tensors: Tensors) => Tensor,
): Tensor {
  const lengths = new Set(tensors.map(({shape: [rows = 1]}) => rows));
  lengths.delete(1);
  if (targets === 1 || lengths.size < 2) {
    return work(...tensors);
  }
  const rows = Math.max(...lengths);
  const apart = tensors.map(tensor => {
    const [length = 1, ...shape] = tensor.shape;
    const leading = length === rows ? [rows / targets, targets] : [length, 1];
    return tf.reshape(tensor, [...leading, ...shape]);
  });
  const result = work(...(apart as unknown as Tensors));
  return tf.reshape(result, [rows, ...result.shape.slice(2)]);
}
