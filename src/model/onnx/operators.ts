import {readAdd, readDiv, readMul, readNeg, readSub} from './arithmetic.js';
import {readConv} from './convolution.js';
import {readGemm} from './dense.js';
import {readEinsum} from './einsum.js';
import {activationReader, readClip, readPRelu} from './elementwise.js';
import {readGelu, readSwish} from './gated-units.js';
import {readConcat} from './join.js';
import {readLayerNormalization, readRmsNormalization} from './layer-norm.js';
import {readMatMul} from './matmul.js';
import {readBatchNormalization} from './normalisation.js';
import type {OperatorCall, OperatorReader} from './operator-call.js';
import {movedActivationAt, requiredConstantAt, UnsupportedOperator} from './operator-call.js';
import {readGather, readSlice, readSplit} from './parts.js';
import {
  readAveragePool,
  readGlobalAveragePool,
  readGlobalMaxPool,
  readMaxPool,
  readReduceMax,
  readReduceMean,
} from './pooling.js';
import {
  readFlatten,
  readPad,
  readReshape,
  readShape,
  readSqueeze,
  readTranspose,
  readUnsqueeze,
} from './shape-operators.js';
import {broadcastShape, listOf} from './constants.js';
import {fullShape} from './operator-call.js';
import {readSoftmax} from './softmax.js';
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
    ['Einsum', readEinsum],
    ['Elu', activationReader(call => ({name: 'elu', alpha: call.attributes.float('alpha', 1)}))],
    ['Expand', readExpand],
    ['Flatten', readFlatten],
    ['Gather', readGather],
    ['Gelu', readGelu],
    ['Gemm', readGemm],
    ['GlobalAveragePool', readGlobalAveragePool],
    ['GlobalMaxPool', readGlobalMaxPool],
    ['Greater', readGreater],
    ['Identity', call => movedActivationAt(call, 0)],
    [
      'LeakyRelu',
      activationReader(call => ({name: 'leakyRelu', alpha: call.attributes.float('alpha', 0.01)})),
    ],
    ['LayerNormalization', readLayerNormalization],
    ['LogSoftmax', readSoftmax],
    ['MatMul', readMatMul],
    ['MaxPool', readMaxPool],
    ['Mul', readMul],
    ['Neg', readNeg],
    ['PRelu', readPRelu],
    ['Pad', readPad],
    ['RMSNormalization', readRmsNormalization],
    ['ReduceMax', readReduceMax],
    ['ReduceMean', readReduceMean],
    ['Relu', activationReader(() => ({name: 'relu'}))],
    ['Reshape', readReshape],
    ['Shape', readShape],
    ['Sigmoid', activationReader(() => ({name: 'sigmoid'}))],
    ['SimplifiedLayerNormalization', readRmsNormalization],
    ['Slice', readSlice],
    ['Softmax', readSoftmax],
    ['Softplus', activationReader(() => ({name: 'softplus'}))],
    ['Split', readSplit],
    ['Squeeze', readSqueeze],
    ['Sub', readSub],
    ['Sum', readAdd],
    ['Swish', readSwish],
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
  return movedActivationAt(call, 0);
}

/** `Cast` between kinds of floats; the graph knows only float32. */
function readCast(call: OperatorCall): Value {
  const to = call.attributes.integer('to', 1);
  if (![1, 10, 11].includes(to)) {
    throw new UnsupportedOperator('it casts the network to a type that is no float');
  }
  return movedActivationAt(call, 0);
}

/** `Expand` of a tensor of the network, where it changes nothing. */
function readExpand(call: OperatorCall): Value {
  const input = movedActivationAt(call, 0);
  const whole = fullShape(call, input);
  const target = listOf(requiredConstantAt(call, 1, 'shape'));
  if (broadcastShape(whole, target)?.join() !== whole.join()) {
    throw new UnsupportedOperator(
      `it repeats [N,${input.shape.join(',')}] to [${target.join(',')}]; only constants can be repeated`,
    );
  }
  return input;
}
