import type {Tensor, Tensor4D} from '@tensorflow/tfjs-core';
import {LrpError} from '../../errors/lrp-error.js';
import {type Pair, sizeOf} from '../../graph/graph.js';
import type {
  Constant,
  ConstantId,
  ConvGeometry,
  Operand,
  Program,
  Step,
} from '../../program/program.js';
import {isDepthwise, phasesOf} from './convolution.js';
import {isNative} from './is-native.js';
import {fromChannelsFirst} from './layout.js';
import type {Tfjs} from './tfjs.js';

/** How a step needs a constant laid out. Each form of a constant is made once and kept. */
export type ConstantForm =
  /** To broadcast against values of a per-sample rank: [1,…], in the order of such values. */
  | {readonly kind: 'operand'; readonly rank: number}
  | {readonly kind: 'vector'}
  /** [O,I], or [I,O] for x·Wᵀ: wasm multiplies five times faster without transposeB. */
  | {readonly kind: 'matrix'; readonly transposed: boolean}
  /**
   * One kernel per group, or one depthwise; flipped where a convolution computes the transposed one, and
   * then in `phases` (see `phasesOf`).
   */
  | {
      readonly kind: 'kernels';
      readonly groups: number;
      readonly flipped: boolean;
      readonly phases: Pair;
    };

/** A form of a constant that a step reads. */
export interface ConstantUse {
  readonly constant: ConstantId;
  readonly form: ConstantForm;
}

/** The constants of a program as tensors, in the forms its steps read. */
export type ConstantTensors = ReadonlyMap<string, readonly Tensor[]>;

/** Where a convolution's transpose has a kernel of its own: it then reads the weights as the convolution does. */
function hasOwnTranspose(tf: Tfjs, {dilation, groups}: ConvGeometry): boolean {
  return isNative(tf) && groups === 1 && dilation[0] === 1 && dilation[1] === 1;
}

/** The form of a convolution's weights, or of its transpose's. */
export function kernelsForm(
  tf: Tfjs,
  op: 'conv' | 'convTranspose',
  geometry: ConvGeometry,
): ConstantForm & {kind: 'kernels'} {
  const flipped = op === 'convTranspose' && !hasOwnTranspose(tf, geometry);
  const {groups, stride, dilation} = geometry;
  const hasPhases = flipped && dilation[0] === 1 && dilation[1] === 1;
  return {kind: 'kernels', groups, flipped, phases: hasPhases ? stride : [1, 1]};
}

/** The form of a dense layer's weight [O,I]: as it is where the backend multiplies by a transposed one as fast. */
export function matrixForm(tf: Tfjs, transposed: boolean): ConstantForm & {kind: 'matrix'} {
  return {kind: 'matrix', transposed: !transposed && !isNative(tf)};
}

/** Names a form of a constant in `ConstantTensors`. */
export function keyOf({constant, form}: ConstantUse): string {
  return `${constant} ${JSON.stringify(form)}`;
}

function operandUses(operands: readonly Operand[], rank: number): ConstantUse[] {
  return operands.flatMap(operand =>
    'constant' in operand ? [{constant: operand.constant, form: {kind: 'operand', rank}}] : [],
  );
}

/** Lists the constants a step reads, by form. `rankOf` tells the per-sample rank of an operand. */
export function usesOf(tf: Tfjs, step: Step, rankOf: (operand: Operand) => number): ConstantUse[] {
  const {operation} = step;
  const rank = step.shape.length;
  switch (operation.op) {
    case 'conv':
    case 'convTranspose': {
      const weight: ConstantUse = {
        constant: operation.weight,
        form: kernelsForm(tf, operation.op, operation.geometry),
      };
      const bias = operation.op === 'conv' ? operation.bias : null;
      return bias === null ? [weight] : [weight, {constant: bias, form: {kind: 'vector'}}];
    }
    case 'dense': {
      const weight: ConstantUse = {
        constant: operation.weight,
        form: matrixForm(tf, operation.transposed),
      };
      return operation.bias === null
        ? [weight]
        : [weight, {constant: operation.bias, form: {kind: 'vector'}}];
    }
    case 'binary':
      return operandUses([operation.a, operation.b], rank);
    case 'repeat':
      return operandUses([{constant: operation.constant}], rank);
    case 'dot':
      return operandUses(
        [operation.b],
        Math.max(rankOf({value: operation.a}), rankOf(operation.b)),
      );
    case 'matmul':
    case 'softmax':
    case 'rowMean':
    case 'quotient':
    case 'stabiliserTerm':
    case 'sumPool':
    case 'sumPoolTranspose':
    case 'maxPool':
    case 'maxPoolTranspose':
    case 'unary':
    case 'topClass':
    case 'reshape':
    case 'transpose':
    case 'pad':
    case 'slice':
    case 'concat':
    case 'sum':
      return [];
  }
}

