/**
 * Some of the numbers of weighted layers, from the output to the input: the output layer first, the input layer last, the
 * others as evenly between as whole numbers allow.
 *
 * @param total How many weighted layers there are, at least 1.
 * @param count How many to choose; 0, or more than there are, for all; 1 is the output layer.
 */
export function spreadLayers(total: number, count: number): readonly number[] {
  const chosen = count === 0 ? total : Math.min(count, total);
  const step = chosen === 1 ? 0 : (total - 1) / (chosen - 1);
  return Array.from({length: chosen}, (_, position) => total - 1 - Math.round(position * step));
}
