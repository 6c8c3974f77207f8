import type {Tensor} from '@tensorflow/tfjs-core';
import {
  type DenominatorSign,
  leastEpsilon,
  type Stabiliser,
  type UnaryFunction,
} from '../../program/program.js';
import {isNative} from './is-native.js';
import {expandTo} from './layout.js';
import {rowByRow} from './row-by-row.js';
import type {Tfjs} from './tfjs.js';

/** 1 where x > 0, else 0: by the kernel that is several times faster than the other. */
function isPositive(tf: Tfjs, x: Tensor): Tensor {
  return isNative(tf) ? tf.cast(tf.greater(x, 0), 'float32') : tf.step(x);
}

/** Applies a function to every number of x. Built from kernels that wasm runs fast and exactly. */
export function unary(tf: Tfjs, fn: UnaryFunction, x: Tensor): Tensor {
  switch (fn.name) {
    case 'positive':
      return tf.relu(x);
    case 'negative':
      return tf.clipByValue(x, Number.NEGATIVE_INFINITY, 0);
    case 'leakyRelu':
      return tf.add(tf.relu(x), tf.mul(tf.clipByValue(x, Number.NEGATIVE_INFINITY, 0), fn.alpha));
    case 'clip':
      return tf.clipByValue(x, fn.low, fn.high);
    case 'elu': {
      // expm1 keeps the digits near 0 that exp(x) − 1 loses.
      const below = tf.expm1(tf.clipByValue(x, Number.NEGATIVE_INFINITY, 0));
      return tf.add(tf.relu(x), tf.mul(below, fn.alpha));
    }
    case 'tanh':
      return tf.tanh(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'softplus':
      // ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|), which cannot overflow.
      return tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
    case 'absolute':
      return tf.abs(x);
    case 'exp':
      return tf.exp(x);
    case 'erf':
      return tf.erf(x);
    case 'inverseRoot':
      return tf.rsqrt(tf.add(x, fn.epsilon));
    case 'isPositive':
      return isPositive(tf, x);
    case 'isNegative':
      return isPositive(tf, tf.neg(x));
    case 'isZero':
      return tf.cast(tf.equal(x, 0), 'float32');
    case 'isWithin':
      return tf.mul(isPositive(tf, tf.sub(x, fn.low)), isPositive(tf, tf.sub(fn.high, x)));
  }
}

/** a ∘ b with broadcasting. */
export function binary(
  tf: Tfjs,
  fn: 'add' | 'subtract' | 'multiply',
  a: Tensor,
  b: Tensor,
): Tensor {
  switch (fn) {
    case 'add':
      return tf.add(a, b);
    case 'subtract':
      return tf.sub(a, b);
    case 'multiply':
      return tf.mul(a, b);
  }
}

/** ε for d [N,…]: one number, or one a row as [N,1,…]. */
function epsilonOf(tf: Tfjs, d: Tensor, stabiliser: Stabiliser): Tensor {
  if (stabiliser.unit === 'absolute') {
    return tf.scalar(stabiliser.epsilon);
  }
  // Axis by axis, which rounds far less than adding all one after the other.
  let mean = tf.square(d);
  for (let axis = d.rank - 1; axis > 0; axis--) {
    mean = tf.mean(mean, axis, true);
  }
  return tf.maximum(tf.mul(tf.sqrt(mean), stabiliser.factor), leastEpsilon);
}

/** sgn(d)·ε, one number or one a row where the sign is known, else shaped as d. */
function signedEpsilon(tf: Tfjs, d: Tensor, stabiliser: Stabiliser, sign: DenominatorSign): Tensor {
  const epsilon = epsilonOf(tf, d, stabiliser);
  switch (sign) {
    case 'positive':
      return epsilon;
    case 'negative':
      return tf.neg(epsilon);
    case 'either':
      // ±0.5 · 2ε, which is exact.
      return tf.mul(tf.sub(0.5, isPositive(tf, tf.neg(d))), tf.mul(epsilon, 2));
  }
}

/** stab(d) − d = sgn(d)·ε with sgn(0) = +1, shaped as d: [N,…]. */
export function stabiliserTerm(
  tf: Tfjs,
  d: Tensor,
  stabiliser: Stabiliser,
  sign: DenominatorSign,
): Tensor {
  return expandTo(tf, signedEpsilon(tf, d, stabiliser, sign), d.shape);
}

/** s = r / stab(d), for values of samples beside values of T targets each. */
export function quotient(
  tf: Tfjs,
  r: Tensor,
  d: Tensor,
  stabiliser: Stabiliser,
  sign: DenominatorSign,
  targets: number,
): Tensor {
  const stabilised = tf.add(d, signedEpsilon(tf, d, stabiliser, sign));
  return rowByRow(tf, targets, [r, stabilised], (above, below) => tf.div(above, below));
}
