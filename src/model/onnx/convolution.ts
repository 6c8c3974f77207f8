import {ModelError} from '../../errors/model-error.js';
import type {OperatorCall} from './operator-call.js';
import {
  activationAt,
  constantAt,
  requiredConstantAt,
  UnsupportedOperator,
} from './operator-call.js';
import {lifted, lowered} from './lift.js';
import type {Value} from './value.js';
import {vectorOf, weightData} from './weights.js';
import {windowOf} from './window.js';

/** `Conv` over one or two spatial axes, with groups, dilation and any padding. */
export function readConv(call: OperatorCall): Value {
  const input = activationAt(call, 0);
  const weight = requiredConstantAt(call, 1, 'weight');
  const bias = constantAt(call, 2, 'bias');
  const axes = input.shape.length - 1;
  const kernel = weight.shape.slice(2);
  const groups = call.attributes.integer('group', 1);
  const [outputs, inputs] = [weight.shape[0] ?? 0, weight.shape[1] ?? 0];
  const lift = lifted(call, input);
  if (
    kernel.length !== axes ||
    groups < 1 ||
    inputs * groups !== lift.shape[0] ||
    outputs < 1 ||
    outputs % groups !== 0
  ) {
    throw new ModelError(
      'model/bad-shape',
      `Conv "${call.name}": weight "${weight.name}" [${weight.shape.join(',')}] in ${groups} groups does not fit an input of [${input.shape.join(',')}]`,
    );
  }
  const declared = call.attributes.integers('kernel_shape');
  if (declared !== null && declared.join() !== kernel.join()) {
    throw new ModelError(
      'model/bad-attribute',
      `Conv "${call.name}": kernel_shape is [${declared.join(',')}], but weight "${weight.name}" is [${weight.shape.join(',')}]`,
    );
  }
  const window = windowOf(call, [lift.shape[1]!, lift.shape[2]!], kernel);
  const output = call.emit({
    kind: groups > 1 && groups === lift.shape[0] ? 'depthwise' : 'conv',
    name: call.name,
    operator: call.operator,
    inputs: [lift.node],
    shape: [outputs, ...window.output],
    weight: {shape: [outputs, inputs, ...window.kernel], data: weightData(weight)},
    bias:
      bias === null
        ? null
        : {shape: [outputs], data: Float32Array.from(biasOf(call, bias, outputs))},
    stride: window.stride,
    dilation: window.dilation,
    padding: window.padding,
    groups,
  });
  return lowered(call, output, input);
}

function biasOf(
  call: OperatorCall,
  bias: Parameters<typeof vectorOf>[0],
  outputs: number,
): Float64Array {
  if (bias.data.length !== outputs) {
    throw new UnsupportedOperator(
      `${call.name}: bias "${bias.name}" has ${bias.data.length} numbers, expected ${outputs}`,
    );
  }
  return vectorOf(bias, outputs, 'bias');
}
