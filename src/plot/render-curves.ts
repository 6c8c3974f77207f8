import type {Rgb} from './colour.js';
import {
  bandOpacity,
  bandParts,
  horizontalRange,
  isMarked,
  isNamedAbove,
  requireCurves,
  sharedNames,
  verticalRange,
  type CurveChart,
  type CurvePanel,
} from './curve-chart.js';
import {drawLine, drawMarker} from './draw-line.js';
import {chartQuantity} from './format-quantity.js';
import {niceTicks} from './nice-ticks.js';
import {
  blendPixel,
  createRaster,
  drawText,
  fillBox,
  fitText,
  textWidth,
  type Raster,
} from './raster.js';
import {seriesStyle} from './series-style.js';

const margin = 16;
const width = 1040;
const panelHeight = 210;
/** Pixels for the numbers left of a panel, and for title and legend above it. */
const side = 76;
const above = 62;
const below = 58;
const sample = 40;
const gap = 22;
const legendRow = 26;

interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Draws curves without a browser, in panels of their own, two a row.
 *
 * @throws PlotError `plot/not-finite`, `plot/empty`, `plot/shape`, `plot/too-large`.
 */
export function renderCurves(chart: CurveChart): Raster {
  requireCurves(chart);
  const {title, panels, mark = null} = chart;
  const columns = panels.length === 1 ? 1 : 2;
  const each = (width - margin) / columns;
  const rows = Math.ceil(panels.length / columns);
  const head = margin + 26;
  const shared = legendOf(sharedNames(chart), width - margin * 2);
  const end = head + rows * (above + panelHeight + below);
  const rest = shared.length === 0 ? 0 : margin + (shared.at(-1)!.row + 1) * legendRow;
  const raster = createRaster(width, end + rest);
  const heading = mark === null ? title : `${title}; dotted: ${mark.label}`;
  drawText(raster, fitText(heading, width - margin * 2), {x: margin, y: margin});
  panels.forEach((panel, index) => {
    const left = (index % columns) * each + side;
    const top = head + Math.floor(index / columns) * (above + panelHeight + below) + above;
    const area = {left, top, right: left + each - side - margin, bottom: top + panelHeight};
    drawPanel(raster, panel, chart, area);
  });
  drawLegend(raster, shared, {x: margin, y: end + margin});
  return raster;
}

function drawPanel(raster: Raster, panel: CurvePanel, chart: CurveChart, area: Area): void {
  const {left, top, right, bottom} = area;
  const [fromX, toX] = horizontalRange(chart);
  const [fromY, toY] = verticalRange(panel);
  const x = (value: number): number => left + ((value - fromX) / (toX - fromX)) * (right - left);
  const y = (value: number): number => bottom - ((value - fromY) / (toY - fromY)) * (bottom - top);
  drawText(raster, fitText(panel.title, right - left), {x: left, y: top - above + 8});
  for (const tick of niceTicks(fromY, toY, 6)) {
    fillBox(raster, {x: left, y: y(tick), width: right - left, height: 1}, [222, 222, 222]);
    drawText(raster, chartQuantity(tick), {x: left - 8, y: y(tick) - 6}, {anchor: 'right'});
  }
  for (const tick of niceTicks(fromX, toX, 6)) {
    if (chart.counted === true && !Number.isInteger(tick)) continue;
    fillBox(raster, {x: x(tick), y: top, width: 1, height: bottom - top}, [222, 222, 222]);
    drawText(raster, chartQuantity(tick), {x: x(tick), y: bottom + 8}, {anchor: 'middle'});
  }
  const middle = {x: (left + right) / 2, y: bottom + 30};
  drawText(raster, chart.unit, middle, {anchor: 'middle', colour: [80, 80, 80]});
  fillBox(raster, {x: left, y: top, width: 1, height: bottom - top}, [77, 77, 77]);
  fillBox(raster, {x: left, y: bottom, width: right - left, height: 1}, [77, 77, 77]);
  if (chart.mark) {
    const at = x(chart.mark.x);
    drawLine(
      raster,
      [
        {x: at, y: top},
        {x: at, y: bottom},
      ],
      {colour: [77, 77, 77], dash: [2, 4]},
    );
  }
  panel.curves.forEach((curve, number) => {
    const {colour} = seriesStyle(number);
    for (const part of bandParts(curve)) {
      const edges = part.map(({x: at, low, high}) => ({
        x: x(at),
        top: clamp(y(high), top, bottom),
        bottom: clamp(y(low), top, bottom),
      }));
      fillBand(raster, edges, colour);
    }
  });
  panel.curves.forEach((curve, number) => {
    const style = seriesStyle(number);
    const points = curve.x.map((at, place) => {
      const value = curve.y[place]!;
      return value === null ? null : {x: x(at), y: clamp(y(value), top, bottom)};
    });
    for (const part of withoutGaps(points)) drawLine(raster, part, style);
    points.forEach((point, place) => {
      if (point !== null && isMarked(place, points.length, number))
        drawMarker(raster, point, style);
    });
  });
  if (isNamedAbove(panel)) {
    const names = panel.curves.map(({name}) => name);
    drawLegend(raster, legendOf(names, right - left), {x: left, y: top - 18});
  }
}

/** Fills what lies between two edges, from point to point. */
function fillBand(
  raster: Raster,
  edges: readonly {readonly x: number; readonly top: number; readonly bottom: number}[],
  colour: Rgb,
): void {
  for (const [index, to] of edges.entries()) {
    const from = edges[index - 1];
    if (from === undefined) continue;
    for (let x = Math.round(from.x); x < Math.round(to.x); x += 1) {
      const part = Math.max(0, (x - from.x) / (to.x - from.x));
      const level = (edge: 'top' | 'bottom'): number =>
        Math.round(from[edge] + (to[edge] - from[edge]) * part);
      for (let y = level('top'); y < level('bottom'); y += 1)
        blendPixel(raster, x, y, colour, bandOpacity);
    }
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function withoutGaps<Point>(points: readonly (Point | null)[]): readonly (readonly Point[])[] {
  const parts: Point[][] = [[]];
  for (const point of points) {
    if (point === null) parts.push([]);
    else parts.at(-1)!.push(point);
  }
  return parts;
}

interface LegendPlace {
  readonly text: string;
  readonly x: number;
  readonly row: number;
}

/** Names of lines side by side, in as many rows as they need. */
function legendOf(names: readonly string[], room: number): readonly LegendPlace[] {
  const longest = Math.max(60, room / Math.min(2, names.length) - sample - 8 - gap);
  let [at, row] = [0, 0];
  return names.map(name => {
    const text = fitText(name, longest);
    const size = sample + 8 + textWidth(text);
    if (at > 0 && at + size > room) [at, row] = [0, row + 1];
    const place = {text, x: at, row};
    at += size + gap;
    return place;
  });
}

function drawLegend(
  raster: Raster,
  places: readonly LegendPlace[],
  {x, y}: {readonly x: number; readonly y: number},
): void {
  for (const [number, {text, x: shift, row}] of places.entries()) {
    const style = seriesStyle(number);
    const [left, level] = [x + shift, y + row * legendRow];
    const ends = [
      {x: left, y: level},
      {x: left + sample, y: level},
    ];
    drawLine(raster, ends, style);
    drawMarker(raster, {x: left + sample / 2, y: level}, style);
    drawText(raster, text, {x: left + sample + 8, y: level - 7});
  }
}
