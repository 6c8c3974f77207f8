/** Part of an array of numbers. */
export interface Span {
  readonly data: Float32Array;
  readonly start: number;
  readonly length: number;
}

/** Σ over a span in float64. Four sums side by side: one alone would wait for itself at every number. */
export function sumOf({data, start, length}: Span): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const end = start + length;
  const fours = start + (length & ~3);
  for (let index = start; index < fours; index += 4) {
    a += data[index]!;
    b += data[index + 1]!;
    c += data[index + 2]!;
    d += data[index + 3]!;
  }
  for (let index = fours; index < end; index++) {
    a += data[index]!;
  }
  return a + b + (c + d);
}

/**
 * Σ x·y over `length` numbers of each from i and j, in float64, where float32 numbers multiply without
 * rounding.
 */
function dotFrom(x: Float32Array, i: number, y: Float32Array, j: number, length: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const fours = length & ~3;
  for (let index = 0; index < fours; index += 4) {
    a += x[i + index]! * y[j + index]!;
    b += x[i + index + 1]! * y[j + index + 1]!;
    c += x[i + index + 2]! * y[j + index + 2]!;
    d += x[i + index + 3]! * y[j + index + 3]!;
  }
  for (let index = fours; index < length; index++) {
    a += x[i + index]! * y[j + index]!;
  }
  return a + b + (c + d);
}

/** Σ left·right in float64. The shorter span's length divides the longer's, and it repeats. */
export function dotOf(left: Span, right: Span): number {
  const [long, short] = left.length < right.length ? [right, left] : [left, right];
  if (short.length === 1) {
    return sumOf(long) * short.data[short.start]!;
  }
  let sum = 0;
  for (let from = 0; from < long.length; from += short.length) {
    sum += dotFrom(long.data, long.start + from, short.data, short.start, short.length);
  }
  return sum;
}
