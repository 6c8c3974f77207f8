import {halfToFloat} from '../onnx/half.js';

/**
 * Little-endian floating-point numbers of 2, 4 or 8 bytes as float32.
 *
 * @param bytes In memory of their own.
 */
export function floatsOf(bytes: Uint8Array, size: number): Float32Array {
  const count = bytes.length / size;
  if (size === 4) return new Float32Array(bytes.buffer, bytes.byteOffset, count);
  if (size === 8) return Float32Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, count));
  return Float32Array.from(new Uint16Array(bytes.buffer, bytes.byteOffset, count), halfToFloat);
}
