import {Buffer} from 'node:buffer';

/** Numbers as Plotly reads them from JSON: base64 of little-endian bytes. */
export type TypedArray = {
  readonly dtype: 'f4' | 'i1' | 'u1';
  readonly bdata: string;
  /** Lengths, outermost first: `28, 28`. */
  readonly shape: string;
};

/** float32 numbers, exact. */
export function floatArray(values: Float32Array, shape: readonly number[]): TypedArray {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => {
    bytes.writeFloatLE(value, i * 4);
  });
  return {dtype: 'f4', bdata: bytes.toString('base64'), shape: shape.join(', ')};
}

/**
 * Rounds R to 255 steps: q = round(127·R / limit), −127…127, at a quarter of the size. Within the
 * limit the error is at most limit / 254; beyond it R saturates.
 *
 * @param limit > 0
 */
export function quantise(values: Float32Array, limit: number): Int8Array {
  return Int8Array.from(values, value =>
    Math.max(-127, Math.min(127, Math.round((value / limit) * 127))),
  );
}

/** Whole numbers −128…127. */
export function byteArray(values: Int8Array, shape: readonly number[]): TypedArray {
  const bdata = Buffer.from(values.buffer, values.byteOffset, values.length).toString('base64');
  return {dtype: 'i1', bdata, shape: shape.join(', ')};
}

/** Whole numbers 0…255, such as the channels of a picture. */
export function pixelArray(values: Uint8Array, shape: readonly number[]): TypedArray {
  const bdata = Buffer.from(values.buffer, values.byteOffset, values.length).toString('base64');
  return {dtype: 'u1', bdata, shape: shape.join(', ')};
}
