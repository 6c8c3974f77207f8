import {fromBinary} from '@bufbuild/protobuf';
import {ModelError} from '../../errors/model-error.js';
import type {GraphProto, ModelProto} from '../../onnx/onnx_pb.js';
import {ModelProtoSchema} from '../../onnx/onnx_pb.js';

export interface ParsedModel {
  readonly model: ModelProto;
  readonly graph: GraphProto;
}

/**
 * Decodes the bytes of an ONNX file; tensors stay views on `bytes`.
 *
 * @param name What messages call the file.
 * @throws ModelError `model/empty`, `model/truncated`, `model/not-onnx`.
 */
export function parseModel(bytes: Uint8Array, name: string): ParsedModel {
  if (bytes.length === 0) {
    throw new ModelError('model/empty', `${name}: the file is empty; expected an ONNX model`);
  }
  const outline = outlineOf(bytes);
  if (outline.ending === 'malformed' || !outline.fields.includes(IR_VERSION)) {
    throw notOnnx(name, describeContent(bytes));
  }
  if (outline.ending === 'short' || !outline.fields.includes(GRAPH)) {
    throw truncated(name, bytes.length);
  }
  if (!outline.fields.includes(OPSET_IMPORT)) {
    throw truncated(name, bytes.length);
  }
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes, {readUnknownFields: false});
  } catch (error) {
    throw notOnnx(name, error instanceof Error ? error.message : String(error));
  }
  if (model.graph === undefined) {
    throw notOnnx(name, 'it holds no graph');
  }
  return {model, graph: model.graph};
}

const IR_VERSION = 1;
const GRAPH = 7;
const OPSET_IMPORT = 8;

function truncated(name: string, length: number): ModelError {
  return new ModelError(
    'model/truncated',
    `${name}: the file ends in the middle of the model, after ${length} bytes; copy or download it again`,
  );
}

function notOnnx(name: string, reason: string): ModelError {
  return new ModelError('model/not-onnx', `${name}: this is not an ONNX model: ${reason}`);
}

interface Outline {
  readonly fields: readonly number[];
  readonly ending: 'whole' | 'short' | 'malformed';
}

/** Wire types of the fields of a ModelProto, by field number: 0 a number, 2 bytes with a length. */
const wireTypes: readonly (0 | 2 | undefined)[] = [
  undefined,
  0,
  2,
  2,
  2,
  0,
  2,
  2,
  2,
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  2,
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  2,
  undefined,
  undefined,
  undefined,
  undefined,
  2,
  2,
];

/** Walks over the outermost fields, so that a file cut off can be told from a file of another kind. */
function outlineOf(bytes: Uint8Array): Outline {
  const fields: number[] = [];
  let position = 0;
  while (position < bytes.length) {
    const tag = varint(bytes, position);
    if (tag === null) {
      return {fields, ending: bytes.length - position < 5 ? 'short' : 'malformed'};
    }
    const field = Math.floor(tag.value / 8);
    const wire = tag.value % 8;
    if (wireTypes[field] === undefined || wireTypes[field] !== wire) {
      return {fields, ending: 'malformed'};
    }
    const number = varint(bytes, tag.end);
    if (number === null) {
      return {fields, ending: bytes.length - tag.end < 10 ? 'short' : 'malformed'};
    }
    position = wire === 2 ? number.end + number.value : number.end;
    fields.push(field);
    if (position > bytes.length) {
      return {fields, ending: 'short'};
    }
  }
  return {fields, ending: 'whole'};
}

function varint(bytes: Uint8Array, start: number): {value: number; end: number} | null {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) {
      return null;
    }
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      return {value, end: start + index + 1};
    }
  }
  return null;
}

function describeContent(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 64));
  if (/^\s*<(!doctype|html|\?xml)/i.test(head)) {
    return 'it is a web page; the download may have failed';
  }
  if (/^version https:\/\/git-lfs/.test(head)) {
    return 'it is a Git LFS pointer; fetch the file itself with git lfs pull';
  }
  if (/^\s*[[{]/.test(head)) {
    return 'it looks like JSON; a tfjs model is read from a file called model.json';
  }
  if (head.startsWith('\xff\xd8\xff') || head.startsWith('\x89PNG')) {
    return 'it is a picture';
  }
  if (head.startsWith('PK\x03\x04')) {
    return 'it is a zip archive; unpack it, or export a PyTorch checkpoint with torch.onnx.export';
  }
  return 'its first bytes are not those of one';
}
