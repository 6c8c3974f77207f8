import type {Rgb} from './colour.js';
import {glyphAdvance, glyphRows} from './font.js';
import {PlotError} from './plot-error.js';

/** A picture in memory: red, green, blue, alpha, a byte each, row by row. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** [H,W,4] */
  readonly rgba: Uint8Array;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Every second, third … pixel of what a box covers; the second cue beside colour. */
export type Pattern = 'solid' | 'slash' | 'backslash' | 'cross' | 'dots' | 'bars';

const maximumPixels = 64 * 1024 * 1024;

/**
 * A white picture to draw on.
 *
 * @throws PlotError `plot/too-large` above 64 Mpixel.
 */
export function createRaster(width: number, height: number): Raster {
  if (!(width > 0 && height > 0 && width * height <= maximumPixels)) {
    throw new PlotError(
      'plot/too-large',
      `a picture of ${width}×${height} pixels: expected 1 to ${maximumPixels}; draw fewer maps at a time`,
    );
  }
  return {width, height, rgba: new Uint8Array(width * height * 4).fill(255)};
}

/** Sets one pixel, opaque; outside the picture nothing happens. */
export function setPixel(raster: Raster, x: number, y: number, [red, green, blue]: Rgb): void {
  if (x < 0 || y < 0 || x >= raster.width || y >= raster.height) return;
  raster.rgba.set([red, green, blue, 255], (y * raster.width + x) * 4);
}

/** Lays a colour over one pixel; outside the picture nothing happens. @param alpha 0…1. */
export function blendPixel(raster: Raster, x: number, y: number, colour: Rgb, alpha: number): void {
  if (x < 0 || y < 0 || x >= raster.width || y >= raster.height) return;
  const at = (y * raster.width + x) * 4;
  for (const channel of [0, 1, 2] as const) {
    const below = raster.rgba[at + channel]!;
    raster.rgba[at + channel] = Math.round(below + (colour[channel] - below) * alpha);
  }
}

/** Fills a box with a colour, or with a pattern of it on white. */
export function fillBox(raster: Raster, box: Box, colour: Rgb, pattern: Pattern = 'solid'): void {
  const [left, top] = [Math.round(box.x), Math.round(box.y)];
  const [right, bottom] = [Math.round(box.x + box.width), Math.round(box.y + box.height)];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const edge = y === top || y === bottom - 1 || x === left || x === right - 1;
      if (edge || inPattern(pattern, x, y)) setPixel(raster, x, y, colour);
      else setPixel(raster, x, y, [255, 255, 255]);
    }
  }
}

/** Whether a pixel belongs to a pattern; repeats every 8 pixels. */
export function inPattern(pattern: Pattern, x: number, y: number): boolean {
  switch (pattern) {
    case 'solid':
      return true;
    case 'slash':
      return mod(x + y, 8) < 3;
    case 'backslash':
      return mod(x - y, 8) < 3;
    case 'cross':
      return mod(x + y, 8) < 2 || mod(x - y, 8) < 2;
    case 'dots':
      return mod(x, 4) < 2 && mod(y, 4) < 2;
    case 'bars':
      return mod(x, 4) < 2;
  }
}

/** The outline of a box, inside it. */
export function strokeBox(raster: Raster, box: Box, colour: Rgb, thickness = 1): void {
  const {x, y, width, height} = box;
  fillBox(raster, {x, y, width, height: thickness}, colour);
  fillBox(raster, {x, y: y + height - thickness, width, height: thickness}, colour);
  fillBox(raster, {x, y, width: thickness, height}, colour);
  fillBox(raster, {x: x + width - thickness, y, width: thickness, height}, colour);
}

/** Copies a picture to a place; what lies outside is cut. Alpha is laid over what is there. */
export function blit(raster: Raster, source: Raster, left: number, top: number): void {
  for (let y = 0; y < source.height; y++) {
    for (let x = 0; x < source.width; x++) {
      if (left + x < 0 || top + y < 0 || left + x >= raster.width || top + y >= raster.height)
        continue;
      const from = (y * source.width + x) * 4;
      const to = ((top + y) * raster.width + left + x) * 4;
      const alpha = source.rgba[from + 3]! / 255;
      for (let c = 0; c < 3; c++) {
        raster.rgba[to + c] = Math.round(
          source.rgba[from + c]! * alpha + raster.rgba[to + c]! * (1 - alpha),
        );
      }
      raster.rgba[to + 3] = 255;
    }
  }
}

export interface TextOptions {
  /** Size of a font pixel. @default 2 */
  readonly scale?: number;
  readonly colour?: Rgb;
  /** Which point of the text stands at x. @default 'left' */
  readonly anchor?: 'left' | 'middle' | 'right';
}

/** Writes one line; `y` is the top of its capitals. */
export function drawText(
  raster: Raster,
  text: string,
  at: {readonly x: number; readonly y: number},
  {scale = 2, colour = [27, 27, 27], anchor = 'left'}: TextOptions = {},
): void {
  const width = textWidth(text, scale);
  const shift = anchor === 'left' ? 0 : anchor === 'right' ? width : Math.round(width / 2);
  const [left, top] = [Math.round(at.x) - shift, Math.round(at.y)];
  glyphRows(text).forEach((rows, i) => {
    [...rows].forEach((digit, row) => {
      const bits = Number.parseInt(digit, 32);
      for (let column = 0; column < 5; column++) {
        if ((bits >> (4 - column)) & 1) {
          const x = left + (i * glyphAdvance + column) * scale;
          fillBox(raster, {x, y: top + row * scale, width: scale, height: scale}, colour);
        }
      }
    });
  });
}

/** Pixels that a line of text takes. */
export function textWidth(text: string, scale = 2): number {
  const letters = glyphRows(text).length;
  return letters === 0 ? 0 : (letters * glyphAdvance - 1) * scale;
}

/** Cuts a text to the pixels there are, with an ellipsis. */
export function fitText(text: string, width: number, scale = 2): string {
  if (textWidth(text, scale) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && textWidth(`${letters.join('')}…`, scale) > width) letters.pop();
  return `${letters.join('')}…`;
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
