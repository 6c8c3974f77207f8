/** Seeded random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** In [low, high). */
  between(low: number, high: number): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** A shuffled copy. */
  shuffled<Item>(items: readonly Item[]): Item[];
}

/** The generator splitmix32: a Weyl sequence, then a mix of the bits (Steele et al. 2014). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffled(items) {
      const result = [...items];
      for (let last = result.length - 1; last > 0; last -= 1) {
        const other = Math.floor(uniform() * (last + 1));
        [result[last], result[other]] = [result[other]!, result[last]!];
      }
      return result;
    },
  };
}
