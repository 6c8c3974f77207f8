/**
 * Round numbers from `low` to `high`, 1, 2 or 5 times a power of ten apart, about `count` of them.
 *
 * @param low  Finite, below `high`.
 */
export function niceTicks(low: number, high: number, count: number): readonly number[] {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(each => each >= rough * 0.999)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // In whole steps, and rounded to the step's own digits: 3 · 0.1 is not 0.30000000000000004.
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({length: last - first + 1}, (_, i) =>
    digits > 100 ? (first + i) * step : Number(((first + i) * step).toFixed(digits)),
  );
}
