import {ModelError} from '../../errors/model-error.js';
import {samePlace} from './batch-place.js';
import {emitDense, turn} from './dense.js';
import type {DraftNode} from '../../graph/draft.js';
import type {OperatorCall} from './operator-call.js';
import {
  fullShape,
  movedActivationAt,
  requiredConstantAt,
  UnsupportedOperator,
} from './operator-call.js';
import type {Activation, Value} from './value.js';

/** `MatMul`: a dense layer where one side is stored, else the product of two tensors of the network. */
export function readMatMul(call: OperatorCall): Value {
  const [left, right] = call.inputs;
  if (left?.kind === 'constant') return storedLeft(call);
  if (right?.kind === 'activation')
    return emitMatrixProduct(call, movedActivationAt(call, 0), right);
  const input = movedActivationAt(call, 0);
  const weight = requiredConstantAt(call, 1, 'weight');
  if (input.shape.length === 0) {
    throw new UnsupportedOperator('its input has no axis beside the batch');
  }
  return emitDense(call, input, turn(call, weight), 1, () => null);
}

/** W·x as the dense layer of xᵀ, turned before and after. */
function storedLeft(call: OperatorCall): Value {
  const input = movedActivationAt(call, 1);
  const weight = requiredConstantAt(call, 0, 'weight');
  const rank = input.shape.length;
  if (
    weight.shape.length !== 2 ||
    rank < 2 ||
    input.batch.axis >= fullShape(call, input).length - 2
  ) {
    throw new UnsupportedOperator(
      `its weight "${weight.name}" [${weight.shape.join(',')}] on the left needs a matrix in each sample on the right`,
    );
  }
  const turned = emitTurned(call, input, '/in');
  return emitTurned(
    call,
    emitDense(call, turned, weight, 1, () => null),
    '/out',
  );
}

/** The last two axes the other way round. */
function emitTurned(call: OperatorCall, input: Activation, suffix: string): Activation {
  const rank = input.shape.length;
  const permutation = input.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return call.emit(
    {
      kind: 'transpose',
      name: `${call.name}${suffix}`,
      operator: 'Transpose',
      inputs: [input.node],
      shape: permutation.map(axis => input.shape[axis]!),
      permutation,
    },
    input.batch,
  );
}

/** Adds the product of two tensors of the network over their last two axes; the axes before must be the same. */
export function emitMatrixProduct(
  call: OperatorCall,
  left: Activation,
  right: Activation,
): Activation {
  const rank = fullShape(call, left).length;
  const [rows, inner] = left.shape.slice(-2);
  const [height, columns] = right.shape.slice(-2);
  if (!samePlace(left.batch, right.batch) || left.batch.axis >= rank - 2) {
    throw new UnsupportedOperator('it multiplies numbers of different samples');
  }
  if (inner !== height || inner === undefined || left.shape.length !== right.shape.length) {
    throw new ModelError(
      'model/bad-shape',
      `MatMul "${call.name}": [${left.shape.join(',')}] times [${right.shape.join(',')}] is no product of matrices`,
    );
  }
  const outer = left.shape.slice(0, -2);
  if (right.shape.slice(0, -2).join() !== outer.join()) {
    throw new UnsupportedOperator(
      `it multiplies [${left.shape.join(',')}] by [${right.shape.join(',')}], which differ before the last two axes`,
    );
  }
  const [a, b] = [unscaled(call, left.node), unscaled(call, right.node)];
  const turned = unturned(call, b.node);
  return call.emit(
    {
      kind: 'matmul',
      name: call.name,
      operator: call.operator,
      inputs: [a.node, turned ?? b.node],
      shape: [...outer, rows!, columns!],
      transposeB: turned !== null,
      scale: a.scale * b.scale,
    },
    left.batch,
  );
}

/** A node of the draft without the one number that multiplies all of it, which becomes a part of the product. */
function unscaled(
  call: OperatorCall,
  name: string,
): {readonly node: string; readonly scale: number} {
  const node = call.findNode(name);
  const factor = node.kind === 'norm' ? uniformScale(node) : null;
  return factor === null ? {node: name, scale: 1} : {node: node.inputs[0]!, scale: factor};
}

/** The one number a norm multiplies all channels with; null where it does anything else. */
function uniformScale({scale, shift}: Extract<DraftNode, {kind: 'norm'}>): number | null {
  const [factor] = scale.data;
  const isOne =
    scale.data.every(value => value === factor) && shift.data.every(value => value === 0);
  return isOne && factor !== undefined ? factor : null;
}

/** What a node that turns the last two axes reads; null where the node is no such. */
function unturned(call: OperatorCall, name: string): string | null {
  const node = call.findNode(name);
  if (node.kind !== 'transpose') return null;
  const rank = node.permutation.length;
  const turns = node.permutation.every(
    (from, axis) => from === (axis < rank - 2 ? axis : 2 * rank - 3 - axis),
  );
  return turns ? node.inputs[0]! : null;
}

/**
 * Takes one number that multiplies the product of two tensors, read by nothing else, into the product. Null where the
 * value is not that.
 */
export function scaleProduct(call: OperatorCall, value: Activation, factor: number): Value | null {
  const node = call.find(value);
  if (
    node.kind !== 'matmul' ||
    !call.tensors.includes(value.origin) ||
    call.uses(value.origin) !== 1
  ) {
    return null;
  }
  call.replace({...node, scale: node.scale * factor});
  return {...value, origin: call.output};
}
