/**
 * One seed, a whole number in 0 … 2³²−1, of several numbers such as a seed, an epoch and an index: every bit of
 * each counts, and so does their order. Streams of random numbers for different keys can so be drawn in any order.
 *
 * Words are mixed as MurmurHash3 does (Appleby 2011). @param keys Whole numbers up to 2⁵³ in size.
 */
export function mixSeed(...keys: readonly number[]): number {
  let hash = 0x9e3779b9 | 0;
  for (const key of keys) {
    hash = mixWord(hash, key | 0);
    hash = mixWord(hash, Math.floor(key / 2 ** 32) | 0);
  }
  hash ^= keys.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function mixWord(hash: number, word: number): number {
  const spread = Math.imul(word, 0xcc9e2d51);
  const added = hash ^ Math.imul((spread << 15) | (spread >>> 17), 0x1b873593);
  return (Math.imul((added << 13) | (added >>> 19), 5) + 0xe6546b64) | 0;
}
