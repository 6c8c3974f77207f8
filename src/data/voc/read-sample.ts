import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import {DataError} from '../data-error.js';
import {checkPicture} from '../decode-picture.js';
import {readPictureHeader} from '../picture-header.js';
import {readBounded} from '../read-bounded.js';
import type {Devkit} from './find-devkit.js';
import {parseAnnotation} from './parse-annotation.js';
import type {PixelBox, VocObject, VocSample} from './voc-dataset.js';

/** VOC2012's largest annotation has 30 KB. */
const maxBytes = 1e6;

/** A sample, and what is odd about it without making it useless. */
export interface ReadSample {
  readonly sample: VocSample;
  readonly note: DataError | null;
}

/**
 * Reads one picture's annotation, and of the picture as much as is asked for.
 *
 * @param id    Checked to be a plain name.
 * @param depth `header` its size; `file` all its bytes, for their SHA-256; `pixels` decodes them as well, so that
 *   a picture that is cut off is found.
 * @throws DataError `voc/…` for the annotation, `image/…` for the picture.
 */
export async function readSample(
  devkit: Devkit,
  id: string,
  depth: 'header' | 'file' | 'pixels',
): Promise<ReadSample> {
  const path = join(devkit.folder, 'Annotations', `${id}.xml`);
  const xml = await readBounded(path, {area: 'voc', maxBytes});
  const {size, objects} = parseAnnotation(xml.toString('utf8').replace(/^\uFEFF/, ''), path);
  const image = await findPicture(devkit, id);
  const {width, height, bytes, sha256} =
    depth === 'header'
      ? {...(await readPictureHeader(image)), sha256: null}
      : await checkPicture(image, {decode: depth === 'pixels'});
  const note =
    size === null || (size.width === width && size.height === height)
      ? null
      : new DataError(
          'voc/size-differs',
          path,
          `it says ${size.width}×${size.height} pixels, the picture has ${width}×${height}; the picture is right`,
        );
  const inside = objects.map(object => cutToPicture(object, {width, height}, path));
  return {sample: {id, image, width, height, bytes, sha256, objects: inside}, note};
}

/** By id, as VOC's own tools do; PNG for data sets made in VOC's form. */
async function findPicture(devkit: Devkit, id: string): Promise<string> {
  const usual = join(devkit.folder, 'JPEGImages', `${id}.jpg`);
  for (const extension of ['jpg', 'jpeg', 'png']) {
    const path = join(devkit.folder, 'JPEGImages', `${id}.${extension}`);
    if ((await stat(path).catch(() => null)) !== null) return path;
  }
  return usual;
}

function cutToPicture(
  object: VocObject,
  {width, height}: {readonly width: number; readonly height: number},
  path: string,
): VocObject {
  const {left, top, right, bottom} = object.box;
  const box: PixelBox = {
    left: Math.max(0, left),
    top: Math.max(0, top),
    right: Math.min(width, right),
    bottom: Math.min(height, bottom),
  };
  if (box.left < box.right && box.top < box.bottom) return {...object, box};
  throw new DataError(
    'voc/bad-box',
    path,
    `the box of "${object.className}" (${left}…${right} by ${top}…${bottom} pixels from 0) lies outside the picture of ${width}×${height}; correct it, or get the files again`,
  );
}
