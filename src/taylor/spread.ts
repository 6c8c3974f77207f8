/** How far numbers lie from where they should: quantiles of |c(x̃) − c(x)| / |c(x)|. */
export interface Spread {
  /** How many were compared; all that follows is NaN where none was. */
  readonly points: number;
  readonly median: number;
  /** Nine of ten are below. */
  readonly p90: number;
  readonly most: number;
  /** Share of points at which c is exactly 0: there the neuron is relevant for nothing, as where another one wins a pooling. */
  readonly vanished: number;
}

/**
 * The q-quantile of numbers in rising order, linear between two of them.
 *
 * @param sorted At least one. @param q 0…1.
 */
export function quantile(sorted: readonly number[], q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const above = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (at - below) * (above - sorted[below]!);
}

/** Gathers deviations of c from what it is at x. */
export class SpreadTally {
  readonly #deviations: number[] = [];
  #vanished = 0;

  /** @param there c at some other point. @param here c at x, not 0. */
  add(there: number, here: number): void {
    this.#deviations.push(Math.abs(there - here) / Math.abs(here));
    if (there === 0) this.#vanished += 1;
  }

  close(): Spread {
    const sorted = this.#deviations.toSorted((a, b) => a - b);
    const points = sorted.length;
    if (points === 0)
      return {points, median: Number.NaN, p90: Number.NaN, most: Number.NaN, vanished: Number.NaN};
    return {
      points,
      median: quantile(sorted, 0.5),
      p90: quantile(sorted, 0.9),
      most: sorted.at(-1)!,
      vanished: this.#vanished / points,
    };
  }
}
