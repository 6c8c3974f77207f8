import {ModelError} from '../../errors/model-error.js';
import type {DraftNode} from '../../graph/draft.js';
import {foldLeft} from '../../graph/fold-batch-norm.js';
import type {Tensor} from '../../graph/graph.js';
import {transpose} from './constants.js';
import type {OperatorCall} from './operator-call.js';
import {
  constantAt,
  fullShape,
  movedActivationAt,
  requiredConstantAt,
  UnsupportedOperator,
} from './operator-call.js';
import type {Activation, Constant, Value} from './value.js';
import {vectorOf, weightData} from './weights.js';

/** `Gemm` with a stored weight: y = alpha·x·W + beta·b. */
export function readGemm(call: OperatorCall): Value {
  const input = movedActivationAt(call, 0);
  const weight = requiredConstantAt(call, 1, 'weight');
  const bias = constantAt(call, 2, 'bias');
  if (call.attributes.integer('transA', 0) !== 0) {
    throw new UnsupportedOperator('transA = 1 puts the samples on the second axis');
  }
  if (fullShape(call, input).length !== 2) {
    throw new ModelError(
      'model/bad-shape',
      `Gemm "${call.name}": its input is [${input.shape.join(',')}] per sample, expected one axis`,
    );
  }
  const alpha = call.attributes.float('alpha', 1);
  const beta = call.attributes.float('beta', 1);
  const turned = call.attributes.integer('transB', 0) !== 0;
  return emitDense(call, input, turned ? weight : turn(call, weight), alpha, outputs =>
    bias === null || beta === 0
      ? null
      : {
          shape: [outputs],
          data: Float32Array.from(vectorOf(rowOf(bias), outputs, 'bias'), value => value * beta),
        },
  );
}

/**
 * `Add` of a stored vector to a `MatMul` that nothing else reads: its bias. Null where it is not that.
 */
export function readBias(call: OperatorCall, tensor: 0 | 1): Value | null {
  const value = call.inputs[tensor];
  const vector = call.inputs[1 - tensor];
  if (value?.kind !== 'activation' || vector?.kind !== 'constant') {
    return null;
  }
  const node = call.find(value);
  const outputs = value.shape.at(-1) ?? 0;
  if (
    node.kind !== 'dense' ||
    node.bias !== null ||
    node.operator !== 'MatMul' ||
    value.origin !== call.tensors[tensor] ||
    call.uses(value.origin) !== 1 ||
    vector.shape.slice(0, -1).some(length => length !== 1) ||
    ![1, outputs].includes(vector.data.length) ||
    vector.shape.length > value.shape.length + 1
  ) {
    return null;
  }
  const bias = Float32Array.from(vectorOf(vector, outputs, 'bias'));
  call.replace({...node, bias: {shape: [outputs], data: bias}});
  return {...value, origin: call.output};
}

/**
 * Scales the outputs of a dense layer that nothing else reads: its weights and its bias take the factors in.
 * Null where the value is not that.
 *
 * @param factors One an output.
 */
export function scaleDense(
  call: OperatorCall,
  value: Activation,
  factors: ArrayLike<number>,
): Value | null {
  const node = call.find(value);
  if (
    node.kind !== 'dense' ||
    !call.tensors.includes(value.origin) ||
    call.uses(value.origin) !== 1
  ) {
    return null;
  }
  const shift = new Float64Array(factors.length);
  call.replace(foldLeft(node, {scale: factors, shift}) as DraftNode);
  return {...value, origin: call.output};
}

/** A stored matrix [I,O] as the weight [O,I] of a dense layer. */
export function turn(call: OperatorCall, weight: Constant): Constant {
  if (weight.shape.length !== 2) {
    throw new UnsupportedOperator(
      `its weight "${weight.name}" has the shape [${weight.shape.join(',')}], expected a matrix`,
    );
  }
  return {...transpose(weight, [1, 0], call.output), name: weight.name};
}

/** A bias of shape [1,O] or [O]; [N,1] and the like differ between samples and are refused. */
function rowOf(bias: Constant): Constant {
  if (bias.shape.length > 2 || (bias.shape.length === 2 && bias.shape[0] !== 1)) {
    throw new UnsupportedOperator(
      `its bias "${bias.name}" has the shape [${bias.shape.join(',')}], expected one number an output`,
    );
  }
  return bias.shape.length === 2 ? {...bias, shape: bias.shape.slice(1)} : bias;
}

/** Adds the dense layer y = factor·W·x + b over the last axis, W being [O,I]. */
export function emitDense(
  call: OperatorCall,
  input: Activation,
  weight: Constant,
  factor: number,
  biasFor: (outputs: number) => Tensor | null,
): Activation {
  const [outputs, inputs] = [weight.shape[0] ?? 0, weight.shape[1] ?? 0];
  if (input.batch.axis >= fullShape(call, input).length - 1) {
    throw new UnsupportedOperator('it runs over the axis of the samples');
  }
  if (weight.shape.length !== 2 || outputs < 1 || inputs !== input.shape.at(-1)) {
    throw new ModelError(
      'model/bad-shape',
      `${call.operator} "${call.name}": weight "${weight.name}" takes ${inputs} features, but its input is [${input.shape.join(',')}]`,
    );
  }
  return call.emit(
    {
      kind: 'dense',
      name: call.name,
      operator: call.operator,
      inputs: [input.node],
      shape: [...input.shape.slice(0, -1), outputs],
      weight: {shape: [outputs, inputs], data: weightData(weight, factor)},
      bias: biasFor(outputs),
    },
    input.batch,
  );
}
