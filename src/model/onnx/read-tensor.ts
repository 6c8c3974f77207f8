import {ModelError} from '../../errors/model-error.js';
import type {TensorProto} from '../../onnx/onnx_pb.js';
import {halfToFloat} from './half.js';
import type {Constant} from './value.js';

/** Gives the bytes of a file that lies beside the model, or throws where it leaves the model's folder. */
export type ReadExternal = (location: string) => Uint8Array;

/**
 * Reads a tensor of the file: float32, float64 and float16 as floats, integers and booleans as such.
 *
 * @throws ModelError `model/bad-tensor` where shape, type and data do not agree, `model/not-finite`
 *   where it holds NaN, `model/external-data` where data outside the file cannot be had.
 */
export function readTensor(
  proto: TensorProto,
  name: string,
  readExternal?: ReadExternal,
): Constant {
  const shape = proto.dims.map(dim => checkedDim(dim, name));
  const count = shape.reduce((product, length) => product * length, 1);
  const format = formats.get(proto.dataType);
  if (format === undefined) {
    throw bad(name, `has element type ${proto.dataType}, which lrplab does not read`);
  }
  if (!Number.isSafeInteger(count)) {
    throw bad(name, `claims the shape [${shape.join(',')}], which is too large`);
  }
  const raw = rawBytes(proto, name, readExternal);
  const data =
    raw === null ? typedData(proto, format, count, name) : rawData(raw, format, count, name);
  if (format.type === 'float' && data.some(Number.isNaN)) {
    throw new ModelError(
      'model/not-finite',
      `tensor "${name}" holds NaN; the model is broken, export it again`,
    );
  }
  return {kind: 'constant', name, type: format.type, shape, data};
}

interface Format {
  readonly type: Constant['type'];
  readonly bytes: number;
  /** Which typed field holds the numbers when they are not raw. */
  readonly field: 'floatData' | 'doubleData' | 'int32Data' | 'int64Data' | 'uint64Data';
  readonly read: (view: DataView, offset: number) => number;
  readonly half?: boolean;
}

/** By `TensorProto.DataType`. */
const formats: ReadonlyMap<number, Format> = new Map<number, Format>([
  [1, {type: 'float', bytes: 4, field: 'floatData', read: (view, at) => view.getFloat32(at, true)}],
  [2, {type: 'integer', bytes: 1, field: 'int32Data', read: (view, at) => view.getUint8(at)}],
  [3, {type: 'integer', bytes: 1, field: 'int32Data', read: (view, at) => view.getInt8(at)}],
  [6, {type: 'integer', bytes: 4, field: 'int32Data', read: (view, at) => view.getInt32(at, true)}],
  [
    7,
    {
      type: 'integer',
      bytes: 8,
      field: 'int64Data',
      read: (view, at) => Number(view.getBigInt64(at, true)),
    },
  ],
  [9, {type: 'boolean', bytes: 1, field: 'int32Data', read: (view, at) => view.getUint8(at)}],
  [
    10,
    {
      type: 'float',
      bytes: 2,
      field: 'int32Data',
      half: true,
      read: (view, at) => halfToFloat(view.getUint16(at, true)),
    },
  ],
  [
    11,
    {type: 'float', bytes: 8, field: 'doubleData', read: (view, at) => view.getFloat64(at, true)},
  ],
]);

function checkedDim(dim: bigint, name: string): number {
  if (dim < 0n || dim > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw bad(name, `claims a dimension of ${dim}`);
  }
  return Number(dim);
}

/** The raw bytes, from the file or from beside it; null where the numbers are in a typed field. */
function rawBytes(
  proto: TensorProto,
  name: string,
  readExternal?: ReadExternal,
): Uint8Array | null {
  if (proto.dataLocation === 1) {
    return externalBytes(proto, name, readExternal);
  }
  return proto.rawData.length > 0 ? proto.rawData : null;
}

function externalBytes(proto: TensorProto, name: string, readExternal?: ReadExternal): Uint8Array {
  const entries = new Map(proto.externalData.map(entry => [entry.key, entry.value]));
  const location = entries.get('location');
  if (location === undefined || readExternal === undefined) {
    throw external(
      name,
      location === undefined
        ? 'names no file for its data'
        : `keeps its data in "${location}", which can only be read when the model is loaded from a path`,
    );
  }
  const bytes = readExternal(location);
  const offset = wholeNumber(entries.get('offset') ?? '0', name);
  const length = wholeNumber(entries.get('length') ?? String(bytes.length - offset), name);
  if (offset + length > bytes.length) {
    throw external(
      name,
      `wants bytes ${offset} to ${offset + length} of "${location}", which has ${bytes.length}`,
    );
  }
  return bytes.subarray(offset, offset + length);
}

function wholeNumber(text: string, name: string): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) {
    throw external(
      name,
      `has an offset or length of "${text.slice(0, 40)}"; expected a whole number ≥ 0`,
    );
  }
  return value;
}

function rawData(
  raw: Uint8Array,
  format: Format,
  count: number,
  name: string,
): Float32Array | Float64Array {
  if (raw.length !== count * format.bytes) {
    throw bad(name, `needs ${count * format.bytes} bytes of data for its shape, got ${raw.length}`);
  }
  if (format.bytes === 4 && format.type === 'float') {
    // A copy: the bytes in the file need not be aligned. (Node runs on little-endian machines only.)
    return new Float32Array(new Uint8Array(raw).buffer);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const data = format.half === true ? new Float32Array(count) : new Float64Array(count);
  for (let index = 0; index < count; index++) {
    data[index] = format.read(view, index * format.bytes);
  }
  return data;
}

function typedData(
  proto: TensorProto,
  format: Format,
  count: number,
  name: string,
): Float32Array | Float64Array {
  const values = proto[format.field];
  if (values.length !== count) {
    throw bad(name, `needs ${count} numbers for its shape, got ${values.length}`);
  }
  const data =
    proto.dataType === 1 || format.half === true
      ? new Float32Array(count)
      : new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const value = Number(values[index]);
    data[index] = format.half === true ? halfToFloat(value & 0xffff) : value;
  }
  return data;
}

function bad(name: string, what: string): ModelError {
  return new ModelError('model/bad-tensor', `tensor "${name}" ${what}; the file is broken`);
}

function external(name: string, what: string): ModelError {
  return new ModelError('model/external-data', `tensor "${name}" ${what}`);
}
