import {decodePicture} from '../decode-picture.js';

export interface PixelStoreOptions {
  /** Height and width, in pixels. */
  readonly size: readonly [number, number];
  /** Bytes of decoded pixels kept; pictures beyond are decoded each time they are wanted. */
  readonly maxBytes: number;
}

/**
 * Decoded pictures by index, kept as far as memory goes. The first that come stay: with every picture wanted once
 * an epoch, in ever new order, throwing out the oldest would keep no more and decode no less.
 */
export class PixelStore {
  readonly #paths: readonly string[];
  readonly #options: PixelStoreOptions;
  readonly #kept = new Map<number, Promise<Uint8Array>>();
  readonly #most: number;

  /** @param paths Of the pictures. */
  constructor(paths: readonly string[], options: PixelStoreOptions) {
    this.#paths = paths;
    this.#options = options;
    this.#most = Math.floor(options.maxBytes / (options.size[0] * options.size[1] * 3));
  }

  /**
   * The pixels of a picture, [H,W,3], RGB, 0…255. Not to be changed: they are the store's own.
   *
   * @throws DataError `image/…`. A picture that failed is tried again when it is wanted again.
   */
  get(index: number): Promise<Uint8Array> {
    const kept = this.#kept.get(index);
    if (kept !== undefined) return kept;
    const decoding = this.#decode(index);
    if (this.#kept.size >= this.#most) return decoding;
    this.#kept.set(index, decoding);
    decoding.catch(() => this.#kept.delete(index));
    return decoding;
  }

  clear(): void {
    this.#kept.clear();
  }

  async #decode(index: number): Promise<Uint8Array> {
    const {rgb} = await decodePicture(this.#paths[index]!, {size: this.#options.size});
    return rgb;
  }
}
