import {endianness} from 'node:os';

/** The numbers as little-endian bytes, as `.npy` and ONNX files hold them. Always a copy. */
export function toLittleEndian(data: Float32Array | Float64Array): Uint8Array {
  const copy = data.slice();
  const bytes = Buffer.from(copy.buffer, copy.byteOffset, copy.byteLength);
  if (endianness() === 'BE') {
    if (data.BYTES_PER_ELEMENT === 4) bytes.swap32();
    else bytes.swap64();
  }
  return bytes;
}

/** The numbers as little-endian bytes: those they lie in, but for a machine of the other order, where it is a copy. */
export function viewLittleEndian(data: Float32Array): Uint8Array {
  return endianness() === 'LE'
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : toLittleEndian(data);
}

/** Reads float32 numbers of the given byte order. Always a copy, so `bytes` may be unaligned. */
export function floatsFrom(bytes: Uint8Array, order: 'little' | 'big'): Float32Array {
  const floats = new Float32Array(bytes.byteLength / 4);
  const copy = Buffer.from(floats.buffer);
  copy.set(bytes);
  if ((endianness() === 'LE') !== (order === 'little')) copy.swap32();
  return floats;
}
