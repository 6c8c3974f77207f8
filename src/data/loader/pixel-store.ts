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
  /** What transparency is laid on. @default white */
  readonly background?: '#ffffff' | '#000000';
  /** Bytes of decoded pixels kept; pictures beyond are decoded each time they are wanted. */
  readonly maxBytes: number;
}

/**
 * Decoded pictures by path, kept as far as memory goes. The first that come stay: with every picture wanted once
 * an epoch, in ever new order, throwing out the oldest would keep no more and decode no less.
 */
export class PixelStore {
  readonly #options: PixelStoreOptions;
  readonly #kept = new Map<string, StoredPicture>();
  /** Being decoded. */
  readonly #coming = new Map<string, Promise<StoredPicture>>();
  #bytes = 0;

  constructor(options: PixelStoreOptions) {
    this.#options = options;
  }

  /** Of the pictures kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws DataError `image/…`. A picture that failed is tried again when it is wanted again. */
  async get(path: string): Promise<StoredPicture> {
    const kept = this.#kept.get(path);
    if (kept !== undefined) return kept;
    const coming = this.#coming.get(path);
    if (coming !== undefined) return coming;
    const decoding = this.#decode(path);
    this.#coming.set(path, decoding);
    try {
      const picture = await decoding;
      this.#keep(path, picture);
      return picture;
    } finally {
      this.#coming.delete(path);
    }
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #keep(path: string, picture: StoredPicture): void {
    if (this.#bytes + picture.data.length > this.#options.maxBytes) return;
    this.#bytes += picture.data.length;
    this.#kept.set(path, picture);
  }

  async #decode(path: string): Promise<StoredPicture> {
    const {size, background = '#ffffff'} = this.#options;
    const {rgb, source} = await decodePicture(path, {size, background});
    const [height, width] = size ?? [source.height, source.width];
    return {data: rgb, height, width};
  }
}
