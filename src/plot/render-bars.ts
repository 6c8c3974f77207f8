import type {BarChart} from './bars.js';
import {requireBars} from './bars.js';
import type {Rgb} from './colour.js';
import {chartQuantity} from './format-quantity.js';
import type {Raster} from './raster.js';
import {createRaster, drawText, fillBox, fitText, strokeBox, textWidth} from './raster.js';

const margin = 16;
const pitch = 26;
const width = 800;
const most = 260;

/**
 * Draws named bars without a browser; marked ones are hatched and carry a ▶.
 *
 * @throws PlotError `plot/empty`, `plot/too-large`, `plot/not-finite`.
 */
export function renderBars(chart: BarChart): Raster {
  requireBars(chart);
  const {bars, title, unit, signed = false} = chart;
  const head = margin + 60;
  const raster = createRaster(width, head + bars.length * pitch + margin);
  const labels = bars.map(({label}) => fitText(label, most));
  const texts = bars.map(({value}) => chartQuantity(value));
  const left = margin + 22 + Math.max(...labels.map(label => textWidth(label))) + 16;
  const room = Math.max(...texts.map(text => textWidth(text))) + 8;
  const low = Math.min(0, ...bars.map(({value}) => value));
  const high = Math.max(0, ...bars.map(({value}) => value));
  const scale = (width - margin - left - room) / (high - low || 1);
  const zero = left - low * scale;
  drawText(raster, fitText(title, width - margin * 2), {x: margin, y: margin});
  drawText(raster, fitText(unit, width - zero), {x: zero, y: margin + 32}, {colour: [80, 80, 80]});
  bars.forEach(({value, marked}, i) => {
    const y = head + i * pitch;
    if (marked) drawText(raster, '▶', {x: margin, y: y + 6});
    drawText(raster, labels[i]!, {x: margin + 22, y: y + 6});
    const x = zero + Math.min(0, value) * scale;
    const box = {x, y: y + 4, width: Math.max(1, Math.abs(value) * scale), height: pitch - 8};
    fillBox(raster, box, barColour(value, signed), marked ? 'slash' : 'solid');
    drawText(raster, texts[i]!, {x: zero + Math.max(0, value) * scale + 6, y: y + 6});
  });
  const axis = {x: Math.round(zero), y: head, width: 1, height: bars.length * pitch};
  strokeBox(raster, axis, [77, 77, 77]);
  return raster;
}

function barColour(value: number, signed: boolean): Rgb {
  if (!signed) return [111, 111, 111];
  return value < 0 ? [22, 115, 168] : [199, 57, 52];
}
