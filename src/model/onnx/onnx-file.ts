import {create, toBinary} from '@bufbuild/protobuf';
import {BinaryWriter, WireType} from '@bufbuild/protobuf/wire';
import {viewLittleEndian} from '../../data/byte-order.js';
import {ModelError} from '../../errors/model-error.js';
import {
  type AttributeValue,
  attributeMessage,
  elementType,
  valueMessage,
} from '../../onnx/messages.js';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
  type NodeProto,
} from '../../onnx/onnx_pb.js';
import {maxFileSize} from '../external-files.js';

/** A node on its way into a file. */
export interface NewNode {
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

/** Fields of the format that hold the large parts, by number. */
const field = {graphOfModel: 7, initialiserOfGraph: 5, rawDataOfTensor: 9} as const;

/** Collects the parts of one ONNX model (opset 17) and lays them out as a file; weights are copied once. */
export class OnnxFile {
  readonly #nodes: NodeProto[] = [];
  readonly #tensors: {readonly head: Uint8Array; readonly data: Uint8Array}[] = [];
  readonly #names: Set<string>;
  #input: readonly [string, readonly number[]] = ['input', []];
  #output: readonly [string, readonly number[]] = ['output', []];

  /** @param names Names of tensors that {@link unique} must not give. */
  constructor(names: Iterable<string>) {
    this.#names = new Set(names);
  }

  /** That name, with a number behind it where it is taken. */
  unique(name: string): string {
    let free = name;
    for (let number = 2; this.#names.has(free); number++) free = `${name}#${number}`;
    this.#names.add(free);
    return free;
  }

  node({operator, name, inputs, output, attributes = {}}: NewNode): void {
    this.#nodes.push(
      create(NodeProtoSchema, {
        opType: operator,
        name,
        input: [...inputs],
        output: [output],
        attribute: Object.entries(attributes).map(([key, value]) => attributeMessage(key, value)),
      }),
    );
  }

  /** Stores float32 numbers and gives their name. */
  floats(name: string, shape: readonly number[], data: Float32Array): string {
    return this.#tensor(name, shape, elementType.float, viewLittleEndian(data));
  }

  /** Stores whole numbers, as shapes and axes are given, and gives their name. */
  ints(name: string, values: readonly number[]): string {
    const data = new Uint8Array(8 * values.length);
    const view = new DataView(data.buffer);
    values.forEach((value, index) => {
      view.setBigInt64(8 * index, BigInt(value), true);
    });
    return this.#tensor(name, [values.length], elementType.int64, data);
  }

  #tensor(wanted: string, shape: readonly number[], type: number, data: Uint8Array): string {
    const name = this.unique(wanted);
    const head = toBinary(
      TensorProtoSchema,
      create(TensorProtoSchema, {name, dims: shape.map(BigInt), dataType: type}),
    );
    this.#tensors.push({head, data});
    return name;
  }

  /** Declares the input [N, …shape]. */
  input(name: string, shape: readonly number[]): void {
    this.#input = [name, shape];
  }

  /** Declares the output [N, …shape]. */
  output(name: string, shape: readonly number[]): void {
    this.#output = [name, shape];
  }

  /**
   * The whole as a file.
   *
   * @throws ModelError `model/too-large` beyond 2 GiB, the limit of the format.
   */
  bytes(name: string, metadata: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
    const graph = toBinary(
      GraphProtoSchema,
      create(GraphProtoSchema, {
        name,
        node: this.#nodes,
        input: [valueMessage(...this.#input)],
        output: [valueMessage(...this.#output)],
      }),
    );
    const model = toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        irVersion: 8n,
        producerName: 'lrplab',
        opsetImport: [create(OperatorSetIdProtoSchema, {domain: '', version: 17n})],
        metadataProps: Object.entries(metadata).map(([key, value]) =>
          create(StringStringEntryProtoSchema, {key, value}),
        ),
      }),
    );
    // A message is its fields in any order, so the weights need not go through nested messages,
    // each of which would copy them once more.
    const lengths = this.#tensors.map(({head, data}) => head.length + fieldLength(data.length));
    const graphLength = lengths.reduce((sum, length) => sum + fieldLength(length), graph.length);
    const total = model.length + fieldLength(graphLength);
    if (total > maxFileSize)
      throw new ModelError(
        'model/too-large',
        `${name}: as an ONNX file it would have ${total} bytes; the format allows ${maxFileSize} (2 GiB)`,
      );
    const writer = new BinaryWriter().raw(model);
    writer.tag(field.graphOfModel, WireType.LengthDelimited).uint32(graphLength).raw(graph);
    this.#tensors.forEach(({head, data}, index) => {
      writer.tag(field.initialiserOfGraph, WireType.LengthDelimited).uint32(lengths[index]!);
      writer.raw(head).tag(field.rawDataOfTensor, WireType.LengthDelimited).bytes(data);
    });
    return writer.finish();
  }
}

/** Bytes of a field of that many bytes with a number below 16: tag, length, content. */
function fieldLength(length: number): number {
  let digits = 1;
  for (let rest = Math.floor(length / 128); rest > 0; rest = Math.floor(rest / 128)) digits++;
  return 1 + digits + length;
}
