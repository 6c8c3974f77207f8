import type {Tensor} from '@tensorflow/tfjs-core';
import type {Tfjs} from './tfjs.js';

/** Backends that hand numbers out some time later only. */
const LATER: ReadonlySet<string> = new Set(['webgpu']);

/**
 * Reads tensors and disposes them: at once, or promised where the backend hands numbers out later.
 *
 * @param use Gets the numbers in the order of the tensors. They may be the backend's own memory.
 */
export function takeNumbers<Result>(
  tf: Tfjs,
  backend: string,
  tensors: readonly Tensor[],
  use: (numbers: readonly Float32Array[]) => Result,
): Result | Promise<Result> {
  if (LATER.has(backend)) {
    return takeLater(tf, tensors, use);
  }
  try {
    return use(tensors.map(tensor => tensor.dataSync<'float32'>()));
  } finally {
    tf.dispose([...tensors]);
  }
}

async function takeLater<Result>(
  tf: Tfjs,
  tensors: readonly Tensor[],
  use: (numbers: readonly Float32Array[]) => Result,
): Promise<Result> {
  try {
    return use(await Promise.all(tensors.map(tensor => tensor.data<'float32'>())));
  } finally {
    tf.dispose([...tensors]);
  }
}
