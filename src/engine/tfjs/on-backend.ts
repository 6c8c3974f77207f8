import {LrpError} from '../../errors/lrp-error.js';
import type {Tfjs} from './tfjs.js';

/**
 * Does synchronous work on a backend that is initialised, and switches back afterwards to the one that
 * was active, which may be the caller's own.
 */
export function onBackend<Result>(tf: Tfjs, backend: string, work: () => Result): Result {
  const previous = tf.getBackend();
  switchTo(tf, backend);
  try {
    return work();
  } finally {
    if (previous && previous in tf.engine().registry) {
      switchTo(tf, previous);
    }
  }
}

function switchTo(tf: Tfjs, backend: string): void {
  if (tf.getBackend() === backend) {
    return;
  }
  // For an initialised backend setBackend switches at once; its promise says nothing more.
  void tf.setBackend(backend);
  if (tf.getBackend() !== backend) {
    throw new LrpError('engine/tfjs', `tfjs could not switch to its "${backend}" backend`);
  }
}
