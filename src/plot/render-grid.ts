import {signedColour} from './colour.js';
import {glyphHeight} from './font.js';
import {chartQuantity, formatLimit} from './format-quantity.js';
import type {Frame, GridLine, PictureGrid} from './grid.js';
import {gridLimit, gridLines, largestPicture} from './grid.js';
import type {Raster} from './raster.js';
import {blit, createRaster, drawText, fitText, setPixel, strokeBox, textWidth} from './raster.js';
import type {RelevanceMap} from './relevance-map.js';
import {enlarge, hatchFrom, readableScale, renderHeatmap, renderOverlay} from './render-heatmap.js';

export interface RenderGridOptions {
  /**
   * Hatches what is clearly negative, so that signs survive a grey print.
   * @default true
   */
  readonly hatch?: boolean;
}

const margin = 16;
const gap = 10;
const line = glyphHeight * 2 + 8;

/**
 * Draws a grid without a browser: title with the limit, plan names above the columns, a label above
 * each row, and the scale below.
 *
 * @throws PlotError as `pictureGridFigure` does, and where the picture would be too large.
 */
export function renderGrid(grid: PictureGrid, {hatch = true}: RenderGridOptions = {}): Raster {
  const limit = gridLimit(grid);
  const lines = gridLines(grid);
  const largest = largestPicture(grid);
  const scale = readableScale(largest.width, largest.height);
  const cell = {width: largest.width * scale, height: largest.height * scale};
  const width = Math.max(560, margin * 2 + (grid.columns.length + 1) * (cell.width + gap) - gap);
  const left = (column: number) => margin + column * (cell.width + gap);
  const heights = lines.map(({first}) => cell.height + gap + (first ? line : 0));
  const head = margin + line * 2;
  const foot = 70;
  const raster = createRaster(width, head + heights.reduce((a, b) => a + b, 0) + foot);

  const bound = formatLimit(limit);
  const titleWidth = width - margin * 2 - textWidth(bound) - 24;
  drawText(raster, fitText(grid.title, titleWidth), {x: margin, y: margin});
  drawText(raster, bound, {x: width - margin, y: margin}, {anchor: 'right'});
  ['picture', ...grid.columns].forEach((name, column) => {
    const text = fitText(name, cell.width);
    drawText(
      raster,
      text,
      {x: left(column) + cell.width / 2, y: margin + line},
      {anchor: 'middle'},
    );
  });

  let top = head;
  lines.forEach((current, i) => {
    const start = top + (current.first ? line : 0);
    if (current.first) {
      const text = fitText(current.row.label, width - margin * 2);
      drawText(raster, text, {x: margin, y: top + 4}, {colour: [80, 80, 80]});
      show(enlarge(current.row.picture, scale), left(0), start, current.row.frames);
    }
    current.row.maps.forEach((map, column) => {
      if (map === null) return;
      const cell = drawCell(current, map, {limit, scale, hatch});
      show(cell, left(column + 1), start, current.row.frames);
    });
    top += heights[i]!;
  });
  drawScale(raster, {x: margin, y: top + 8}, {limit, hatch});
  return raster;

  function show(picture: Raster, x: number, y: number, frames: readonly Frame[] = []): void {
    blit(raster, picture, x, y);
    const frame = {x: x - 1, y: y - 1, width: picture.width + 2, height: picture.height + 2};
    strokeBox(raster, frame, [200, 200, 200]);
    for (const box of frames) drawFrame(raster, box, {x, y, scale});
  }
}

/** A dark line with a light one inside: seen on any picture. */
function drawFrame(
  raster: Raster,
  {left, top, right, bottom}: Frame,
  {x, y, scale}: {readonly x: number; readonly y: number; readonly scale: number},
): void {
  const [from, down] = [x + Math.round(left * scale), y + Math.round(top * scale)];
  const width = Math.round((right - left) * scale);
  const height = Math.round((bottom - top) * scale);
  strokeBox(raster, {x: from, y: down, width, height}, [20, 20, 20]);
  if (width < 4 || height < 4) return;
  const inner = {x: from + 1, y: down + 1, width: width - 2, height: height - 2};
  strokeBox(raster, inner, [255, 255, 255]);
}

interface CellOptions {
  readonly limit: number;
  readonly scale: number;
  readonly hatch: boolean;
}

function drawCell(current: GridLine, map: RelevanceMap, options: CellOptions): Raster {
  return current.kind === 'heatmap'
    ? renderHeatmap(map, options)
    : renderOverlay(current.row.picture, map, options);
}

/** The colour scale with its ends: −limit, 0, +limit, and what hatching means. */
export function drawScale(
  raster: Raster,
  at: {readonly x: number; readonly y: number},
  {limit, hatch}: {readonly limit: number; readonly hatch: boolean},
): void {
  const note = hatch ? 'hatched: negative' : '';
  const width = Math.min(420, raster.width - at.x * 2 - textWidth(note) - 24);
  const height = 16;
  for (let x = 0; x < width; x++) {
    const t = (x / (width - 1)) * 2 - 1;
    const ink: readonly [number, number, number] = t < -0.55 ? [255, 255, 255] : [20, 40, 70];
    for (let y = 0; y < height; y++) {
      const hatched = hatch && t < -hatchFrom && (x + y) % 5 === 0;
      setPixel(raster, at.x + x, at.y + y, hatched ? ink : signedColour(t));
    }
  }
  strokeBox(raster, {x: at.x, y: at.y, width, height}, [150, 150, 150]);
  const y = at.y + height + 6;
  drawText(raster, limit > 0 ? `−${chartQuantity(limit)}` : '−1', {x: at.x, y});
  drawText(raster, '0', {x: at.x + width / 2, y}, {anchor: 'middle'});
  drawText(
    raster,
    limit > 0 ? `+${chartQuantity(limit)}` : '+1',
    {x: at.x + width, y},
    {anchor: 'right'},
  );
  drawText(raster, note, {x: at.x + width + 24, y: at.y + 1});
}
