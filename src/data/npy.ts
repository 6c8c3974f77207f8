import type {Tensor} from '../graph/graph.js';
import {describeShape, sizeOf} from '../graph/graph.js';
import {floatsFrom, toLittleEndian} from './byte-order.js';
import {DataError} from './data-error.js';
import {type NpyHeader, parseNpyHeader} from './npy-header.js';
import {readBounded} from './read-bounded.js';

export interface NpyLimits {
  /** Largest file, in bytes. @default 1 GiB */
  readonly maxBytes?: number;
  /** Most axes. @default 8 */
  readonly maxRank?: number;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** numpy itself refuses headers above 10,000 characters. */
const MAX_HEADER = 65_536;

/**
 * Reads a float32 `.npy` file, row-major whatever order the file has.
 *
 * @throws DataError `npy/…`: missing, empty, not npy, truncated, of another dtype, or with a header
 *   that claims more than the file holds. Nothing is allocated before the header's claim is checked.
 * @see numpy.lib.format, versions 1.0 to 3.0.
 */
export async function readNpy(path: string, limits: NpyLimits = {}): Promise<Tensor> {
  const {maxBytes = 1024 ** 3} = limits;
  return decodeNpy(await readBounded(path, {area: 'npy', maxBytes}), {path, ...limits});
}

/** Where the numbers of a float32 `.npy` file stand, and how. */
export interface NpyLayout {
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  readonly order: 'little' | 'big';
  /** Offset of the first number, in bytes. */
  readonly start: number;
}

/** Bytes at the beginning of a file that hold every header which is read. */
export const longestHead: number = MAX_HEADER + 12;

/**
 * Reads the head of a float32 `.npy` file.
 *
 * @param bytes The whole file, or its beginning of at least {@link longestHead} bytes.
 * @param size  Bytes of the whole file.
 * @throws DataError `npy/…` as {@link readNpy}.
 */
export function decodeNpyHead(
  bytes: Uint8Array,
  size: number,
  {path = '<bytes>', maxRank = 8}: NpyLimits & {readonly path?: string} = {},
): NpyLayout {
  const fail = (code: string, message: string): DataError =>
    new DataError(`npy/${code}`, path, message);
  const {text, start} = headerText(bytes, fail);
  const parsed = parseNpyHeader(text);
  if (!parsed.ok) {
    throw fail(
      'header',
      `the header cannot be read: ${parsed.reason}; save it again with numpy.save`,
    );
  }
  const {dtype, fortranOrder, shape} = parsed.header;
  const order = byteOrder(parsed.header, fail);
  checkShape(shape, maxRank, fail);
  const expected = sizeOf(shape) * 4;
  const held = size - start;
  if (expected !== held) {
    throw fail(
      held < expected ? 'truncated' : 'trailing',
      `the header says ${describeShape(shape)} of ${dtype}, that is ${expected} bytes, but ${held} follow; save it again with numpy.save`,
    );
  }
  return {shape, fortranOrder, order, start};
}

/** Decodes the bytes of a float32 `.npy` file; `path` only names them in errors. As {@link readNpy}. */
export function decodeNpy(
  bytes: Uint8Array,
  options: NpyLimits & {readonly path?: string} = {},
): Tensor {
  const {shape, fortranOrder, order, start} = decodeNpyHead(bytes, bytes.byteLength, options);
  const data = floatsFrom(bytes.subarray(start), order);
  return {shape, data: fortranOrder ? fromFortranOrder(shape, data) : data};
}

/** Encodes numbers as a `.npy` file, version 1.0, row-major: `<f4` or `<f8` by the array's type. */
export function encodeNpy(shape: readonly number[], data: Float32Array | Float64Array): Uint8Array {
  if (sizeOf(shape) !== data.length) {
    throw new DataError(
      'npy/shape',
      '<bytes>',
      `${data.length} numbers do not fill the shape ${describeShape(shape)}`,
    );
  }
  return Buffer.concat([npyHead(shape, data.BYTES_PER_ELEMENT), toLittleEndian(data)]);
}

/** What stands before the numbers of a `.npy` file, little-endian floats of 4 or 8 bytes, row-major. */
export function npyHead(shape: readonly number[], bytes: number): Buffer {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dict = `{'descr': '<f${bytes}', 'fortran_order': False, 'shape': (${tuple}), }`;
  // The data start at a multiple of 64, so that readers can map them.
  const length = Math.ceil((10 + dict.length + 1) / 64) * 64 - 10;
  const head = Buffer.alloc(10);
  MAGIC.copy(head);
  head.writeUInt8(1, 6);
  head.writeUInt16LE(length, 8);
  return Buffer.concat([head, Buffer.from(`${dict.padEnd(length - 1)}\n`, 'latin1')]);
}

type Fail = (code: string, message: string) => DataError;

function headerText(bytes: Uint8Array, fail: Fail): {text: string; start: number} {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(0, 6).equals(MAGIC.subarray(0, Math.max(1, Math.min(6, buffer.length))))) {
    throw fail('not-npy', 'this is no .npy file; save the array with numpy.save');
  }
  const major = buffer.length < 10 ? null : buffer.readUInt8(6);
  if (major === null || (major >= 2 && buffer.length < 12)) {
    throw fail('truncated', `the file ends after ${buffer.length} bytes, inside its header`);
  }
  if (major < 1 || major > 3) {
    throw fail('version', `format version ${major} is unknown; versions 1 to 3 are read`);
  }
  const length = major === 1 ? buffer.readUInt16LE(8) : buffer.readUInt32LE(8);
  const begin = major === 1 ? 10 : 12;
  if (length > MAX_HEADER) {
    throw fail('header', `a header of ${length} bytes is claimed; at most ${MAX_HEADER} are read`);
  }
  if (begin + length > buffer.length) {
    throw fail('truncated', `the file ends after ${buffer.length} bytes, inside its header`);
  }
  const text = buffer.toString(major === 3 ? 'utf8' : 'latin1', begin, begin + length);
  return {text, start: begin + length};
}

