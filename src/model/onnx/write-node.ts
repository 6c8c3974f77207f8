import {ModelError} from '../../errors/model-error.js';
import type {DraftNode} from '../../graph/draft.js';
import {type ActivationFunction, sizeOf} from '../../graph/graph.js';
import type {AttributeValue} from '../../onnx/messages.js';
import {averageWindow} from './average-window.js';
import type {OnnxFile} from './onnx-file.js';

type Of<Kind extends DraftNode['kind']> = Extract<DraftNode, {kind: Kind}>;

/**
 * Adds a node of a draft to a file: one operator, or two where ONNX has no single one.
 *
 * @param sources The nodes it reads.
 * @throws ModelError `model/not-writable`.
 */
export function writeNode(file: OnnxFile, node: DraftNode, sources: readonly DraftNode[]): void {
  const put = (
    operator: string,
    attributes: Readonly<Record<string, AttributeValue>> = {},
    constants: readonly string[] = [],
  ): void => {
    const {name} = node;
    file.node({operator, name, inputs: [...node.inputs, ...constants], output: name, attributes});
  };
  switch (node.kind) {
    case 'input':
      file.input(node.name, node.shape);
      return;
    case 'conv':
    case 'depthwise':
      put(
        'Conv',
        {
          kernel_shape: {ints: node.weight.shape.slice(2)},
          strides: {ints: node.stride},
          dilations: {ints: node.dilation},
          pads: {ints: node.padding},
          group: {int: node.groups},
        },
        weightsOf(file, node),
      );
      return;
    case 'dense':
      if (node.shape.length === 1) put('Gemm', {transB: {int: 1}}, weightsOf(file, node));
      else writeMatMul(file, node);
      return;
    case 'activation':
      put(...activation(file, node.name, node.activation));
      return;
    case 'maxpool':
      put('MaxPool', {...windowOf(node), pads: {ints: node.padding}});
      return;
    case 'avgpool':
      put(...average(node, sources[0]!));
      return;
    case 'add':
      put(node.inputs.length === 2 ? 'Add' : 'Sum');
      return;
    case 'concat':
      put('Concat', {axis: {int: node.axis + 1}});
      return;
    case 'reshape':
      if (node.shape.length === 1) put('Flatten');
      else put('Reshape', {}, [file.ints(`${node.name}.shape`, [0, ...node.shape])]);
      return;
    case 'transpose':
      put('Transpose', {perm: {ints: [0, ...node.permutation.map(axis => axis + 1)]}});
      return;
    case 'pad':
      put('Pad', {}, [
        file.ints(`${node.name}.pads`, [0, ...node.before, 0, ...node.after]),
        file.floats(`${node.name}.value`, [], Float32Array.of(node.value)),
      ]);
      return;
    case 'norm':
      writeNorm(file, node);
      return;
    case 'softmax':
      put(node.operator === 'LogSoftmax' ? 'LogSoftmax' : 'Softmax', {
        axis: {
          int:
            Math.max(
              0,
              node.shape.findIndex(length => length > 1),
            ) + 1,
        },
      });
      return;
    case 'matmul':
    case 'layernorm':
    case 'multiply':
    case 'constant':
    case 'slice':
      throw new ModelError(
        'model/not-writable',
        `"${node.name}" (${node.operator}) cannot be written to ONNX yet; keep the file it was read from`,
      );
  }
}

function weightsOf(
  file: OnnxFile,
  {name, weight, bias}: Of<'conv' | 'depthwise' | 'dense'>,
): string[] {
  const names = [file.floats(`${name}.weight`, weight.shape, weight.data)];
  if (bias !== null) names.push(file.floats(`${name}.bias`, bias.shape, bias.data));
  return names;
}

