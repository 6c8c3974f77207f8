import type {Tensor, Tensor2D, Tensor4D} from '@tensorflow/tfjs-core';
import {LrpError} from '../../errors/lrp-error.js';
import type {Shape} from '../../graph/graph.js';
import type {ConstantId, Operand, Operation, Rows, Step, ValueId} from '../../program/program.js';
import {
  type ConstantForm,
  type ConstantTensors,
  kernelsForm,
  keyOf,
  matrixForm,
} from './constants.js';
import {conv, convTranspose, isDepthwise, type Kernels} from './convolution.js';
import {binary, quotient, stabiliserTerm, unary} from './elementwise.js';
import {
  axisInTensor,
  expandTo,
  fromChannelsFirst,
  inTensorOrder,
  padTo,
  tensorShape,
  toChannelsFirst,
  withRank,
} from './layout.js';
import {findMaxima, giveToMaxima, type Maxima, tensorsOf} from './max-pool-transpose.js';
import {maxPool, sumPool, sumPoolTranspose} from './pooling.js';
import {dots, type Reduction, sums} from './reductions.js';
import {rowByRow} from './row-by-row.js';
import {maximaKey} from './shared-maxima.js';
import type {Tfjs} from './tfjs.js';

/** What the steps of one run read and write. */
export interface Run {
  readonly tf: Tfjs;
  /** N. */
  readonly samples: number;
  /** T, the targets of each sample. */
  readonly targets: number;
  /** Values of per-sample rank 3 as [N,H,W,C], others as [N,…]; of targets, N·T in place of N. */
  readonly values: Map<ValueId, Tensor>;
  readonly constants: ConstantTensors;
  readonly shapes: ReadonlyMap<ValueId, Shape>;
  readonly constantShapes: ReadonlyMap<ConstantId, readonly number[]>;
  /** Sums over rows in float64, which tensors cannot hold; these values are not among `values`. */
  readonly exact: Map<ValueId, Float64Array>;
  /** The keys of maxima to keep for steps to come. */
  readonly sharedMaxima: ReadonlySet<string>;
  readonly maxima: Map<string, Maxima>;
}

/** How many rows a value has: N, or N·T. */
export function rowsIn(run: Run, rows: Rows): number {
  return rows === 'targets' ? run.samples * run.targets : run.samples;
}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) {
    throw new LrpError('engine/tfjs', `the program reads ${what}, which nothing made before`);
  }
  return value;
}

function read(run: Run, id: ValueId): Tensor {
  const sums = run.exact.get(id);
  return sums === undefined
    ? found(run.values.get(id), `value ${id}`)
    : run.tf.tensor1d(Float32Array.from(sums));
}

function readConstant(run: Run, constant: ConstantId, form: ConstantForm): readonly Tensor[] {
  return found(run.constants.get(keyOf({constant, form})), `constant ${constant}`);
}

function readVector(run: Run, constant: ConstantId | null): Tensor | null {
  return constant === null ? null : (readConstant(run, constant, {kind: 'vector'})[0] ?? null);
}

/** An operand ready to broadcast against values of a per-sample rank. */
function readOperand(run: Run, operand: Operand, rank: number): Tensor {
  if ('value' in operand) {
    return withRank(run.tf, read(run, operand.value), rank);
  }
  const {constant} = operand;
  const [tensor] = readConstant(run, constant, {kind: 'operand', rank});
  return found(tensor, `constant ${constant}`);
}

function readKernels(
  run: Run,
  {op, weight, geometry}: Operation & {op: 'conv' | 'convTranspose'},
): Kernels {
  const form = kernelsForm(run.tf, op, geometry);
  const kernels = readConstant(run, weight, form) as readonly Tensor4D[];
  const shape = found(run.constantShapes.get(weight), `constant ${weight}`);
  const [, , height = 1, width = 1] = shape;
  return {
    depthwise: isDepthwise(shape, geometry.groups),
    flipped: form.flipped,
    size: [height, width],
    phases: form.phases,
    kernels,
  };
}

/** Where windows have their maxima; what steps share is found once and kept. */
function readMaxima(run: Run, operation: Operation & {op: 'maxPoolTranspose'}): Maxima {
  const {tf, maxima, sharedMaxima} = run;
  const key = maximaKey(operation);
  const known = maxima.get(key);
  if (known !== undefined) {
    return known;
  }
  const [x, y] = [read(run, operation.x) as Tensor4D, read(run, operation.y) as Tensor4D];
  const made = findMaxima(tf, x, y, operation.ties, operation.geometry);
  if (sharedMaxima.has(key)) {
    for (const tensor of tensorsOf(made)) {
      tf.keep(tensor);
    }
    maxima.set(key, made);
  }
  return made;
}

function rankOf(run: Run, operand: Operand): number {
  const shape =
    'value' in operand ? run.shapes.get(operand.value) : run.constantShapes.get(operand.constant);
  return found(shape, 'an operand').length;
}

/** Repeats a value of samples for each of their targets where its rows are not yet as many as `rows`. */
function forEachRow({tf, targets}: Run, x: Tensor, rows: number): Tensor {
  const [count = 1, ...shape] = x.shape;
  if (count === rows) return x;
  // An axis of its own, which tfjs broadcasts by adding; products of matrices broadcast leading axes only.
  const apart = tf.reshape(x, [count, 1, ...shape]);
  return tf.reshape(expandTo(tf, apart, [count, targets, ...shape]), [rows, ...shape]);
}

