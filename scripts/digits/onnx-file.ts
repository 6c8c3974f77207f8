import {create, toBinary} from '@bufbuild/protobuf';
import {toLittleEndian} from '../../src/data/byte-order.js';
import {
  type AttributeProto,
  AttributeProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../../src/onnx/onnx_pb.js';
import {convolutions, dense, type Parameter} from './network.js';

/** Numbers that the ONNX specification gives to things. */
const FLOAT = 1;
const INTS = 7;
const INT = 2;

/**
 * Writes the network as an ONNX model, opset 17: input `image` [N,1,28,28], output `logits` [N,10],
 * one Conv, Relu, MaxPool, Flatten or Gemm a node, named after its layer.
 *
 * @param metadata Key and value pairs the file carries, such as class names.
 */
export function encodeOnnx(
  parameters: readonly Parameter[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const found = new Map(parameters.map(parameter => [parameter.name, parameter]));
  const part = (name: string): Parameter => {
    const parameter = found.get(name);
    if (parameter === undefined) throw new Error(`the network has no parameter "${name}"`);
    return parameter;
  };
  const nodes: NodeProto[] = [];
  const initialisers: TensorProto[] = [];
  let last = 'image';
  const append = (operator: string, name: string, attributes: AttributeProto[] = []): void => {
    const weighted = operator === 'Conv' || operator === 'Gemm';
    const output = name === 'fc2' ? 'logits' : name;
    const input = weighted ? [last, `${name}.weight`, `${name}.bias`] : [last];
    nodes.push(
      create(NodeProtoSchema, {
        name,
        opType: operator,
        input,
        output: [output],
        attribute: attributes,
      }),
    );
    last = output;
  };

  for (const {name, pool} of convolutions) {
    initialisers.push(convWeight(part(`${name}.weight`)), asItIs(part(`${name}.bias`)));
    append('Conv', name, [ints('kernel_shape', [3, 3]), ints('pads', [1, 1, 1, 1])]);
    append('Relu', `${name}_relu`);
    if (pool) {
      const attributes = [ints('kernel_shape', [2, 2]), ints('strides', [2, 2])];
      append('MaxPool', name.replace(/^conv(\d).*/, 'pool$1'), attributes);
    }
  }
  append('Flatten', 'flatten');
  for (const {name} of dense) {
    const weight = part(`${name}.weight`);
    initialisers.push(
      name === 'fc1' ? firstDenseWeight(weight) : denseWeight(weight),
      asItIs(part(`${name}.bias`)),
    );
    append('Gemm', name, [int('transB', 1)]);
    if (name !== 'fc2') append('Relu', `${name}_relu`);
  }
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{domain: '', version: 17n}],
    producerName: 'lrplab train-digits',
    graph: {
      name: 'digits',
      node: nodes,
      initializer: initialisers,
      input: [batchOf('image', [1, 28, 28])],
      output: [batchOf('logits', [10])],
    },
    metadataProps: Object.entries(metadata).map(([key, value]) => ({key, value})),
  });
  return toBinary(ModelProtoSchema, model);
}

function ints(name: string, values: readonly number[]): AttributeProto {
  return create(AttributeProtoSchema, {name, type: INTS, ints: values.map(BigInt)});
}

function int(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, {name, type: INT, i: BigInt(value)});
}

function batchOf(name: string, shape: readonly number[]): ValueInfoProto {
  const fixed = shape.map(length => ({value: {case: 'dimValue' as const, value: BigInt(length)}}));
  const batch = {value: {case: 'dimParam' as const, value: 'N'}};
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {case: 'tensorType', value: {elemType: FLOAT, shape: {dim: [batch, ...fixed]}}},
    },
  });
}

function initialiser(name: string, dims: readonly number[], data: Float32Array): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: FLOAT,
    rawData: toLittleEndian(data),
  });
}

function asItIs({name, shape, data}: Parameter): TensorProto {
  return initialiser(name, shape, data);
}

/** [kh,kw,I,O] to [O,I,kh,kw]. */
function convWeight({name, shape, data}: Parameter): TensorProto {
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  const result = new Float32Array(data.length);
  for (let cell = 0; cell < height * width; cell += 1) {
    for (let i = 0; i < inputs; i += 1) {
      for (let o = 0; o < outputs; o += 1) {
        result[(o * inputs + i) * height * width + cell] = data[(cell * inputs + i) * outputs + o]!;
      }
    }
  }
  return initialiser(name, [outputs, inputs, height, width], result);
}

/** [I,O] to [O,I]. */
function denseWeight({name, shape, data}: Parameter): TensorProto {
  const [inputs, outputs] = shape as [number, number];
  const result = data.map((_, index) => {
    const [o, i] = [Math.floor(index / inputs), index % inputs];
    return data[i * outputs + o]!;
  });
  return initialiser(name, [outputs, inputs], result);
}

/** As {@link denseWeight}; its inputs come as [7,7,C] in training and as [C,7,7] in the file. */
function firstDenseWeight({name, shape, data}: Parameter): TensorProto {
  const [inputs, outputs] = shape as [number, number];
  const channels = inputs / 49;
  const moved = data.map((_, index) => {
    const [row, o] = [Math.floor(index / outputs), index % outputs];
    const [channel, cell] = [Math.floor(row / 49), row % 49];
    return data[(cell * channels + channel) * outputs + o]!;
  });
  return denseWeight({name, shape, data: moved});
}
