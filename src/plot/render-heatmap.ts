import {luminance, overlayColour, signedColour} from './colour.js';
import {PlotError} from './plot-error.js';
import type {Raster} from './raster.js';
import {createRaster} from './raster.js';
import type {RelevanceMap} from './relevance-map.js';
import {requireLimit, requireMap} from './relevance-map.js';

export interface RenderOptions {
  /** Largest |R| of the scale; equal for all maps that are compared. */
  readonly limit: number;
  /**
   * Picture pixels a map pixel, a whole number.
   * @default {@link readableScale}
   */
  readonly scale?: number;
  /**
   * Hatches what is clearly negative (R < −limit/8), so that signs survive a grey print.
   * @default false
   */
  readonly hatch?: boolean;
}

/** Relevance at which hatching starts, as a share of the limit. */
export const hatchFrom: number = 1 / 8;

/** The whole factor that brings a small picture near 224 pixels: 28 → 8, 32 → 7, 224 → 1. */
export function readableScale(width: number, height: number): number {
  return Math.max(1, Math.floor(224 / Math.max(width, height)));
}

/**
 * Colours relevance: [H,W] → pixels, white where R = 0, enlarged without smoothing.
 *
 * @throws PlotError where a number is not finite or the shape does not fit.
 */
export function renderHeatmap(map: RelevanceMap, options: RenderOptions): Raster {
  requireMap(map, 'heatmap');
  requireLimit(options.limit, 'heatmap');
  const small = createRaster(map.width, map.height);
  map.values.forEach((r, i) => {
    small.rgba.set(signedColour(partOf(r, options.limit)), i * 4);
  });
  return finish(small, map, options);
}

/**
 * Lays relevance over the picture it explains: the picture in pale grey, relevance coloured on it,
 * the stronger the more it covers.
 *
 * @param picture Same width and height as the map.
 */
export function renderOverlay(picture: Raster, map: RelevanceMap, options: RenderOptions): Raster {
  requireMap(map, 'overlay');
  requireLimit(options.limit, 'overlay');
  requireSameSize(picture, map);
  const small = desaturate(picture);
  map.values.forEach((r, i) => {
    const {colour, alpha} = overlayColour(partOf(r, options.limit));
    for (let c = 0; c < 3; c++) {
      const below = small.rgba[i * 4 + c]!;
      small.rgba[i * 4 + c] = Math.round(below + (colour[c]! - below) * alpha);
    }
  });
  return finish(small, map, options);
}

/** A picture without colour, between mid and light grey, so that relevance stands out on it. */
export function desaturate(picture: Raster): Raster {
  const pale = createRaster(picture.width, picture.height);
  for (let i = 0; i < picture.width * picture.height; i++) {
    const [red, green, blue] = picture.rgba.subarray(i * 4, i * 4 + 3) as unknown as number[];
    const grey = Math.round(125 + (luminance([red!, green!, blue!]) * 100) / 255);
    pale.rgba.set([grey, grey, grey, 255], i * 4);
  }
  return pale;
}

/** Numbers as a grey picture: `low` black, `high` white, beyond clipped. For inputs of one channel. */
export function greyPicture(
  {values, width, height}: RelevanceMap,
  {low, high}: {readonly low: number; readonly high: number},
): Raster {
  requireMap({values, width, height}, 'picture');
  const raster = createRaster(width, height);
  values.forEach((value, i) => {
    const part = high === low ? 0 : (value - low) / (high - low);
    const grey = Math.round(255 * Math.min(1, Math.max(0, part)));
    raster.rgba.set([grey, grey, grey, 255], i * 4);
  });
  return raster;
}

/** Enlarges a picture by a whole factor without smoothing. */
export function enlarge(picture: Raster, scale: number): Raster {
  const large = createRaster(picture.width * scale, picture.height * scale);
  for (let y = 0; y < large.height; y++) {
    const row = Math.floor(y / scale) * picture.width;
    for (let x = 0; x < large.width; x++) {
      const from = (row + Math.floor(x / scale)) * 4;
      large.rgba.set(picture.rgba.subarray(from, from + 4), (y * large.width + x) * 4);
    }
  }
  return large;
}

/** Refuses a picture that is not the map's. */
export function requireSameSize(picture: Raster, map: RelevanceMap): void {
  if (picture.width !== map.width || picture.height !== map.height) {
    throw new PlotError(
      'plot/shape',
      `overlay: the picture has ${picture.width}×${picture.height} pixels, the relevance ${map.width}×${map.height}; pass the picture as the model saw it`,
    );
  }
}

function partOf(r: number, limit: number): number {
  return limit > 0 ? r / limit : 0;
}

function finish(small: Raster, map: RelevanceMap, options: RenderOptions): Raster {
  const {limit, scale = readableScale(map.width, map.height), hatch = false} = options;
  const large = enlarge(small, scale);
  if (hatch) hatchNegative(large, map, limit, scale);
  return large;
}

/** Thin diagonal lines, dark on light and light on dark. */
function hatchNegative(large: Raster, map: RelevanceMap, limit: number, scale: number): void {
  for (let y = 0; y < large.height; y++) {
    const row = Math.floor(y / scale) * map.width;
    for (let x = 0; x < large.width; x++) {
      const t = partOf(map.values[row + Math.floor(x / scale)]!, limit);
      if (t >= -hatchFrom || (x + y) % 5 !== 0) continue;
      const at = (y * large.width + x) * 4;
      large.rgba.set(t < -0.55 ? [255, 255, 255] : [20, 40, 70], at);
    }
  }
}
