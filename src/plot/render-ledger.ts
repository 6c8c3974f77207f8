import type {LedgerSample} from '../ledger/ledger.js';
import {causes, failureOf, layerLabel, lossOf, stackOf} from './causes.js';
import {shortenMiddle} from './figure.js';
import {glyphAdvance} from './font.js';
import {chartQuantity} from './format-quantity.js';
import type {LedgerChartOptions} from './ledger-chart.js';
import {requireLedger} from './ledger-chart.js';
import type {Raster} from './raster.js';
import {createRaster, drawText, fillBox, fitText, strokeBox, textWidth} from './raster.js';

const margin = 16;
const pitch = 26;
const labelLetters = 20;
const labelWidth = 22 + labelLetters * glyphAdvance * 2;
const barsWidth = 380;
const space = 24;
const width = margin * 2 + labelWidth + (barsWidth + space) * 2;

/** Where 0 stands in a band of bars and how many pixels a unit takes. */
interface BarScale {
  readonly zero: number;
  readonly unit: number;
}

/**
 * Draws one sample's ledger without a browser: a row a layer, what it hands on and what it keeps by
 * cause, failed layers marked by a cross, a band and their reason below.
 *
 * @throws PlotError `plot/not-finite`, `plot/empty`, `plot/too-large`.
 */
export function renderLedger(sample: LedgerSample, options: LedgerChartOptions): Raster {
  const {title, failures = []} = options;
  requireLedger(sample, title);
  const {layers} = sample;
  const head = margin + 104;
  const reasons = layers.flatMap(layer =>
    reasonLines(layerLabel(layer), failureOf(layer, failures)),
  );
  const height = head + layers.length * pitch + 12 + reasons.length * 24 + margin;
  const raster = createRaster(width, height);
  const left = margin + labelWidth + space;
  const right = left + barsWidth + space;
  drawText(raster, fitText(title, width - margin * 2), {x: margin, y: margin});
  drawLegend(raster, {x: margin, y: margin + 34});
  drawText(raster, 'layer', {x: margin + 22, y: head - 28});
  drawText(raster, 'ΣR handed on', {x: left, y: head - 28});
  drawText(raster, 'ΣR kept, by cause', {x: right, y: head - 28});
  strokeBox(
    raster,
    {x: margin, y: head - 6, width: width - margin * 2, height: 1},
    [120, 120, 120],
  );

  const numbers = layers.map(layer => chartQuantity(layer.relevanceIn));
  const losses = layers.map(stackOf);
  const lossTexts = layers.map(layer => chartQuantity(lossOf(layer)));
  const handed = scaleFor(
    layers.map(layer => ({
      low: Math.min(0, layer.relevanceIn),
      high: Math.max(0, layer.relevanceIn),
    })),
    {left, texts: numbers},
  );
  const kept = scaleFor(losses, {left: right, texts: lossTexts});

  layers.forEach((layer, i) => {
    const y = head + i * pitch;
    const failed = failureOf(layer, failures) !== '';
    if (failed) {
      const band = {x: margin, y: y + 1, width: width - margin * 2, height: pitch - 2};
      fillBox(raster, band, [255, 243, 196]);
      strokeBox(raster, band, [138, 109, 0]);
      drawText(raster, '✗', {x: margin + 6, y: y + 6}, {colour: [138, 40, 0]});
    }
    const label = shortenMiddle(layerLabel(layer), labelLetters);
    drawText(raster, label, {x: margin + 22, y: y + 6});
    drawSpan(raster, {from: 0, to: layer.relevanceIn, scale: handed, y}, [138, 138, 138]);
    const end = Math.max(0, layer.relevanceIn) * handed.unit + handed.zero;
    drawText(raster, numbers[i]!, {x: end + 6, y: y + 6});
    let low = 0;
    let high = 0;
    for (const {key, colour, pattern} of causes) {
      const value = layer[key];
      const from = value < 0 ? low : high;
      drawSpan(raster, {from, to: from + value, scale: kept, y}, colour, pattern);
      if (value < 0) low += value;
      else high += value;
    }
    drawText(raster, lossTexts[i]!, {x: high * kept.unit + kept.zero + 6, y: y + 6});
  });
  for (const {zero} of [handed, kept]) {
    const line = {x: Math.round(zero), y: head, width: 1, height: layers.length * pitch};
    strokeBox(raster, line, [77, 77, 77]);
  }
  reasons.forEach((text, i) => {
    const y = head + layers.length * pitch + 12 + i * 24;
    drawText(raster, text, {x: margin, y}, {colour: [138, 40, 0]});
  });
  return raster;
}

interface Reach {
  readonly low: number;
  readonly high: number;
}

/** Fits the longest bars, with room for the numbers behind them. */
function scaleFor(
  reaches: readonly Reach[],
  {left, texts}: {readonly left: number; readonly texts: readonly string[]},
): BarScale {
  const low = Math.min(...reaches.map(reach => reach.low));
  const high = Math.max(...reaches.map(reach => reach.high));
  const room = Math.max(...texts.map(text => textWidth(text))) + 8;
  const unit = (barsWidth - room) / (high - low || 1);
  return {zero: left - low * unit, unit};
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly scale: BarScale;
  readonly y: number;
}

function drawSpan(
  raster: Raster,
  {from, to, scale, y}: Span,
  ...paint: [Parameters<typeof fillBox>[2], Parameters<typeof fillBox>[3]?]
): void {
  const x = scale.zero + Math.min(from, to) * scale.unit;
  const pixels = Math.abs(to - from) * scale.unit;
  if (pixels < 0.5) return;
  fillBox(raster, {x, y: y + 4, width: Math.max(1, pixels), height: pitch - 8}, ...paint);
}

function drawLegend(raster: Raster, at: {readonly x: number; readonly y: number}): void {
  let x = at.x;
  for (const {key, colour, pattern} of causes) {
    fillBox(raster, {x, y: at.y - 2, width: 28, height: 18}, colour, pattern);
    drawText(raster, key, {x: x + 36, y: at.y});
    x += 36 + textWidth(key) + 28;
  }
}

function reasonLines(label: string, reason: string): readonly string[] {
  if (reason === '') return [];
  return [fitText(`✗ ${label}: ${reason}`, width - margin * 2)];
}
