import sharp from 'sharp';
import type {Tensor} from '../graph/graph.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import {DataError} from './data-error.js';
import {luma, preprocessPixels} from './preprocess-pixels.js';
import {readBounded} from './read-bounded.js';

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
  const {preprocessing, size, maxBytes = 100e6, maxPixels = 64e6} = options;
  const [height, width] = size;
  const bytes = await readBounded(path, {area: 'image', maxBytes});
  if (!isPicture(bytes)) {
    throw new DataError(
      'image/not-a-picture',
      path,
      'this is no picture; PNG, JPEG, WebP and GIF are read',
    );
  }
  const source = await declaredSize(bytes, path, maxPixels);
  const grey = preprocessing.channels === 'L';
  try {
    let picture = sharp(bytes, {limitInputPixels: maxPixels, failOn: 'error', pages: 1})
      .autoOrient()
      .flatten({background: grey ? '#000000' : '#ffffff'})
      .toColourspace('srgb');
    if (source.width !== width || source.height !== height) {
      picture = picture.resize(width, height, {
        fit: 'cover',
        position: 'centre',
        kernel: 'linear',
        fastShrinkOnLoad: false,
      });
    }
    const {data, info} = await picture.raw({depth: 'uchar'}).toBuffer({resolveWithObject: true});
    const rgb = toRgb(data, info.channels);
    return {
      tensor: preprocessPixels(rgb, height, width, preprocessing),
      pixels: {width, height, data: grey ? greyed(rgb) : rgb},
      fitted: describeFit(source, {height, width}),
    };
  } catch (error) {
    throw damaged(path, error);
  }
}

/** By the first bytes, so that libvips is never handed a format nobody asked for, such as SVG. */
function isPicture(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 12);
  return (
    head.startsWith('\x89PNG\r\n\x1a\n') ||
    head.startsWith('\xff\xd8\xff') ||
    head.startsWith('GIF87a') ||
    head.startsWith('GIF89a') ||
    (head.startsWith('RIFF') && head.endsWith('WEBP'))
  );
}

interface Extent {
  readonly height: number;
  readonly width: number;
}

/** What the header says, upright. Decodes nothing. */
async function declaredSize(bytes: Buffer, path: string, maxPixels: number): Promise<Extent> {
  let declared: Extent;
  try {
    const metadata = await sharp(bytes, {limitInputPixels: false, failOn: 'error'}).metadata();
    declared = metadata.autoOrient;
  } catch (error) {
    throw damaged(path, error);
  }
  if (declared.width * declared.height > maxPixels) {
    throw new DataError(
      'image/too-large',
      path,
      `the picture declares ${declared.width}×${declared.height} pixels; at most ${maxPixels} are decoded; make it smaller`,
    );
  }
  return declared;
}

function damaged(path: string, error: unknown): DataError {
  const reason = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
  return new DataError(
    'image/damaged',
    path,
    `the picture is damaged or cut off (${reason}); get the file again`,
    {cause: error},
  );
}

/** One or two channels become three. */
function toRgb(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return new Uint8Array(data);
  const rgb = new Uint8Array((data.length / channels) * 3);
  for (let pixel = 0; pixel * channels < data.length; pixel += 1) {
    for (let c = 0; c < 3; c += 1)
      rgb[pixel * 3 + c] = data[pixel * channels + (channels > 3 ? c : 0)]!;
  }
  return rgb;
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
