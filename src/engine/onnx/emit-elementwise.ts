import {
  type DenominatorSign,
  leastEpsilon,
  type Stabiliser,
  type UnaryFunction,
} from '../../program/program.js';
import {elementType} from '../../onnx/messages.js';
import type {OnnxWriter} from './onnx-writer.js';

/** ±ε with the sign of d, sgn(0) = +1; one number, to broadcast, where the sign is known. */
export function emitSignedEpsilon(
  writer: OnnxWriter,
  d: string,
  rank: number,
  stabiliser: Stabiliser,
  sign: DenominatorSign,
): string {
  if (stabiliser.unit === 'absolute') {
    const {epsilon} = stabiliser;
    if (sign !== 'either') return writer.scalar(sign === 'positive' ? epsilon : -epsilon);
    return writer.node('Where', [
      writer.node('Less', [d, writer.scalar(0)]),
      writer.scalar(-epsilon),
      writer.scalar(epsilon),
    ]);
  }
  const axes = Array.from({length: rank}, (_, axis) => axis + 1);
  const meanSquare = writer.node('ReduceMean', [writer.node('Mul', [d, d])], {
    axes: {ints: axes},
    keepdims: {int: 1},
  });
  const relative = writer.node('Mul', [
    writer.node('Sqrt', [meanSquare]),
    writer.scalar(stabiliser.factor),
  ]);
  const epsilon = writer.node('Max', [relative, writer.scalar(leastEpsilon)]);
  if (sign !== 'either') return sign === 'positive' ? epsilon : writer.node('Neg', [epsilon]);
  const isNegative = writer.node('Less', [d, writer.scalar(0)]);
  return writer.node('Where', [isNegative, writer.node('Neg', [epsilon]), epsilon]);
}

function condition(writer: OnnxWriter, test: string): string {
  return writer.node('Cast', [test], {to: {int: elementType.float}});
}

/** max(x, 0) + α·(exp(min(x, 0)) − 1), the latter through tanh, which stays exact near 0. */
function elu(writer: OnnxWriter, x: string, alpha: number): string {
  const half = writer.node('Tanh', [
    writer.node('Mul', [writer.node('Min', [x, writer.scalar(0)]), writer.scalar(0.5)]),
  ]);
  const negative = writer.node('Div', [
    writer.node('Mul', [half, writer.scalar(2 * alpha)]),
    writer.node('Sub', [writer.scalar(1), half]),
  ]);
  return writer.node('Add', [writer.node('Relu', [x]), negative]);
}

/** An elementwise function of one value. */
export function emitUnary(writer: OnnxWriter, fn: UnaryFunction, x: string): string {
  switch (fn.name) {
    case 'positive':
      return writer.node('Relu', [x]);
    case 'negative':
      return writer.node('Min', [x, writer.scalar(0)]);
    case 'leakyRelu':
      return writer.node('LeakyRelu', [x], {alpha: {float: fn.alpha}});
    case 'clip':
      return writer.node('Clip', [
        x,
        writer.scalar(Math.fround(Math.max(fn.low, -3.4e38))),
        writer.scalar(Math.fround(Math.min(fn.high, 3.4e38))),
      ]);
    case 'elu':
      return elu(writer, x, fn.alpha);
    case 'tanh':
      return writer.node('Tanh', [x]);
    case 'sigmoid':
      return writer.node('Sigmoid', [x]);
    case 'softplus':
      return writer.node('Softplus', [x]);
    case 'absolute':
      return writer.node('Abs', [x]);
    case 'exp':
      return writer.node('Exp', [x]);
    case 'erf':
      return writer.node('Erf', [x]);
    case 'inverseRoot':
      return writer.node('Reciprocal', [
        writer.node('Sqrt', [writer.node('Add', [x, writer.scalar(fn.epsilon)])]),
      ]);
    case 'isPositive':
      return condition(writer, writer.node('Greater', [x, writer.scalar(0)]));
    case 'isNegative':
      return condition(writer, writer.node('Less', [x, writer.scalar(0)]));
    case 'isZero':
      return condition(writer, writer.node('Equal', [x, writer.scalar(0)]));
    case 'isWithin':
      return condition(
        writer,
        writer.node('And', [
          writer.node('Greater', [x, writer.scalar(Math.max(fn.low, -3.4e38))]),
          writer.node('Less', [x, writer.scalar(Math.min(fn.high, 3.4e38))]),
        ]),
      );
  }
}
