import {decodePicture} from '../decode-picture.js';

/** A decoded picture, [H,W,3], RGB, 0…255. Not to be changed: it is the store's own. */
export interface StoredPicture {
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
}

export interface PixelStoreOptions {
  /** Height and width, in pixels; null keeps each picture's own. */
  readonly size: readonly [number, number] | null;
  /** Bytes of decoded pixels kept; pictures beyond are decoded each time they are wanted. */
  readonly maxBytes: number;
}

/**
 * Decoded pictures by path, kept as far as memory goes. The first that come stay: with every picture wanted once
 * an epoch, in ever new order, throwing out the oldest would keep no more and decode no less.
 */
export class PixelStore {
  readonly #options: PixelStoreOptions;
  readonly #kept = new Map<string, Promise<StoredPicture>>();
  #bytes = 0;

  constructor(options: PixelStoreOptions) {
    this.#options = options;
  }

  /** @throws DataError `image/…`. A picture that failed is tried again when it is wanted again. */
  get(path: string): Promise<StoredPicture> {
    const kept = this.#kept.get(path);
    if (kept !== undefined) return kept;
    const decoding = this.#decode(path);
    const {size, maxBytes} = this.#options;
    const expected = size === null ? 0 : size[0] * size[1] * 3;
    if (this.#bytes + expected > maxBytes) return decoding;
    this.#bytes += expected;
    this.#kept.set(path, decoding);
    decoding.then(
      ({data}) => {
        this.#bytes += data.length - expected;
      },
      () => {
        this.#bytes -= expected;
        this.#kept.delete(path);
      },
    );
    return decoding;
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  async #decode(path: string): Promise<StoredPicture> {
    const {size} = this.#options;
    const {rgb, source} = await decodePicture(path, {size});
    const [height, width] = size ?? [source.height, source.width];
    return {data: rgb, height, width};
  }
}
