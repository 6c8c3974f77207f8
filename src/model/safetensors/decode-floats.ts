import {endianness} from 'node:os';
import {floatsFrom} from '../../data/byte-order.js';
import {halfToFloat} from '../onnx/half.js';

type FloatType = 'F64' | 'F32' | 'F16' | 'BF16';

/** Bytes of a number of each type that a file may hold. */
const widths: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
};

export function isKnown(type: string): boolean {
  return Object.hasOwn(widths, type);
}

export function isFloat(type: string): type is FloatType {
  return ['F64', 'F32', 'F16', 'BF16'].includes(type);
}

/** Bytes of one number of a known type. */
export function bytesOf(type: string): number {
  return widths[type]!;
}

/** Little-endian numbers as float32: where they lie if that is what they are, else a copy. */
export function decodeFloats(bytes: Uint8Array, type: FloatType): Float32Array {
  if (type === 'F32') {
    return bytes.byteOffset % 4 === 0 && endianness() === 'LE'
      ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
      : floatsFrom(bytes, 'little');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = widths[type]!;
  const data = new Float32Array(bytes.byteLength / width);
  if (type === 'BF16') {
    // The upper half of a float32.
    const bits = new Uint32Array(data.buffer);
    for (let at = 0; at < bits.length; at++) bits[at] = view.getUint16(2 * at, true) << 16;
    return data;
  }
  for (let at = 0; at < data.length; at++)
    data[at] =
      type === 'F64' ? view.getFloat64(8 * at, true) : halfToFloat(view.getUint16(2 * at, true));
  return data;
}