function asOperand(tf: Tfjs, tensor: Tensor, rank: number): Tensor {
  const leading = Math.max(0, tensor.rank - rank);
  const shape = tensor.shape.slice(leading);
  const ones = new Array<number>(rank - shape.length).fill(1);
  return fromChannelsFirst(tf, tf.reshape(tensor, [1, ...ones, ...shape]));
}

/** [O,I/g,kh,kw] → kernels as tfjs wants them; flipped ones phase by phase. */
function asKernels(
  tf: Tfjs,
  weight: Tensor4D,
  {groups, flipped, phases}: ConstantForm & {kind: 'kernels'},
): Tensor[] {
  const flip = (kernels: readonly Tensor4D[]): Tensor[] =>
    phasesOf([weight.shape[2], weight.shape[3]], phases).flatMap(([row, column]) =>
      kernels.map(kernel => {
        const taps = tf.stridedSlice(kernel, [row, column, 0, 0], kernel.shape, [...phases, 1, 1]);
        return tf.reverse(taps, [0, 1]);
      }),
    );
  const [outputs, , height, width] = weight.shape;
  if (isDepthwise(weight.shape, groups)) {
    return flipped
      ? flip([tf.transpose(weight, [2, 3, 0, 1])])
      : [tf.transpose(tf.reshape(weight, [groups, outputs / groups, height, width]), [2, 3, 0, 1])];
  }
  const parts: Tensor4D[] = groups === 1 ? [weight] : tf.split(weight, groups, 0);
  return flipped
    ? flip(parts.map(part => tf.transpose<Tensor4D>(part, [2, 3, 0, 1])))
    : parts.map(part => tf.transpose(part, [2, 3, 1, 0]));
}

function inForm(tf: Tfjs, tensor: Tensor, form: ConstantForm): Tensor[] {
  switch (form.kind) {
    case 'operand':
      return [asOperand(tf, tensor, form.rank)];
    case 'vector':
      return [tf.reshape(tensor, [tensor.size])];
    case 'matrix':
      return [form.transposed ? tf.transpose(tensor) : tf.clone(tensor)];
    case 'kernels':
      return asKernels(tf, tensor as Tensor4D, form);
  }
}

function upload(tf: Tfjs, constant: Constant): Tensor {
  const data = constant.data();
  if (data.length !== sizeOf(constant.shape)) {
    throw new LrpError(
      'engine/tfjs',
      `constant "${constant.label}": expected ${sizeOf(constant.shape)} numbers for shape [${constant.shape.join(',')}], got ${data.length}`,
    );
  }
  return tf.tensor(data, [...constant.shape], 'float32');
}

/** Uploads the constants of a program. The caller disposes the tensors. */
export function uploadConstants(tf: Tfjs, program: Program): Map<string, Tensor[]> {
  const ranks = new Map<number, number>(
    [...program.inputs, ...program.steps].map(({id, shape}) => [id, shape.length]),
  );
  const constantRanks = new Map<number, number>(
    program.constants.map(({id, shape}) => [id, shape.length]),
  );
  const rankOf = (operand: Operand): number =>
    ('value' in operand ? ranks.get(operand.value) : constantRanks.get(operand.constant)) ?? 0;
  const uses = program.steps.flatMap(step => usesOf(tf, step, rankOf));
  const tensors = new Map<string, Tensor[]>();
  try {
    for (const constant of program.constants) {
      const forms = new Map(
        uses.filter(use => use.constant === constant.id).map(use => [keyOf(use), use.form]),
      );
      if (forms.size > 0) {
        tf.tidy(() => {
          const tensor = upload(tf, constant);
          for (const [key, form] of forms) {
            tensors.set(
              key,
              inForm(tf, tensor, form).map(made => tf.keep(made)),
            );
          }
        });
      }
    }
  } catch (error) {
    tf.dispose([...tensors.values()].flat());
    if (error instanceof LrpError) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new LrpError('engine/tfjs', `constants of "${program.name}": ${reason}`, {cause: error});
  }
  return tensors;
}
