import type {Rgb} from './colour.js';
import {type Raster, setPixel} from './raster.js';
import type {Marker, SeriesStyle} from './series-style.js';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Draws a line of two pixels through points, dashed as its style says; the dashes run on around corners. */
export function drawLine(
  raster: Raster,
  points: readonly Point[],
  {colour, dash}: Pick<SeriesStyle, 'colour' | 'dash'>,
): void {
  const period = dash.reduce((sum, length) => sum + length, 0);
  let walked = 0;
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (from === undefined) continue;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    // Half a pixel at a time leaves no gaps.
    for (let step = 0; step <= length; step += 0.5) {
      if (!isDrawn(dash, period, walked + step)) continue;
      const part = length === 0 ? 0 : step / length;
      dot(raster, from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part, colour);
    }
    walked += length;
  }
}

function isDrawn(dash: readonly number[], period: number, at: number): boolean {
  if (period === 0) return true;
  let rest = at % period;
  for (const [index, length] of dash.entries()) {
    if (rest < length) return index % 2 === 0;
    rest -= length;
  }
  return false;
}

function dot(raster: Raster, x: number, y: number, colour: Rgb): void {
  const [left, top] = [Math.round(x), Math.round(y)];
  for (const dx of [0, 1]) for (const dy of [0, 1]) setPixel(raster, left + dx, top + dy, colour);
}

const radius = 5;

/** Draws the marker of a line at a point; an open one leaves what lies under its middle. */
export function drawMarker(
  raster: Raster,
  {x, y}: Point,
  {colour, marker, open}: Pick<SeriesStyle, 'colour' | 'marker' | 'open'>,
): void {
  const [left, top] = [Math.round(x), Math.round(y)];
  for (let dy = -radius; dy <= radius; dy += 1) {
    for (let dx = -radius; dx <= radius; dx += 1) {
      const inside = covers(marker, dx, dy, radius);
      const inner = open && covers(marker, dx, dy, radius - 2);
      if (inside && !inner) setPixel(raster, left + dx, top + dy, colour);
    }
  }
}

/** Whether a marker of some radius covers a pixel, counted from its middle. */
function covers(marker: Marker, dx: number, dy: number, size: number): boolean {
  const [across, down] = [Math.abs(dx), Math.abs(dy)];
  switch (marker) {
    case 'circle':
      return dx * dx + dy * dy <= (size - 0.5) ** 2;
    case 'square':
      return across < size && down < size;
    case 'diamond':
      return across + down <= size;
    case 'triangle':
      return dy <= size - 1 && across <= (dy + size) / 2;
    case 'cross':
      return Math.abs(across - down) <= 1 && across < size;
    case 'plus':
      return (across <= 1 || down <= 1) && across < size && down < size;
  }
}
