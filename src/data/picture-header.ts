import {open, stat} from 'node:fs/promises';
import sharp from 'sharp';
import {DataError, describeSystemError} from './data-error.js';

/** Most pixels a picture may declare, unless said otherwise: 64 million. */
export const mostPixels = 64e6;

export interface Extent {
  readonly height: number;
  readonly width: number;
}

/** By the first bytes, so that libvips is never handed a format nobody asked for, such as SVG. */
export function isPicture(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 12);
  return (
    head.startsWith('\x89PNG\r\n\x1a\n') ||
    head.startsWith('\xff\xd8\xff') ||
    head.startsWith('GIF87a') ||
    head.startsWith('GIF89a') ||
    (head.startsWith('RIFF') && head.endsWith('WEBP'))
  );
}

export function notAPicture(path: string): DataError {
  return new DataError(
    'image/not-a-picture',
    path,
    'this is no picture; PNG, JPEG, WebP and GIF are read',
  );
}

/**
 * What the header says, upright. Decodes nothing.
 *
 * @param source The file's bytes, or its path.
 * @param path   For messages.
 * @throws DataError `image/damaged`, `image/too-large`.
 */
export async function declaredSize(
  source: Buffer | string,
  path: string,
  maxPixels: number,
): Promise<Extent> {
  let declared: Extent;
  try {
    const metadata = await sharp(source, {limitInputPixels: false, failOn: 'error'}).metadata();
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

export function damaged(path: string, error: unknown): DataError {
  const reason = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
  return new DataError(
    'image/damaged',
    path,
    `the picture is damaged or cut off (${reason}); get the file again`,
    {cause: error},
  );
}

/** A picture file as far as can be told without decoding it. */
export interface PictureHeader extends Extent {
  /** Size of the file. */
  readonly bytes: number;
}

/**
 * Looks at a picture file's kind and declared size, in pixels, upright. A file cut off behind its header
 * passes: only decoding it would tell.
 *
 * @throws DataError `image/missing`, `image/unreadable`, `image/not-a-file`, `image/empty-file`,
 *   `image/not-a-picture`, `image/damaged`, `image/too-large`.
 */
export async function readPictureHeader(
  path: string,
  {maxPixels = mostPixels}: {readonly maxPixels?: number} = {},
): Promise<PictureHeader> {
  const {bytes, head} = await readHead(path);
  if (!isPicture(head)) throw notAPicture(path);
  return {...(await declaredSize(path, path, maxPixels)), bytes};
}

async function readHead(path: string): Promise<{readonly bytes: number; readonly head: Buffer}> {
  try {
    const status = await stat(path);
    if (!status.isFile()) {
      throw new DataError('image/not-a-file', path, 'it is no file; give the path of a picture');
    }
    if (status.size === 0) {
      throw new DataError(
        'image/empty-file',
        path,
        'the file is empty (0 bytes); get the file again',
      );
    }
    const file = await open(path, 'r');
    try {
      const {buffer, bytesRead} = await file.read(Buffer.alloc(12), 0, 12, 0);
      return {bytes: status.size, head: buffer.subarray(0, bytesRead)};
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    const reason = describeSystemError(error);
    const missing = reason === 'there is no such file';
    throw new DataError(
      missing ? 'image/missing' : 'image/unreadable',
      path,
      `${reason}; ${missing ? 'check the path' : 'it cannot be read'}`,
      {cause: error},
    );
  }
}
