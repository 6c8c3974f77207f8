import {create, toBinary} from '@bufbuild/protobuf';
import {sizeOf} from '../../graph/graph.js';
import {
  type AttributeValue,
  attributeMessage,
  elementType,
  type ValueOptions,
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
  type TensorProto,
  type ValueInfoProto,
} from '../../onnx/onnx_pb.js';

/** Numbers that stand beside the file, and the file's name for them. */
export interface ExternalNumbers {
  readonly path: string;
  readonly data: Uint8Array;
}

/** Numbers that are handed over at every run. */
export interface FedNumbers {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Where large constants go. */
export interface WriterOptions {
  /**
   * `inside`: into the file, so that it stands alone. `beside`: next to it in memory, which no copy and no
   * limit of 2 GB stands in the way of.
   */
  readonly constants?: 'inside' | 'beside';
  /** Whether matrices become inputs, fed at every run from where they stand: then nobody holds a copy. @default false */
  readonly feedMatrices?: boolean;
}

/** By which ONNX says that numbers stand outside the file. */
const externalLocation = 1;

/** Bytes from which a constant is large. */
const large = 4096;

/** A program as an ONNX file, with the constants that are not in it. */
export interface EmittedOnnx {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly beside: readonly ExternalNumbers[];
  /** By the name of the input. */
  readonly fed: ReadonlyMap<string, FedNumbers>;
}

/** Collects nodes and initialisers of one ONNX graph (opset 17) and writes it as a file. */
export class OnnxWriter {
  /** Constants that stand beside the file. */
  readonly beside: ExternalNumbers[] = [];
  /** Constants that are fed, by input name. */
  readonly fed: Map<string, FedNumbers> = new Map();
  readonly #options: WriterOptions;
  readonly #nodes: NodeProto[] = [];
  readonly #initialisers = new Map<string, TensorProto>();
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  #count = 0;

  constructor(options: WriterOptions = {}) {
    this.#options = options;
  }
  /** What the next nodes are for, `convTranspose conv1`: part of their names, for profiles and error messages. */
  purpose = '';

  /** A fresh name. */
  name(): string {
    return `t${this.#count++}`;
  }

  /** Adds a node with one output and returns the output's name. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    output: string = this.name(),
  ): string {
    this.nodes(operator, inputs, attributes, [output]);
    return output;
  }

  /** Adds a node with several outputs. */
  nodes(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
    outputs: readonly string[],
  ): void {
    const list = Object.entries(attributes).map(([name, value]) => attributeMessage(name, value));
    this.#nodes.push(
      create(NodeProtoSchema, {
        opType: operator,
        name: `${operator} ${outputs[0]} ${this.purpose}`,
        input: [...inputs],
        output: [...outputs],
        attribute: list,
      }),
    );
  }

  /** A float32 initialiser; equal names mean equal numbers. */
  floats(name: string, shape: readonly number[], data: () => Float32Array): string {
    if (!this.#initialisers.has(name)) {
      const numbers = data();
      const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
      const head = {name, dims: shape.map(BigInt), dataType: elementType.float};
      const isBeside = this.#options.constants === 'beside' && bytes.length >= large;
      this.#initialisers.set(
        name,
        create(TensorProtoSchema, isBeside ? this.#place(head, bytes) : {...head, rawData: bytes}),
      );
    }
    return name;
  }

  /** Puts numbers beside the file. */
  #place<Head extends object>(head: Head, data: Uint8Array) {
    const path = `constant${this.beside.length}`;
    this.beside.push({path, data});
    const place = {location: path, offset: '0', length: String(data.length)};
    return {
      ...head,
      dataLocation: externalLocation,
      externalData: Object.entries(place).map(([key, value]) =>
        create(StringStringEntryProtoSchema, {key, value}),
      ),
    };
  }

  /** A float32 matrix that is multiplied with: an input where matrices are fed, else an initialiser. */
  matrix(name: string, shape: readonly number[], data: () => Float32Array): string {
    if (this.#options.feedMatrices !== true || 4 * sizeOf(shape) < large)
      return this.floats(name, shape, data);
    if (!this.fed.has(name)) {
      this.fed.set(name, {shape, data: data()});
      this.#inputs.push(valueMessage(name, shape, {leading: null}));
    }
    return name;
  }

  /** A float32 scalar. */
  scalar(value: number): string {
    return this.floats(`scalar ${value}`, [], () => Float32Array.of(value));
  }

  /** An int64 vector, as shapes and axes are given. */
  ints(values: readonly number[]): string {
    const name = `ints ${values.join()}`;
    if (!this.#initialisers.has(name)) {
      this.#initialisers.set(
        name,
        create(TensorProtoSchema, {
          name,
          dims: [BigInt(values.length)],
          dataType: elementType.int64,
          int64Data: values.map(BigInt),
        }),
      );
    }
    return name;
  }

  /** Declares an input [N, …shape]. */
  input(name: string, shape: readonly number[], leading = 'N'): void {
    this.#inputs.push(valueMessage(name, shape, {leading}));
  }

  /** Declares an output [N, …shape]. */
  output(name: string, shape: readonly number[], options: ValueOptions = {}): void {
    this.#outputs.push(valueMessage(name, shape, options));
  }

  /** The whole as an ONNX file. */
  bytes(name: string, metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
    const graph = create(GraphProtoSchema, {
      name,
      node: this.#nodes,
      initializer: [...this.#initialisers.values()],
      input: this.#inputs,
      output: this.#outputs,
    });
    const model = create(ModelProtoSchema, {
      irVersion: 8n,
      producerName: 'lrplab',
      graph,
      opsetImport: [create(OperatorSetIdProtoSchema, {domain: '', version: 17n})],
      metadataProps: Object.entries(metadata).map(([key, value]) => ({
        $typeName: 'lrplab.onnx.StringStringEntryProto' as const,
        key,
        value,
      })),
    });
    return toBinary(ModelProtoSchema, model) as Uint8Array<ArrayBuffer>;
  }
}
