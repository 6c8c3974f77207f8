import type {Tensor} from '../graph/graph.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import {decodePicture} from './decode-picture.js';
import type {Extent} from './picture-header.js';
import {luma, preprocessPixels} from './preprocess-pixels.js';

export interface ReadImageOptions {
  readonly preprocessing: Preprocessing;
  /** Height and width the network takes. */
  readonly size: readonly [number, number];
  /** Largest file, in bytes. @default 100 MB */
  readonly maxBytes?: number;
  /** Most pixels the picture may declare. @default 64 million */
  readonly maxPixels?: number;
}

/** Pixels for display, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** [H,W,3], RGB, 0…255, before preprocessing; grey where the network sees grey. */
  readonly data: Uint8Array;
}

export interface ReadImage {
  /** [C,H,W], preprocessed, in the preprocessing's channel order. */
  readonly tensor: Tensor;
  /** What the network sees, as a person sees it. */
  readonly pixels: Pixels;
  /** How the picture was fitted, for printing: `500×375, resized and cut to the middle 224×224`. */
  readonly fitted: string;
}

/**
 * Reads a PNG, JPEG, WebP or GIF (its first frame) as the network's input: turned upright by its EXIF
 * mark; transparency laid on white, on black where the network takes grey (digits are light on
 * black); scaled with a triangle filter until the shorter side fits, then cut to the middle; a
 * picture of the right size is taken as it is. Grey from colour is 0.299·R + 0.587·G + 0.114·B.
 *
 * @throws DataError `image/…`: missing, too large, no picture, cut off. The declared size is checked
 *   before anything is decoded.
 */
export async function readImage(path: string, options: ReadImageOptions): Promise<ReadImage> {
  const {preprocessing, size, ...bounds} = options;
  const [height, width] = size;
  const grey = preprocessing.channels === 'L';
  const {rgb, source} = await decodePicture(path, {
    size,
    background: grey ? '#000000' : '#ffffff',
    ...bounds,
  });
  return {
    tensor: preprocessPixels(rgb, height, width, preprocessing),
    pixels: {width, height, data: grey ? greyed(rgb) : rgb},
    fitted: describeFit(source, {height, width}),
  };
}

function greyed(rgb: Uint8Array): Uint8Array {
  return rgb.map((_, index) => luma(rgb, index - (index % 3)));
}

function describeFit(source: Extent, target: Extent): string {
  const from = `${source.width}×${source.height}`;
  const to = `${target.width}×${target.height}`;
  if (from === to) return `${from}, as it is`;
  const sameAspect = source.width * target.height === source.height * target.width;
  return sameAspect ? `${from}, resized to ${to}` : `${from}, resized and cut to the middle ${to}`;
}
