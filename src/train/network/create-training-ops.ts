import {isNative} from '../../engine/tfjs/is-native.js';
import type {Tfjs} from '../../engine/tfjs/tfjs.js';
import {nativeOps} from './native-ops.js';
import {portableOps} from './portable-ops.js';
import type {TrainingOps} from './training-ops.js';

/** The training operations that suit the backend which is active. */
export function createTrainingOps(tf: Tfjs): TrainingOps {
  return isNative(tf) ? nativeOps(tf) : portableOps(tf);
}
