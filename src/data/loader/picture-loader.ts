import {LrpError} from '../../errors/lrp-error.js';
import {augment} from '../augment/augment.js';
import {completeAugment, type AugmentOptions} from '../augment/augment-options.js';
import {resample} from '../augment/resample.js';
import type {PixelBox} from '../voc/voc-dataset.js';
import {PixelStore} from './pixel-store.js';

export interface PictureLoaderOptions {
  /** Height and width, in pixels, that pictures are scaled and cut to, as `readImage` does. */
  readonly size: readonly [number, number];
  /** How they are changed; null leaves them as they are. */
  readonly augment: Partial<AugmentOptions> | null;
  /** Decides, with epoch and index, each change. */
  readonly seed: number;
  /** Bytes of decoded pixels kept. @default 1 GB */
  readonly maxBytes?: number;
  /** What transparency is laid on. @default white */
  readonly background?: '#ffffff' | '#000000';
  /** Stops soon; calls then throw the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface BatchRequest {
  /** Epoch, or variant where features are computed ahead: another one changes pictures otherwise. */
  readonly epoch: number;
  /** Which samples, by their place in what the loader was opened with. */
  readonly indices: readonly number[];
}

export interface EpochRequest {
  readonly epoch: number;
  /** Samples in the order they are wanted. */
  readonly order: readonly number[];
  /** Samples a batch; the last may be smaller. */
  readonly batchSize: number;
}

export interface PictureBatch {
  readonly indices: readonly number[];
  /** [N,H,W,3], RGB, 0…255. The caller's. */
  readonly pixels: Uint8Array;
}

/** A picture, or a part of one. */
export interface LoadedSample {
  readonly image: string;
  /** In pixels of the picture's own size, as large as the loader's `size`: nothing is scaled. It may reach over the borders. */
  readonly window?: PixelBox;
}

/** Gives pictures in batches. */
export interface PictureLoader {
  /** How many samples there are. */
  readonly count: number;
  /**
   * [N,H,W,3], RGB, 0…255: the caller's own. What a picture looks like depends on the loader's seed, the epoch and
   * its index alone.
   *
   * @throws DataError `image/…` with the picture's path; LrpError `loader/index`.
   */
  batch(request: BatchRequest): Promise<Uint8Array>;
  /** The batches of an epoch, each made ready while the one before is worked on. Throws as `batch`. */
  epoch(request: EpochRequest): AsyncGenerator<PictureBatch, void, undefined>;
  /** Lets go of the pixels. */
  close(): void;
}

/**
 * Opens pictures for training: decoded once, as far as memory goes, and changed anew each epoch.
 *
 * @param store Decoded pictures, where several loaders share them; `maxBytes` and `background` are its own then.
 * @throws LrpError `augment/…`, `loader/window` where some samples are windows and some are not, or one has another size.
 */
export function openPictureLoader(
  samples: readonly LoadedSample[],
  options: PictureLoaderOptions,
  store: PixelStore = openPixelStore(samples, options),
): PictureLoader {
  const {size, seed, signal} = options;
  const ranges = options.augment === null ? null : completeAugment(options.augment);
  const [height, width] = size;
  const each = height * width * 3;

  async function batch({epoch, indices}: BatchRequest): Promise<Uint8Array> {
    signal?.throwIfAborted();
    checkIndices(indices, samples.length);
    const pixels = new Uint8Array(indices.length * each);
    const decoded = await Promise.all(indices.map(index => store.get(samples[index]!.image)));
    signal?.throwIfAborted();
    for (const [place, index] of indices.entries()) {
      const picture = decoded[place]!;
      const source = {data: picture.data, offset: 0};
      const target = {data: pixels, offset: place * each};
      const {window} = samples[index]!;
      const view = {
        left: window?.left ?? 0,
        top: window?.top ?? 0,
        height: picture.height,
        width: picture.width,
      };
      if (ranges !== null)
        augment(source, target, {height, width}, ranges, {seed, epoch, index}, view);
      else if (window === undefined) pixels.set(source.data, target.offset);
      else resample(source, target, {height, width}, unmoved, view);
    }
    return pixels;
  }

  async function* epoch({epoch, order, batchSize}: EpochRequest): AsyncGenerator<PictureBatch> {
    const parts: (readonly number[])[] = [];
    for (let start = 0; start < order.length; start += batchSize) {
      parts.push(order.slice(start, start + batchSize));
    }
    const begin = (part: readonly number[]): Promise<Uint8Array> => {
      const pixels = batch({epoch, indices: part});
      // Whoever stops early never waits for it: what it throws would have no one to tell.
      pixels.catch(() => {});
      return pixels;
    };
    let next = parts[0] === undefined ? null : begin(parts[0]);
    for (const [place, indices] of parts.entries()) {
      const pixels = await next!;
      const following = parts[place + 1];
      next = following === undefined ? null : begin(following);
      yield {indices, pixels};
    }
  }

  return {count: samples.length, batch, epoch, close: () => store.clear()};
}

const unmoved = [1, 0, 0, 0, 1, 0] as const;

/** A store that fits the samples. @throws LrpError `loader/window`. */
export function openPixelStore(
  samples: readonly LoadedSample[],
  {size, maxBytes = 1e9, background = '#ffffff'}: Omit<PictureLoaderOptions, 'augment' | 'seed'>,
): PixelStore {
  const windows = samples.some(({window}) => window !== undefined);
  if (windows) checkWindows(samples, size);
  return new PixelStore({size: windows ? null : size, maxBytes, background});
}

function checkWindows(samples: readonly LoadedSample[], [height, width]: readonly number[]): void {
  const wrong = samples.find(
    ({window}) =>
      window === undefined ||
      window.right - window.left !== width ||
      window.bottom - window.top !== height,
  );
  if (wrong === undefined) return;
  throw new LrpError(
    'loader/window',
    `${wrong.image}: every sample has to be a window of ${height}×${width} pixels, or none`,
  );
}

/** @throws LrpError `loader/index`. */
export function checkIndices(indices: readonly number[], count: number): void {
  const wrong = indices.find(index => !(Number.isInteger(index) && index >= 0 && index < count));
  if (wrong !== undefined) {
    throw new LrpError(
      'loader/index',
      `sample ${wrong}: there are ${count} samples, 0…${count - 1}`,
    );
  }
}