function byteOrder({dtype}: NpyHeader, fail: Fail): 'little' | 'big' {
  if (dtype === '<f4') return 'little';
  if (dtype === '>f4') return 'big';
  throw fail(
    'dtype',
    `the numbers are ${describeDtype(dtype)}; only float32 is read; save x.astype('float32')`,
  );
}

function describeDtype(dtype: string): string {
  const match = /^[<>|=]?([fiubcOSUV])(\d*)$/.exec(dtype);
  const bits = Number(match?.[2]) * 8;
  switch (match?.[1]) {
    case 'f':
      return `float${bits} ("${dtype}")`;
    case 'i':
      return `int${bits} ("${dtype}")`;
    case 'u':
      return `uint${bits} ("${dtype}")`;
    case 'c':
      return `complex${bits} ("${dtype}")`;
    case 'b':
      return `bool ("${dtype}")`;
    case 'O':
      return `Python objects ("${dtype}")`;
    default:
      return `of dtype "${dtype.slice(0, 40)}"`;
  }
}

function checkShape(shape: readonly number[], maxRank: number, fail: Fail): void {
  const shown = describeShape(shape.slice(0, 12));
  if (shape.length > maxRank) {
    throw fail('shape', `the shape has ${shape.length} axes; at most ${maxRank} are read`);
  }
  if (shape.some(length => length < 0)) {
    throw fail('shape', `the shape ${shown} has a negative length; save it again with numpy.save`);
  }
  if (shape.includes(0)) {
    throw fail('shape', `the shape ${shown} holds no numbers; give at least one sample`);
  }
  if (!Number.isSafeInteger(sizeOf(shape) * 4)) {
    throw fail('truncated', `the shape ${shown} claims more numbers than any file holds`);
  }
}

/** Column-major to row-major: the first axis of the file runs fastest. */
function fromFortranOrder(shape: readonly number[], data: Float32Array): Float32Array {
  const result = new Float32Array(data.length);
  const steps = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const position = shape.map(() => 0);
  let source = 0;
  for (let target = 0; target < result.length; target += 1) {
    result[target] = data[source]!;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      position[axis]! += 1;
      source += steps[axis]!;
      if (position[axis]! < shape[axis]!) break;
      source -= steps[axis]! * shape[axis]!;
      position[axis] = 0;
    }
  }
  return result;
}
