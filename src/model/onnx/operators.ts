import {readConv} from './convolution.js';
import {readGemm, readMatMul} from './dense.js';
import {
  activationReader,
  readAdd,
  readClip,
  readDiv,
  readMul,
  readNeg,
  readPRelu,
  readSub,
} from './elementwise.js';
import {readBatchNormalization} from './normalisation.js';
import type {OperatorCall, OperatorReader} from './operator-call.js';
import {activationAt, fullShape, UnsupportedOperator} from './operator-call.js';
import {
  readAveragePool,
  readGlobalAveragePool,
  readGlobalMaxPool,
  readMaxPool,
  readReduceMax,
  readReduceMean,
} from './pooling.js';
import {
  readConcat,
  readFlatten,
  readPad,
  readReshape,
  readShape,
  readSqueeze,
  readTranspose,
  readUnsqueeze,
} from './shape-operators.js';
import {axisOf} from './constants.js';
import {readGreater, readWhere} from './softplus.js';
import type {Value} from './value.js';

/** The operators of the default domain that lrplab reads where an input depends on the network's. */
export const operatorReaders: ReadonlyMap<string, OperatorReader> = new Map<string, OperatorReader>(
  [
    ['Add', readAdd],
    ['AveragePool', readAveragePool],
    ['BatchNormalization', readBatchNormalization],
    ['Cast', readCast],
    ['Clip', readClip],
    ['Concat', readConcat],
    ['Conv', readConv],
    ['Div', readDiv],
    ['Dropout', readDropout],
    ['Elu', activationReader(call => ({name: 'elu', alpha: call.attributes.float('alpha', 1)}))],
    ['Flatten', readFlatten],
    ['Gemm', readGemm],
    ['GlobalAveragePool', readGlobalAveragePool],
    ['GlobalMaxPool', readGlobalMaxPool],
    ['Greater', readGreater],
    ['Identity', call => activationAt(call, 0)],
    [
      'LeakyRelu',
      activationReader(call => ({name: 'leakyRelu', alpha: call.attributes.float('alpha', 0.01)})),
    ],
    ['LogSoftmax', readSoftmax],
    ['MatMul', readMatMul],
    ['MaxPool', readMaxPool],
    ['Mul', readMul],
    ['Neg', readNeg],
    ['PRelu', readPRelu],
    ['Pad', readPad],
    ['ReduceMax', readReduceMax],
    ['ReduceMean', readReduceMean],
    ['Relu', activationReader(() => ({name: 'relu'}))],
    ['Reshape', readReshape],
    ['Shape', readShape],
    ['Sigmoid', activationReader(() => ({name: 'sigmoid'}))],
    ['Softmax', readSoftmax],
    ['Softplus', activationReader(() => ({name: 'softplus'}))],
    ['Squeeze', readSqueeze],
    ['Sub', readSub],
    ['Sum', readAdd],
    ['Tanh', activationReader(() => ({name: 'tanh'}))],
    ['Transpose', readTranspose],
    ['Unsqueeze', readUnsqueeze],
    ['Where', readWhere],
  ],
);

function readDropout(call: OperatorCall): Value {
  const training = call.inputs[2];
  if (training?.kind === 'constant' && training.data[0] !== 0) {
    throw new UnsupportedOperator('it is in training mode; export the model after model.eval()');
  }
  return activationAt(call, 0);
}

/** `Cast` between kinds of floats; the graph knows only float32. */
function readCast(call: OperatorCall): Value {
  const to = call.attributes.integer('to', 1);
  if (![1, 10, 11].includes(to)) {
    throw new UnsupportedOperator('it casts the network to a type that is no float');
  }
  return activationAt(call, 0);
}

/** `Softmax` and `LogSoftmax`, over the classes; one inside the network has to run over the last axis. */
function readSoftmax(call: OperatorCall): Value {
  const input = activationAt(call, 0);
  const shape = fullShape(call, input);
  const given = call.attributes.integer('axis', call.opset < 13 ? 1 : -1);
  const axis = axisOf(given, shape.length, `${call.operator} "${call.name}"`);
  // Before opset 13 everything from the axis on was one row.
  const row = call.opset < 13 ? shape.slice(axis) : [shape[axis]!];
  const others = shape.slice(1).filter((_, index) => call.opset >= 13 && index + 1 !== axis);
  const classes = row.reduce((product, length) => product * length, 1);
  if (axis < 1 || (axis !== 1 && others.some(length => length !== 1)) || classes < 1) {
    throw new UnsupportedOperator(
      `it runs over axis ${axis} of [N,${input.shape.join(',')}], which is not that of the classes`,
    );
  }
  return call.emit({
    kind: 'softmax',
    name: call.name,
    operator: call.operator,
    inputs: [input.node],
    shape: input.shape,
    ...(axis === shape.length - 1 ? {} : {axis: axis - 1}),
  });
}