/** A dense layer over the last of several axes: the matrix, then the bias. */
function writeMatMul(file: OnnxFile, {name, inputs, weight, bias}: Of<'dense'>): void {
  const [rows, columns] = weight.shape as [number, number];
  const turned = new Float32Array(weight.data.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = weight.data[row * columns + column]!;
  const matrix = file.floats(`${name}.weight`, [columns, rows], turned);
  const product = bias === null ? name : file.unique(`${name}/product`);
  // The reader calls a layer as its matrix product is called.
  file.node({operator: 'MatMul', name, inputs: [inputs[0]!, matrix], output: product});
  if (bias === null) return;
  const vector = file.floats(`${name}.bias`, bias.shape, bias.data);
  const inner = file.unique(`${name}/bias`);
  file.node({operator: 'Add', name: inner, inputs: [product, vector], output: name});
}

function windowOf(node: Of<'maxpool' | 'avgpool'>): Record<string, AttributeValue> {
  return {kernel_shape: {ints: node.kernel}, strides: {ints: node.stride}};
}

function average(
  node: Of<'avgpool'>,
  source: DraftNode,
): [operator: string, attributes: Record<string, AttributeValue>] {
  const isWhole =
    node.operator === 'GlobalAveragePool' &&
    node.kernel.every((length, axis) => length === source.shape[axis + 1]) &&
    node.counts.data[0] === sizeOf(node.kernel);
  if (isWhole) return ['GlobalAveragePool', {}];
  const window = averageWindow(node, source.shape);
  if (window === null)
    throw new ModelError(
      'model/not-writable',
      `average pooling "${node.name}" (${node.operator}) counts cells in a way for which ONNX has no operator`,
    );
  return [
    'AveragePool',
    {
      ...windowOf(node),
      pads: {ints: window.pads},
      count_include_pad: {int: Number(window.counted)},
      ceil_mode: {int: Number(window.ceil)},
    },
  ];
}

function activation(
  file: OnnxFile,
  name: string,
  given: ActivationFunction,
): [operator: string, attributes: Record<string, AttributeValue>, constants: string[]] {
  switch (given.name) {
    case 'relu':
      return ['Relu', {}, []];
    case 'leakyRelu':
      return ['LeakyRelu', {alpha: {float: given.alpha}}, []];
    case 'clip':
      return [
        'Clip',
        {},
        [
          file.floats(`${name}.min`, [], Float32Array.of(given.low)),
          file.floats(`${name}.max`, [], Float32Array.of(given.high)),
        ],
      ];
    case 'elu':
      return ['Elu', {alpha: {float: given.alpha}}, []];
    case 'tanh':
      return ['Tanh', {}, []];
    case 'sigmoid':
      return ['Sigmoid', {}, []];
    case 'softplus':
      return ['Softplus', {}, []];
    case 'gelu':
    case 'silu':
      throw new ModelError(
        'model/not-writable',
        `activation "${name}" (${given.name}) cannot be written to ONNX yet; keep the file it was read from`,
      );
  }
}

/** A batch norm with mean 0 and variance 1; a scaling as what it is, so that it is not taken for a batch norm. */
function writeNorm(file: OnnxFile, node: Of<'norm'>): void {
  const {name, inputs, scale, shift} = node;
  const channels = scale.data.length;
  const [input] = inputs as [string];
  if (node.operator.startsWith('BatchNorm')) {
    const constants = [
      file.floats(`${name}.scale`, [channels], scale.data),
      file.floats(`${name}.shift`, [channels], shift.data),
      file.floats(`${name}.mean`, [channels], new Float32Array(channels)),
      file.floats(`${name}.variance`, [channels], new Float32Array(channels).fill(1)),
    ];
    const attributes = {epsilon: {float: 0}};
    const operator = 'BatchNormalization';
    file.node({operator, name, inputs: [input, ...constants], output: name, attributes});
    return;
  }
  const shape = [channels, ...node.shape.slice(1).map(() => 1)];
  const isScaled = scale.data.some(value => value !== 1);
  const isShifted = shift.data.some(value => value !== 0) || !isScaled;
  const scaled = isScaled && isShifted ? file.unique(`${name}/scaled`) : name;
  if (isScaled) {
    const factor = file.floats(`${name}.scale`, shape, scale.data);
    file.node({operator: 'Mul', name: scaled, inputs: [input, factor], output: scaled});
  }
  if (isShifted) {
    const term = file.floats(`${name}.shift`, shape, shift.data);
    file.node({operator: 'Add', name, inputs: [isScaled ? scaled : input, term], output: name});
  }
}
