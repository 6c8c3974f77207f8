import {create, toBinary} from '@bufbuild/protobuf';
import type {AttributeProto, ModelProto, NodeProto, TensorProto} from '../../src/onnx/onnx_pb.js';
import {
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from '../../src/onnx/onnx_pb.js';

/** A value of an attribute: whole numbers and lists of them; `{float}` and `{text}` for the others. */
type AttributeValue =
  | number
  | readonly number[]
  | {readonly float: number}
  | {readonly text: string}
  | {readonly tensor: TensorProto};

/** What a test model is made of. */
export interface OnnxParts {
  readonly nodes: readonly NodeProto[];
  readonly weights?: readonly TensorProto[];
  /** With the batch axis; 0 is a free length. @default {input: [0, 4]} */
  readonly inputs?: Readonly<Record<string, readonly number[]>>;
  /** @default ['output'] */
  readonly outputs?: readonly string[];
  /** @default 17 */
  readonly opset?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A node; attributes by name. */
export function onnxNode(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  rest: {readonly name?: string; readonly domain?: string} = {},
): NodeProto {
  return create(NodeProtoSchema, {
    opType,
    input: [...input],
    output: [...output],
    name: rest.name ?? '',
    domain: rest.domain ?? '',
    attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
  });
}

function attributeOf(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, {name, type: 2, i: BigInt(value)});
  }
  if ('float' in value) {
    return create(AttributeProtoSchema, {name, type: 1, f: value.float});
  }
  if ('text' in value) {
    return create(AttributeProtoSchema, {name, type: 3, s: new TextEncoder().encode(value.text)});
  }
  if ('tensor' in value) {
    return create(AttributeProtoSchema, {name, type: 4, t: value.tensor});
  }
  return create(AttributeProtoSchema, {name, type: 7, ints: value.map(BigInt)});
}

/** A float32 tensor, its numbers raw. */
export function floats(
  name: string,
  dims: readonly number[],
  values: readonly number[],
): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: 1,
    dims: dims.map(BigInt),
    rawData: new Uint8Array(Float32Array.from(values).buffer),
  });
}

/** An int64 tensor of one axis. */
export function wholes(name: string, values: readonly number[]): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: 7,
    dims: [BigInt(values.length)],
    int64Data: values.map(BigInt),
  });
}

/** The model as a message, to be spoilt further. */
export function onnxModel(parts: OnnxParts): ModelProto {
  return create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{domain: '', version: BigInt(parts.opset ?? 17)}],
    metadataProps: Object.entries(parts.metadata ?? {}).map(([key, value]) => ({key, value})),
    graph: create(GraphProtoSchema, {
      node: [...parts.nodes],
      initializer: [...(parts.weights ?? [])],
      input: Object.entries(parts.inputs ?? {input: [0, 4]}).map(([name, shape]) =>
        create(ValueInfoProtoSchema, {
          name,
          type: {
            value: {
              case: 'tensorType',
              value: {
                elemType: 1,
                shape: {
                  dim: shape.map(length => ({
                    value:
                      length === 0
                        ? {case: 'dimParam' as const, value: 'n'}
                        : {case: 'dimValue' as const, value: BigInt(length)},
                  })),
                },
              },
            },
          },
        }),
      ),
      output: (parts.outputs ?? ['output']).map(name => create(ValueInfoProtoSchema, {name})),
    }),
  });
}

/** The model as the bytes of a file. */
export function onnxBytes(parts: OnnxParts): Uint8Array {
  return toBinary(ModelProtoSchema, onnxModel(parts));
}
