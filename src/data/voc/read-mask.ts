import {join} from 'node:path';
import sharp from 'sharp';
import {DataError} from '../data-error.js';
import {damaged, declaredSize, isPicture, mostPixels, notAPicture} from '../picture-header.js';
import {readBounded} from '../read-bounded.js';
import {vocClasses} from './voc-classes.js';
import {vocColours, voidIndex} from './voc-colours.js';
import type {VocSample} from './voc-dataset.js';

/** VOC2012's largest mask has 20 KB. */
const maxBytes = 10e6;

const indexOf: ReadonlyMap<number, number> = new Map(
  vocColours.map((colour, index) => [colour, index]),
);

/** A picture's mask, [h·w] of the picture as its file holds it. */
export interface VocMask {
  readonly path: string;
  /** `class`: 0 background, 1…20 the classes by name; `object`: 0 background, k the annotation's k-th object; 255 void. */
  readonly kind: 'class' | 'object';
  readonly indices: Uint8Array;
}

/**
 * Reads a picture's mask in `SegmentationClass`, else in `SegmentationObject`: a PNG in the colours of VOC's palette, or
 * a grey one that holds the indices themselves.
 *
 * @param folder The year's folder of the devkit.
 * @returns Null where the picture has no mask.
 * @throws DataError `image/…`, `voc/mask-size`, `voc/mask-form`, `voc/mask-colour`, `voc/mask-index`.
 */
export async function readMask(folder: string, sample: VocSample): Promise<VocMask | null> {
  for (const [kind, name] of [
    ['class', 'SegmentationClass'],
    ['object', 'SegmentationObject'],
  ] as const) {
    const path = join(folder, name, `${sample.id}.png`);
    const bytes = await readBounded(path, {area: 'image', maxBytes}).catch((error: unknown) => {
      if (error instanceof DataError && error.code === 'image/missing') return null;
      throw error;
    });
    if (bytes === null) continue;
    const indices = await decodeIndices(bytes, path, sample);
    checkIndices(indices, kind === 'class' ? vocClasses.length : sample.objects.length, path, kind);
    return {path, kind, indices};
  }
  return null;
}

/**
 * The pixels of a class: 1 on its objects, `voidIndex` on void pixels, else 0.
 *
 * @returns [h·w].
 */
export function classPixels(
  {kind, indices}: VocMask,
  className: string,
  {objects}: Pick<VocSample, 'objects'>,
): Uint8Array {
  const inside = new Uint8Array(256);
  inside[voidIndex] = voidIndex;
  if (kind === 'class') inside[vocClasses.indexOf(className) + 1] = 1;
  else {
    for (const [index, object] of objects.entries())
      if (object.className === className) inside[index + 1] = 1;
  }
  return indices.map(index => inside[index]!);
}

async function decodeIndices(
  bytes: Buffer,
  path: string,
  {width, height}: VocSample,
): Promise<Uint8Array> {
  if (!isPicture(bytes)) throw notAPicture(path);
  const size = await declaredSize(bytes, path, mostPixels);
  if (size.width !== width || size.height !== height) {
    throw new DataError(
      'voc/mask-size',
      path,
      `the mask has ${size.width}×${size.height} pixels, its picture ${width}×${height}; get both again`,
    );
  }
  const isGrey = checkForm(bytes, path);
  const {data, channels} = await decode(bytes, path, isGrey);
  return Uint8Array.from({length: width * height}, (_, pixel) => {
    const at = pixel * channels;
    if (isGrey) return data[at]!;
    const colour = (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!;
    const index = indexOf.get(colour);
    if (index !== undefined) return index;
    throw new DataError(
      'voc/mask-colour',
      path,
      `pixel ${pixel % width}, ${Math.floor(pixel / width)} has the colour #${colour.toString(16).padStart(6, '0')}, which is none of Pascal VOC's palette; save the mask with that palette, or its indices as grey`,
    );
  });
}

/** Whether a PNG is grey, by its header: bits a sample, then the kind of colour. */
function checkForm(bytes: Buffer, path: string): boolean {
  const isPng = bytes.toString('latin1', 1, 4) === 'PNG';
  const [bits, kind] = [bytes[24], bytes[25]];
  const isGrey = isPng && kind === 0 && bits === 8;
  if (isGrey || (isPng && (kind === 3 || (kind === 2 && bits === 8)))) return isGrey;
  throw new DataError(
    'voc/mask-form',
    path,
    "masks are PNG files with Pascal VOC's palette, or grey ones of 8 bits that hold the indices; save it so",
  );
}

async function decode(
  bytes: Buffer,
  path: string,
  isGrey: boolean,
): Promise<{readonly data: Buffer; readonly channels: number}> {
  try {
    const {data, info} = await sharp(bytes, {
      ...{limitInputPixels: mostPixels, failOn: 'error', pages: 1, ignoreIcc: true},
    })
      .autoOrient()
      .toColourspace(isGrey ? 'b-w' : 'srgb')
      .raw({depth: 'uchar'})
      .toBuffer({resolveWithObject: true});
    return {data, channels: info.channels};
  } catch (error) {
    throw damaged(path, error);
  }
}

function checkIndices(
  indices: Uint8Array,
  most: number,
  path: string,
  kind: VocMask['kind'],
): void {
  const wrong = indices.find(index => index > most && index !== voidIndex);
  if (wrong === undefined) return;
  throw new DataError(
    'voc/mask-index',
    path,
    `the mask has a pixel of index ${wrong}; 0 to ${most} (${kind === 'class' ? 'the classes' : "the annotation's objects"}) and 255 (void) are known; get the file again`,
  );
}
