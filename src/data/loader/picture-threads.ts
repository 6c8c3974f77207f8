import {availableParallelism} from 'node:os';
import type {Preprocessing} from '../../graph/preprocessing.js';
import {type AugmentOptions, completeAugment} from '../augment/augment-options.js';
import {checkIndices, type LoadedSample, openPixelStore} from './picture-loader.js';
import {PictureThread, type PictureWork, threadError} from './picture-thread.js';

/** Pictures that belong together, such as a split. */
export interface PictureSet {
  readonly samples: readonly LoadedSample[];
  /** How they are changed; null leaves them as they are. */
  readonly augment: Partial<AugmentOptions> | null;
}

export interface PictureThreadsOptions {
  /** Height and width, in pixels, that pictures are scaled and cut to. */
  readonly size: readonly [number, number];
  /** Decides, with epoch and index, each change. */
  readonly seed: number;
  readonly preprocessing: Preprocessing;
  /** Bytes of decoded pixels kept by all threads and sets together. @default 1 GB */
  readonly maxBytes?: number;
  /** How many threads. @default one fewer than there are cores, 1 to 4 */
  readonly threads?: number;
  /** Calls throw its reason once it is set. */
  readonly signal?: AbortSignal | undefined;
}

export interface RowsRequest {
  /** Place of the set among those the threads were opened with. */
  readonly set: number;
  /** Epoch, or variant: another one changes pictures otherwise. */
  readonly epoch: number;
  readonly indices: readonly number[];
}

/**
 * Decodes, changes and preprocesses pictures in threads of their own, so that it goes on while the thread that asked
 * computes. Every picture belongs to one thread, which keeps its pixels; how many threads there are changes no byte of
 * what comes back. They start at once, keep no process alive that waits for nothing of them, and end
 * with `close`.
 */
export class PictureThreads {
  readonly #work: PictureWork;
  readonly #threads: readonly PictureThread[];
  readonly #signal: AbortSignal | undefined;
  /** Thread of each picture, by path. */
  readonly #owners = new Map<string, number>();
  #closed = false;

  /** @throws LrpError `augment/…`, `loader/window`. */
  constructor(sets: readonly PictureSet[], options: PictureThreadsOptions) {
    const {size, seed, preprocessing, maxBytes = 1e9, signal} = options;
    const threads = options.threads ?? Math.min(4, Math.max(1, availableParallelism() - 1));
    this.#signal = signal;
    this.#work = {
      sets: sets.map(({samples, augment}) => ({
        samples: samples.map(({image, window}) =>
          window === undefined ? {image} : {image, window},
        ),
        augment: augment === null ? null : completeAugment(augment),
      })),
      ...{size, seed, preprocessing},
      maxBytes: maxBytes / threads,
      // As `readImage` does.
      background: preprocessing.channels === 'L' ? '#000000' : '#ffffff',
    };
    const samples = this.#work.sets.flatMap(set => set.samples);
    openPixelStore(samples, {size});
    for (const {image} of samples) {
      if (!this.#owners.has(image)) this.#owners.set(image, this.#owners.size % threads);
    }
    this.#threads = Array.from({length: threads}, () => new PictureThread(this.#work));
  }

  /** How many samples a set has. */
  count(set: number): number {
    return this.#work.sets[set]!.samples.length;
  }

  /**
   * Samples as a network takes them, channels last: [N,H,W,C], the caller's own.
   *
   * @throws DataError `image/…` with the picture's path; LrpError `loader/index`, `loader/thread` where a thread
   *   broke down or was closed; the signal's reason.
   */
  async rows(request: RowsRequest): Promise<Float32Array> {
    this.#signal?.throwIfAborted();
    const {set, indices} = request;
    const {samples} = this.#work.sets[set]!;
    checkIndices(indices, samples.length);
    if (this.#closed) throw threadError('it was closed');
    const places = this.#threads.map((): number[] => []);
    for (const [place, index] of indices.entries()) {
      places[this.#owners.get(samples[index]!.image)!]!.push(place);
    }
    const parts = await Promise.all(
      this.#threads.map((thread, owner) =>
        places[owner]!.length === 0
          ? new Float32Array(0)
          : thread.ask({...request, indices: places[owner]!.map(place => indices[place]!)}),
      ),
    );
    this.#signal?.throwIfAborted();
    if (parts.length === 1) return parts[0]!;
    const [height, width] = this.#work.size;
    const each = height * width * this.#work.preprocessing.channels.length;
    const rows = new Float32Array(indices.length * each);
    for (const [owner, part] of parts.entries()) {
      for (const [from, place] of places[owner]!.entries()) {
        rows.set(part.subarray(from * each, (from + 1) * each), place * each);
      }
    }
    return rows;
  }

  /** Ends the threads, when they are through with what was asked. A second time does nothing. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.map(thread => thread.close()));
  }
}
