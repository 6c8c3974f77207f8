import {signedColourscale} from './colour.js';
import type {Figure, JsonObject} from './figure.js';
import {figureConfig, figureLayout, figureTitle, plotlyText} from './figure.js';
import {chartQuantity, formatLimit} from './format-quantity.js';
import type {RelevanceMap} from './relevance-map.js';
import {requireLimit, requireMap} from './relevance-map.js';
import {byteArray, floatArray, quantise} from './typed-array.js';

export interface HeatmapOptions extends RelevanceMap {
  /** Largest |R| of the scale; equal for all maps that are compared. 0 where there is no relevance. */
  readonly limit: number;
  /** What the picture shows; the limit is added. */
  readonly title: string;
  /**
   * `int8` is a quarter of the size, its error at most limit/254.
   * @default 'float32'
   */
  readonly precision?: 'float32' | 'int8';
}

/**
 * Draws relevance over the pixels: zero white, positive red, negative blue, symmetric about zero,
 * the limit in the title. Hovering shows position, relevance and share of the total.
 *
 * @throws PlotError where a number is not finite or the shape does not fit.
 */
export function heatmapFigure(options: HeatmapOptions): Figure {
  const {limit, title, width, height} = options;
  const end = options.precision === 'int8' ? 127 : scaleOf(limit);
  return {
    data: [
      {
        ...heatmapTrace(options),
        colorscale: signedColourscale(),
        colorbar: {
          title: {text: 'relevance'},
          outlinewidth: 0,
          thickness: 14,
          ...scaleTicks(limit, end),
        },
      },
    ],
    layout: figureLayout({
      title: figureTitle(`${plotlyText(title)}   ${formatLimit(limit)}`),
      ...heatmapSize(width, height),
      xaxis: {constrain: 'domain', range: [-0.5, width - 0.5], ...quietAxis},
      yaxis: {
        scaleanchor: 'x',
        constrain: 'domain',
        range: [height - 0.5, -0.5],
        ...quietAxis,
      },
    }),
    config: figureConfig,
  };
}

/** A figure as wide as its picture needs, so that the colour bar stands beside it. */
function heatmapSize(width: number, height: number): JsonObject {
  const margin = {l: 44, r: 110, t: 52, b: 36};
  const longer = 380 / Math.max(width, height);
  return {
    width: Math.round(Math.max(160, width * longer)) + margin.l + margin.r,
    height: Math.round(Math.max(160, height * longer)) + margin.t + margin.b,
    margin,
    autosize: false,
  };
}

/** An axis of pixels: ticks, no lines. */
export const quietAxis: JsonObject = {
  showgrid: false,
  zeroline: false,
  ticks: 'outside',
  ticklen: 3,
};

/** The trace alone, without colours, on axes of your choice. */
export function heatmapTrace(options: HeatmapOptions): JsonObject {
  const {limit, title, values, width, height} = options;
  requireMap(options, `heatmap "${title}"`);
  requireLimit(limit, `heatmap "${title}"`);
  const shape = [height, width];
  const total = values.reduce((sum, r) => sum + r, 0);
  // Where relevance cancels, a share of the total would say nothing, and might not be finite.
  const size = values.reduce((sum, r) => sum + Math.abs(r), 0);
  const countable = Math.abs(total) > size * 1e-6;
  const step = scaleOf(limit) / 127;
  const place = 'row %{y}, column %{x}<br>';
  if (options.precision === 'int8') {
    const share = !countable
      ? ''
      : `<br>%{z:+d} × ${chartQuantity((step / total) * 100)} % of the total`;
    return {
      type: 'heatmap',
      z: byteArray(quantise(values, scaleOf(limit)), shape),
      zmin: -127,
      zmid: 0,
      zmax: 127,
      hovertemplate: `${place}relevance %{z:+d} × ${chartQuantity(step)}${share}<extra></extra>`,
    };
  }
  const shares = values.map(r => (countable ? r / total : 0));
  return {
    type: 'heatmap',
    z: floatArray(values, shape),
    customdata: floatArray(shares, shape),
    zmin: -scaleOf(limit),
    zmid: 0,
    zmax: scaleOf(limit),
    hovertemplate: `${place}relevance %{z:+.4~g}<br>%{customdata:+.2%} of the total<extra></extra>`,
  };
}

/** What the colours span: a map without relevance is drawn white on a scale of ±1. */
export function scaleOf(limit: number): number {
  return limit > 0 ? limit : 1;
}

/** Five ticks of a colour bar that ends at ±`end`, labelled in units of relevance. */
export function scaleTicks(limit: number, end: number): JsonObject {
  const parts = [-1, -0.5, 0, 0.5, 1];
  return {
    tickvals: parts.map(part => part * end),
    ticktext: parts.map(part => chartQuantity(part * scaleOf(limit))),
  };
}
