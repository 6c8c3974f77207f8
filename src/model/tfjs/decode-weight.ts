import {halfToFloat} from '../onnx/half.js';
import type {StoredType} from './weight-manifest.js';

/**
 * Turns a weight's bytes (little endian) into numbers: float32 and float16 as they are, whole numbers
 * as number·scale + min. float32 shares the memory of `bytes`.
 */
export function decodeWeight(
  bytes: Uint8Array,
  {stored, scale, min}: {readonly stored: StoredType; readonly scale: number; readonly min: number},
): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const map = (width: number, valueAt: (offset: number) => number): Float32Array => {
    const values = new Float32Array(bytes.length / width);
    for (let k = 0; k < values.length; k += 1) values[k] = valueAt(k * width);
    return values;
  };
  switch (stored) {
    case 'float32':
      return isLittleEndian() && bytes.byteOffset % 4 === 0
        ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
        : map(4, offset => view.getFloat32(offset, true));
    case 'float16':
      return map(2, offset => halfToFloat(view.getUint16(offset, true)));
    case 'uint16':
      return map(2, offset => view.getUint16(offset, true) * scale + min);
    case 'int32':
      return map(4, offset => view.getInt32(offset, true) * scale + min);
    case 'uint8':
    case 'bool':
      return map(1, offset => view.getUint8(offset) * scale + min);
  }
}

function isLittleEndian(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}
