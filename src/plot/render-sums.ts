import {drawLine, drawMarker} from './draw-line.js';
import {shortenMiddle} from './figure.js';
import {chartQuantity} from './format-quantity.js';
import type {Raster} from './raster.js';
import {createRaster, drawText, fillBox, fitText, textWidth} from './raster.js';
import {seriesStyle} from './series-style.js';
import {signedScale} from './signed-scale.js';
import {requireSums, sumsAxis, type SumsChart} from './sums-chart.js';

const margin = 16;
const pitch = 24;
const width = 960;
const sample = 44;
const letters = 26;

/**
 * Draws ΣR through the network without a browser: a line a plan, a row a layer, the input above, the logits below.
 *
 * @throws PlotError `plot/not-finite`, `plot/empty`, `plot/shape`, `plot/too-large`.
 */
export function renderSums(chart: SumsChart): Raster {
  requireSums(chart);
  const {title, places, lines} = chart;
  const scale = signedScale(lines.map(({values}) => values));
  const labels = places.map(({label}) => shortenMiddle(label, letters));
  const left = margin + Math.max(...labels.map(label => textWidth(label))) + 20;
  const legend = legendRows(
    lines.map(({plan}) => plan),
    width - margin * 2,
  );
  const head = margin + 34 + (legend.at(-1)!.row + 1) * 24 + 10;
  const foot = 66;
  const raster = createRaster(width, head + places.length * pitch + foot);
  const [from, to] = scale.range;
  const x = (value: number): number =>
    left + ((scale.place(value) - from) / (to - from)) * (width - margin - left);
  const y = (row: number): number => head + row * pitch + pitch / 2;
  const bottom = head + places.length * pitch;

  drawText(raster, fitText(title, width - margin * 2), {x: margin, y: margin});
  labels.forEach((label, row) => {
    drawText(raster, label, {x: margin, y: y(row) - 7});
    fillBox(raster, {x: left, y: y(row), width: width - margin - left, height: 1}, [238, 238, 238]);
  });
  // The numbers of a stretched axis can stand close together: those nearer to 0 go first.
  const taken: (readonly [number, number])[] = [];
  for (const tick of scale.ticks.toSorted((a, b) => Math.abs(a) - Math.abs(b))) {
    const colour = tick === 0 ? ([77, 77, 77] as const) : ([222, 222, 222] as const);
    fillBox(raster, {x: x(tick), y: head, width: 1, height: bottom - head}, colour);
    const at = {x: Math.min(width - margin, Math.max(left, x(tick))), y: bottom + 8};
    const text = chartQuantity(tick);
    const half = textWidth(text) / 2 + 6;
    if (taken.some(([from, to]) => at.x + half > from && at.x - half < to)) continue;
    taken.push([at.x - half, at.x + half]);
    drawText(raster, text, at, {anchor: 'middle'});
  }
  drawText(raster, sumsAxis(scale.stretched), {x: left, y: bottom + 34}, {colour: [80, 80, 80]});
  const start = x(lines[0]!.values.at(-1)!);
  fillBox(raster, {x: start, y: head, width: 1, height: bottom - head}, [154, 154, 154]);

  lines.forEach(({values}, number) => {
    const style = seriesStyle(number);
    const points = values.map((value, row) => ({x: x(value), y: y(row)}));
    drawLine(raster, points, style);
    for (const point of points) drawMarker(raster, point, style);
  });
  legend.forEach(({text, x: at, row}, number) => {
    const style = seriesStyle(number);
    const level = margin + 34 + row * 24 + 8;
    const ends = [
      {x: margin + at, y: level},
      {x: margin + at + sample, y: level},
    ];
    drawLine(raster, ends, style);
    drawMarker(raster, {x: margin + at + sample / 2, y: level}, style);
    drawText(raster, text, {x: margin + at + sample + 8, y: level - 7});
  });
  return raster;
}

/** Where the names of plans stand: side by side, in as many rows as they need. */
function legendRows(
  names: readonly string[],
  room: number,
): readonly {readonly text: string; readonly x: number; readonly row: number}[] {
  let [at, row] = [0, 0];
  return names.map(name => {
    const text = fitText(name, room - sample - 8);
    const size = sample + 8 + textWidth(text) + 26;
    if (at > 0 && at + size > room) [at, row] = [0, row + 1];
    const place = {text, x: at, row};
    at += size;
    return place;
  });
}
