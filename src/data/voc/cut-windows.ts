import {LrpError} from '../../errors/lrp-error.js';
import {mixSeed} from '../mix-seed.js';
import {createRandom, type Random} from '../random.js';
import type {PixelBox, VocLabel, VocObject, VocSample, VocSplit} from './voc-dataset.js';
import {withLabels} from './voc-labels.js';

export interface CutWindowsOptions {
  /** Height and width of a window, in pixels of the pictures. */
  readonly size: number;
  /** Decides where the windows without objects lie. */
  readonly seed: number;
}

/** An object counts as there from this share of its box on; below `gone` it counts as not there. */
const there = 0.6;
const gone = 0.15;
/** How often a place without objects is looked for in a picture. */
const tries = 10;

/**
 * Cuts a split into windows: one around the middle of each object that is not difficult, moved into the
 * picture where it reaches over a border, and one a picture where nothing is, if such a place is found. A network
 * learns from them what single objects look like, on a fraction of the pixels; its features are then good for
 * whole pictures.
 *
 * A window's label of a class is 1 where the object it is of has that class or 60 % of another's box lie
 * in it, -1 where less than 15 % of every box do, 0 between (and for difficult objects).
 *
 * @throws LrpError `voc/window-size`.
 */
export function cutWindows(split: VocSplit, {size, seed}: CutWindowsOptions): VocSplit {
  if (!(Number.isInteger(size) && size >= 8 && size <= 4096)) {
    throw new LrpError(
      'voc/window-size',
      `windows: expected a whole number of pixels in 8…4096, got ${size}`,
    );
  }
  const samples: VocSample[] = [];
  const labels: (readonly VocLabel[])[] = [];
  for (const [index, sample] of split.samples.entries()) {
    const random = createRandom(mixSeed(seed, index));
    const cut = [
      ...sample.objects
        .filter(({difficult}) => !difficult)
        .map(object => ({window: around(object.box, sample, size), of: object})),
      ...emptyPlaces(sample, size, random).map(window => ({window, of: null})),
    ];
    for (const [number, {window, of}] of cut.entries()) {
      samples.push({...sample, id: `${sample.id}#${number}`, window});
      labels.push(split.classes.map(name => labelOf(name, window, of, sample.objects)));
    }
  }
  return withLabels(split, samples, labels);
}

function around(box: PixelBox, sample: VocSample, size: number): PixelBox {
  const place = (low: number, high: number, length: number): number => {
    const start = Math.round((low + high - size) / 2);
    // A picture smaller than the window stands in its middle.
    if (length <= size) return Math.round((length - size) / 2);
    return Math.min(Math.max(start, 0), length - size);
  };
  const left = place(box.left, box.right, sample.width);
  const top = place(box.top, box.bottom, sample.height);
  return {left, top, right: left + size, bottom: top + size};
}

function emptyPlaces(sample: VocSample, size: number, random: Random): readonly PixelBox[] {
  if (sample.width < size || sample.height < size) return [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const left = Math.floor(random.between(0, sample.width - size + 1));
    const top = Math.floor(random.between(0, sample.height - size + 1));
    const window = {left, top, right: left + size, bottom: top + size};
    if (sample.objects.every(({box}) => shareInside(box, window) < gone)) return [window];
  }
  return [];
}

function labelOf(
  className: string,
  window: PixelBox,
  of: VocObject | null,
  objects: readonly VocObject[],
): VocLabel {
  const alike = objects.filter(object => object.className === className);
  const seen = alike.filter(
    object => object === of || (!object.difficult && shareInside(object.box, window) >= there),
  );
  if (seen.length > 0) return 1;
  return alike.every(({box}) => shareInside(box, window) < gone) ? -1 : 0;
}

/** Which share of a box lies in a window. */
function shareInside(box: PixelBox, window: PixelBox): number {
  const width = Math.min(box.right, window.right) - Math.max(box.left, window.left);
  const height = Math.min(box.bottom, window.bottom) - Math.max(box.top, window.top);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / ((box.right - box.left) * (box.bottom - box.top));
}
