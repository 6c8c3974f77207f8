import type {DraftNode} from './draft.js';

/**
 * Says whether no value of a node can be below zero, whatever the network's input.
 *
 * @param inputs The same of the nodes it reads.
 */
export function isNonNegative(node: DraftNode, inputs: readonly boolean[]): boolean {
  const all = inputs.every(Boolean);
  switch (node.kind) {
    case 'input':
    case 'conv':
    case 'depthwise':
    case 'dense':
      return false;
    case 'activation':
      return isNonNegativeActivation(node.activation, all);
    case 'maxpool':
    case 'avgpool':
    case 'add':
    case 'concat':
    case 'reshape':
    case 'transpose':
    case 'slice':
    case 'multiply':
      return all;
    case 'matmul':
      return all && node.scale >= 0;
    case 'constant':
      return node.value.data.every(value => value >= 0);
    case 'layernorm':
      return (
        !node.centre &&
        all &&
        [node.scale, node.shift].every(each => each?.data.every(value => value >= 0) ?? true)
      );
    case 'pad':
      return all && node.value >= 0;
    case 'norm':
      return (
        all &&
        node.scale.data.every(value => value >= 0) &&
        node.shift.data.every(value => value >= 0)
      );
    case 'softmax':
      return true;
  }
}

function isNonNegativeActivation(
  activation: Extract<DraftNode, {kind: 'activation'}>['activation'],
  input: boolean,
): boolean {
  switch (activation.name) {
    case 'relu':
    case 'sigmoid':
    case 'softplus':
      return true;
    case 'clip':
      return activation.low >= 0 || (input && activation.high >= 0);
    case 'leakyRelu':
    case 'elu':
    case 'tanh':
    case 'gelu':
    case 'silu':
      return input;
  }
}
