/** Position of the first number that is NaN or infinite; -1 where all are finite. */
export function firstNotFinite(numbers: Float32Array): number {
  // A loop: a call for every number takes as long as a small network.
  for (let index = 0; index < numbers.length; index++)
    if (!Number.isFinite(numbers[index])) return index;
  return -1;
}
