import {createHash} from 'node:crypto';
import sharp from 'sharp';
import {
  damaged,
  declaredSize,
  isPicture,
  mostPixels,
  notAPicture,
  type Extent,
  type PictureHeader,
} from './picture-header.js';
import {readBounded} from './read-bounded.js';

export interface DecodeOptions {
  /** Height and width wanted, in pixels; null takes the picture as it is. */
  readonly size: readonly [number, number] | null;
  /** What transparency is laid on. @default white */
  readonly background?: '#ffffff' | '#000000';
  /** Largest file, in bytes. @default 100 MB */
  readonly maxBytes?: number;
  /** Most pixels the picture may declare. @default 64 million */
  readonly maxPixels?: number;
}

/** A decoded picture. */
export interface DecodedPicture {
  /** [H,W,3], RGB, 0…255. */
  readonly rgb: Uint8Array;
  /** What the file holds, before it was fitted. */
  readonly source: Extent;
}

/**
 * Decodes a PNG, JPEG, WebP or GIF (its first frame): turned upright by its EXIF mark, transparency laid on
 * the background, scaled with a triangle filter until the shorter side fits, then cut to the middle; a
 * picture of the right size is taken as it is.
 *
 * @throws DataError `image/…`: missing, too large, no picture, cut off. The declared size is checked
 *   before anything is decoded.
 */
export async function decodePicture(path: string, options: DecodeOptions): Promise<DecodedPicture> {
  const {size, background = '#ffffff', maxBytes = 100e6, maxPixels = mostPixels} = options;
  const bytes = await readBounded(path, {area: 'image', maxBytes});
  if (!isPicture(bytes)) throw notAPicture(path);
  const source = await declaredSize(bytes, path, maxPixels);
  const [height, width] = size ?? [source.height, source.width];
  try {
    let picture = sharp(bytes, {limitInputPixels: maxPixels, failOn: 'error', pages: 1})
      .autoOrient()
      .flatten({background})
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
    return {rgb: toRgb(data, info.channels), source};
  } catch (error) {
    throw damaged(path, error);
  }
}

/** A picture file that was read whole. */
export interface CheckedPicture extends PictureHeader {
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads a whole picture file and throws it away, for its size and its SHA-256; with `decode` it is decoded as well,
 * so that one that is cut off or damaged is found. Takes little memory.
 *
 * @throws DataError as `decodePicture`.
 */
export async function checkPicture(
  path: string,
  {
    decode,
    maxBytes = 100e6,
    maxPixels = mostPixels,
  }: Pick<DecodeOptions, 'maxBytes' | 'maxPixels'> & {readonly decode: boolean},
): Promise<CheckedPicture> {
  const bytes = await readBounded(path, {area: 'image', maxBytes});
  if (!isPicture(bytes)) throw notAPicture(path);
  const extent = await declaredSize(bytes, path, maxPixels);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const checked = {...extent, bytes: bytes.length, sha256};
  if (!decode) return checked;
  try {
    // Squeezed, not cut, so that every row has to be decoded; without a hint to the decoder to skip detail.
    await sharp(bytes, {limitInputPixels: maxPixels, failOn: 'error', pages: 1})
      .resize(8, 8, {fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false})
      .raw()
      .toBuffer();
  } catch (error) {
    throw damaged(path, error);
  }
  return checked;
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
