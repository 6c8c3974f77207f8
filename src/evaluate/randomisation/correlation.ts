/**
 * Pearson's correlation of two maps; NaN where one of them is the same everywhere.
 *
 * @param a, b Of one length.
 */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (let at = 0; at < a.length; at += 1) {
    const [x, y] = [a[at]! - meanA, b[at]! - meanB];
    both += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  if (isConstant(a) || isConstant(b)) return Number.NaN;
  return Math.max(-1, Math.min(1, both / Math.sqrt(squaresA) / Math.sqrt(squaresB)));
}

/** Ranks from 1 on; equal values share the mean of theirs. */
export function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({length: values.length}, (_, at) => at);
  order.sort((one, other) => values[one]! - values[other]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to += 1;
    // Ranks from+1 … to.
    for (let at = from; at < to; at += 1) ranks[order[at]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** Spearman's rank correlation: Pearson's of the ranks; NaN where a map is the same everywhere. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return pearson(ranksOf(a), ranksOf(b));
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at]!;
  return sum / values.length;
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let at = 1; at < values.length; at += 1) if (values[at] !== values[0]) return false;
  return true;
}
