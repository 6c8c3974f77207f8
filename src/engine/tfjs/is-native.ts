import type {Tfjs} from './tfjs.js';

/**
 * Whether TensorFlow itself computes. Its kernels differ from the others' in what is fast; the numbers are
 * the same.
 */
export function isNative(tf: Tfjs): boolean {
  return tf.getBackend() === 'tensorflow';
}
