import type {Tensor} from '@tensorflow/tfjs-core';
import {leastEpsilon, type Stabiliser, type UnaryFunction} from '../../program/program.js';
import {meanSquares} from './reductions.js';
import type {Tfjs} from './tfjs.js';

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
    case 'isPositive':
      return tf.step(x);
    case 'isNegative':
      return tf.step(tf.neg(x));
    case 'isZero':
      return tf.cast(tf.equal(x, 0), 'float32');
    case 'isWithin':
      return tf.mul(tf.step(tf.sub(x, fn.low)), tf.step(tf.sub(fn.high, x)));
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

/** stab(d) − d = sgn(d)·ε with sgn(0) = +1, shaped as d: [N,…]. */
export function stabiliserTerm(tf: Tfjs, d: Tensor, stabiliser: Stabiliser): Tensor {
  const isNegative = tf.step(tf.neg(d));
  switch (stabiliser.unit) {
    case 'absolute':
      return tf.mul(tf.sub(0.5, isNegative), 2 * stabiliser.epsilon);
    case 'rms': {
      const epsilons = meanSquares(d).map(
        square => 2 * Math.max(stabiliser.factor * Math.sqrt(square), leastEpsilon),
      );
      const shape = d.shape.map((length, axis) => (axis === 0 ? length : 1));
      return tf.mul(tf.sub(0.5, isNegative), tf.tensor(Float32Array.from(epsilons), shape));
    }
  }
}

/** s = r / stab(d). */
export function quotient(tf: Tfjs, r: Tensor, d: Tensor, stabiliser: Stabiliser): Tensor {
  return tf.div(r, tf.add(d, stabiliserTerm(tf, d, stabiliser)));
}
