/** Pseudo-random numbers that are the same on every machine (mulberry32). */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** About normal: mean 0, variance 1, never beyond ±6. */
  normal(): number;
}

/** A stream of numbers that depends on the seed alone. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => {
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += uniform();
    return sum;
  };
  return {uniform, normal};
}