/** Runs one step. Tensors given back belong to the caller's tidy and may be among the values read. */
export function runStep(run: Run, {operation, shape, rows}: Step): Tensor | Reduction {
  const {tf, targets} = run;
  const batch = rowsIn(run, rows);
  const rank = shape.length;
  switch (operation.op) {
    case 'conv': {
      const {x, bias, geometry} = operation;
      const kernels = readKernels(run, operation);
      return conv(tf, read(run, x) as Tensor4D, kernels, readVector(run, bias), geometry);
    }
    case 'convTranspose': {
      const {x, geometry} = operation;
      const kernels = readKernels(run, operation);
      return convTranspose(tf, read(run, x) as Tensor4D, kernels, geometry, shape);
    }
    case 'dense': {
      const {x, weight, bias, transposed} = operation;
      const form = matrixForm(tf, transposed);
      const [matrix] = readConstant(run, weight, form) as readonly [Tensor2D];
      // The weight is [O,I]; the product needs [inner, outer].
      const isTurned = transposed || form.transposed;
      const inputs = matrix.shape[isTurned ? 0 : 1];
      const plain = tf.reshape(toChannelsFirst(tf, read(run, x)), [-1, inputs]);
      const product = tf.matMul(plain, matrix, false, !isTurned);
      const vector = readVector(run, bias);
      const sum = vector === null ? product : tf.add(product, vector);
      return fromChannelsFirst(tf, tf.reshape(sum, [batch, ...shape]));
    }
    case 'matmul': {
      const [a, b] = [operation.a, operation.b].map(id =>
        forEachRow(run, toChannelsFirst(tf, read(run, id)), batch),
      ) as [Tensor, Tensor];
      const product = tf.matMul(a, b, operation.transposeA, operation.transposeB);
      return fromChannelsFirst(tf, product);
    }
    case 'softmax':
      return fromChannelsFirst(tf, tf.softmax(toChannelsFirst(tf, read(run, operation.x))));
    case 'rowMean': {
      const x = read(run, operation.x);
      return expandTo(tf, tf.mean(x, axisInTensor(rank - 1, rank), true), x.shape);
    }
    case 'repeat': {
      const [tensor] = readConstant(run, operation.constant, {kind: 'operand', rank});
      return expandTo(tf, found(tensor, 'a constant'), tensorShape(batch, shape));
    }
    case 'sumPool':
      return sumPool(tf, read(run, operation.x) as Tensor4D, operation.geometry);
    case 'sumPoolTranspose':
      return sumPoolTranspose(tf, read(run, operation.x) as Tensor4D, operation.geometry, shape);
    case 'maxPool':
      return maxPool(tf, read(run, operation.x) as Tensor4D, operation.geometry);
    case 'maxPoolTranspose': {
      const r = read(run, operation.r) as Tensor4D;
      return giveToMaxima(tf, readMaxima(run, operation), r, targets, operation.geometry);
    }
    case 'binary': {
      const a = readOperand(run, operation.a, rank);
      const b = readOperand(run, operation.b, rank);
      const result = rowByRow(tf, targets, [a, b], (left, right) =>
        binary(tf, operation.fn, left, right),
      );
      return expandTo(tf, result, tensorShape(batch, shape));
    }
    case 'unary':
      return unary(tf, operation.fn, read(run, operation.x));
    case 'quotient': {
      const r = withRank(tf, read(run, operation.r), rank);
      const d = withRank(tf, read(run, operation.d), rank);
      return quotient(tf, r, d, operation.stabiliser, operation.sign, targets);
    }
    case 'stabiliserTerm': {
      const d = withRank(tf, read(run, operation.d), rank);
      const {stabiliser, sign} = operation;
      return expandTo(tf, stabiliserTerm(tf, d, stabiliser, sign), tensorShape(batch, shape));
    }
    case 'topClass': {
      const best = tf.expandDims(tf.argMax(read(run, operation.x), 1), 1);
      // tf.oneHot refuses a single class, and on wasm it writes no floats.
      return tf.cast(tf.equal(tf.range(0, shape[0] ?? 1, 1, 'int32'), best), 'float32');
    }
    case 'reshape': {
      const plain = toChannelsFirst(tf, read(run, operation.x));
      return fromChannelsFirst(tf, tf.reshape(plain, [batch, ...shape]));
    }
    case 'transpose': {
      const from = operation.permutation.map(axis => axisInTensor(axis, rank));
      return tf.transpose(read(run, operation.x), inTensorOrder(0, from));
    }
    case 'pad': {
      const {before, after, value} = operation;
      const cells = before.map((count, axis): [number, number] => [count, after[axis] ?? 0]);
      return padTo(
        tf,
        read(run, operation.x),
        inTensorOrder<[number, number]>([0, 0], cells),
        value,
      );
    }
    case 'slice':
      return tf.slice(
        read(run, operation.x),
        inTensorOrder(0, operation.begin),
        tensorShape(batch, shape),
      );
    case 'concat': {
      const parts = operation.xs.map(x => read(run, x));
      return tf.concat(parts, axisInTensor(operation.axis, rank));
    }
    case 'sum':
      return sums(read(run, operation.x));
    case 'dot': {
      const a = {value: operation.a};
      const common = Math.max(rankOf(run, a), rankOf(run, operation.b));
      const left = readOperand(run, a, common);
      return dots(tf, left, readOperand(run, operation.b, common), targets);
    }
  }
}
