/** Longer names are no typing slips; comparing them would only cost time. */
const longestCompared = 64;
/** So many candidates are compared at most; further ones would only cost time. */
const mostCompared = 2000;

/**
 * How many slips lie between two words: a letter more, less, other, or two neighbours swapped
 * (the optimal string alignment distance).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({length: b.length + 1}, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforeLast[j - 2]! + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/**
 * The candidate someone most likely meant by `typed`, or null where none is close: at most one slip
 * in three letters, case counting for nothing. Of equally close ones the first.
 */
export function suggest(typed: string, candidates: Iterable<string>): string | null {
  if (typed.length > longestCompared) return null;
  const limit = Math.max(1, Math.floor(typed.length / 3));
  let best: string | null = null;
  let bestDistance = limit + 1;
  let compared = 0;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - typed.length) > limit) continue;
    if (++compared > mostCompared) break;
    const distance = editDistance(typed.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The hint behind a caret: `did you mean "gamma"?`, or null where nothing is close. */
export function didYouMean(typed: string, candidates: Iterable<string>): string | null {
  const candidate = suggest(typed, candidates);
  return candidate === null ? null : `did you mean "${candidate}"?`;
}
