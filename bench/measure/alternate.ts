/** One of several things measured side by side. */
export interface Side {
  readonly name: string;
  /** Does it once and says how long it took, in milliseconds. */
  readonly run: () => Promise<number>;
}

export interface AlternateOptions {
  /** Rounds at most. */
  readonly runs: number;
  /** Milliseconds after which no further round begins; a second round always does while `least` says so. */
  readonly budget: number;
  /** Rounds that are made whatever they take. @default 1 */
  readonly least?: number;
  readonly signal?: AbortSignal;
}

/**
 * Measures sides by turns, A B A B …, so that what else the machine does falls on all alike.
 *
 * @returns Milliseconds of every run, by the side's name.
 */
export async function alternate(
  sides: readonly Side[],
  {runs, budget, least = 1, signal}: AlternateOptions,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map(sides.map(({name}): [string, number[]] => [name, []]));
  let spent = 0;
  for (let round = 0; round < runs && (round < least || spent < budget); round++) {
    for (const {name, run} of sides) {
      signal?.throwIfAborted();
      const time = await run();
      times.get(name)!.push(time);
      spent += time;
    }
  }
  return times;
}
