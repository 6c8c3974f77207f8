import type {Samples} from './samples.js';

export interface AheadBatch {
  readonly indices: readonly number[];
  /** As `Samples.batch` gives it. */
  readonly data: Float32Array;
}

/**
 * The batches of an epoch in turn, each begun before the one before it is given away: it is made ready in the
 * pictures' threads while that one is worked on, even where this holds up the process's own thread.
 *
 * @throws What `Samples.batch` throws.
 */
export async function* readAhead(
  samples: Samples,
  epoch: number,
  batches: readonly (readonly number[])[],
): AsyncGenerator<AheadBatch, void, undefined> {
  const begin = (indices: readonly number[] | undefined): Promise<Float32Array> | null => {
    if (indices === undefined) return null;
    const batch = samples.batch(epoch, indices);
    // Whoever stops early never waits for it: what it throws would have no one to tell.
    batch.catch(() => {});
    return batch;
  };
  let next = begin(batches[0]);
  for (const [index, indices] of batches.entries()) {
    const data = await next!;
    next = begin(batches[index + 1]);
    // Signals have their turn, and the question goes out.
    await new Promise(resolve => setImmediate(resolve));
    yield {indices, data};
  }
}
