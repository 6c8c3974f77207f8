import type {NodeProto} from '../../onnx/onnx_pb.js';
import {
  any,
  commutative,
  either,
  number,
  operator,
  type Pattern,
  product,
  scalar,
  vector,
} from './patterns.js';

/** A function that exporters write as several operators, and the one operator it is. */
export interface KnownFunction {
  readonly pattern: Pattern;
  readonly operator: 'Gelu' | 'LayerNormalization' | 'RMSNormalization' | 'Swish';
  /** Captured tensors that become the inputs, those left out being empty. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, string | number>>;
}

const x = any('x');

/** The mean over one axis that is kept; which one it is, is read from the node called `mean`. */
function mean(of: Pattern, keep: string): Pattern {
  const check = (node: NodeProto): boolean =>
    (node.attribute.find(attribute => attribute.name === 'keepdims')?.i ?? 1n) === 1n;
  return operator('ReduceMean', [of], {check, keep});
}

function square(of: Pattern): Pattern {
  return either(operator('Pow', [of, number(2)]), operator('Mul', [of, of]));
}

/** 1 + something. */
function onePlus(of: Pattern): Pattern {
  return commutative('Add', of, number(1));
}

/** `of` divided by the root of the mean square of `from` with ε: as a division or by the reciprocal root. */
function overRootMeanSquare(of: Pattern, from: Pattern): Pattern {
  const meanSquare = commutative('Add', mean(square(from), 'mean'), scalar('epsilon'));
  const root = either(operator('Sqrt', [meanSquare]), operator('Pow', [meanSquare, number(0.5)]));
  const inverse = either(
    operator('Reciprocal', [root]),
    operator('Div', [number(1), root]),
    operator('Pow', [meanSquare, number(-0.5)]),
  );
  return either(operator('Div', [of, root]), commutative('Mul', of, inverse));
}

const deviation = operator('Sub', [x, mean(x, 'center')]);
const scaled = (of: Pattern): Pattern => commutative('Mul', of, vector('scale'));
const shifted = (of: Pattern): Pattern => commutative('Add', of, vector('shift'));

function normalisations(
  name: 'LayerNormalization' | 'RMSNormalization',
  core: Pattern,
): readonly KnownFunction[] {
  const inputs = ['x', 'scale', 'shift'];
  return [shifted(scaled(core)), scaled(core), core].map(pattern => ({
    ...{pattern, operator: name, inputs},
    attributes: {single_axis: 1},
  }));
}

/** x + 0.044715·x³, also as x·(1 + 0.044715·x²). */
const cubic = either(
  product(
    Math.sqrt(2 / Math.PI),
    commutative(
      'Add',
      x,
      product(0.044715, either(operator('Pow', [x, number(3)]), product(1, x, x, x))),
    ),
  ),
  product(Math.sqrt(2 / Math.PI), x, onePlus(product(0.044715, square(x)))),
);

const gelu = (inner: Pattern): Pattern => product(0.5, onePlus(inner), x);
const gated = (scale: number): Pattern =>
  commutative('Mul', operator('Sigmoid', [product(scale, x)]), x);

/**
 * What is looked for, the larger form of a function before the smaller. GELU by the error function and by tanh
 * (Hendrycks & Gimpel 2016), the fast one of CLIP, x·σ(1.702·x); SiLU; layer norm (Ba et al. 2016) and its form
 * without the mean (Zhang & Sennrich 2019).
 */
export const knownFunctions: readonly KnownFunction[] = [
  {
    pattern: gelu(operator('Erf', [product(Math.SQRT1_2, x)])),
    ...{operator: 'Gelu', inputs: ['x'], attributes: {approximate: 'none'}},
  },
  {
    pattern: gelu(operator('Tanh', [cubic])),
    ...{operator: 'Gelu', inputs: ['x'], attributes: {approximate: 'tanh'}},
  },
  {pattern: gated(1), operator: 'Swish', inputs: ['x'], attributes: {alpha: 1}},
  {pattern: gated(1.702), operator: 'Swish', inputs: ['x'], attributes: {alpha: 1.702}},
  ...normalisations('LayerNormalization', overRootMeanSquare(deviation, deviation)),
  ...normalisations('RMSNormalization', overRootMeanSquare(x, x)),
];
