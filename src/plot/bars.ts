import type {Figure} from './figure.js';
import {
  figureConfig,
  figureLayout,
  figureTitle,
  plotlyText,
  quietTicks,
  shorten,
} from './figure.js';
import {chartQuantity} from './format-quantity.js';
import {PlotError, requireFinite} from './plot-error.js';

/** One bar with its name. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Stands out by pattern and by words: the class that is explained. */
  readonly marked: boolean;
}

/** Horizontal bars below each other, from the top. */
export interface BarChart {
  readonly title: string;
  /** What the numbers are: `logit`. */
  readonly unit: string;
  readonly bars: readonly Bar[];
  /** Colours bars by sign on the scale of heatmaps. @default false */
  readonly signed?: boolean;
}

/** As many bars as can be read. */
export const maximumBars = 64;

/** Refuses no bars, too many, and numbers that cannot be drawn. */
export function requireBars({title, bars}: BarChart): void {
  if (bars.length === 0) throw new PlotError('plot/empty', `bars "${title}": nothing to show`);
  if (bars.length > maximumBars) {
    throw new PlotError(
      'plot/too-large',
      `bars "${title}": expected at most ${maximumBars} bars, got ${bars.length}; choose the largest`,
    );
  }
  requireFinite(
    bars.map(({value}) => value),
    `bars "${title}"`,
  );
}

/**
 * Draws named bars; marked ones are hatched and carry a ▶.
 *
 * @throws PlotError `plot/empty`, `plot/too-large`, `plot/not-finite`.
 */
export function barFigure(chart: BarChart): Figure {
  requireBars(chart);
  const {title, unit, bars, signed = false} = chart;
  const rows = bars.map((_, i) => i);
  const values = bars.map(({value}) => value);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const room = (high - low || 1) * 0.15;
  const colour = (value: number) => (signed ? (value < 0 ? '#1673a8' : '#c73934') : '#6f6f6f');
  return {
    data: [
      {
        type: 'bar',
        orientation: 'h',
        x: values,
        y: rows,
        text: values.map(chartQuantity),
        textposition: 'outside',
        cliponaxis: false,
        hoverinfo: 'text',
        hovertext: bars.map(
          ({label, value}) => `${plotlyText(label)}: ${plotlyText(unit)} ${chartQuantity(value)}`,
        ),
        marker: {
          color: values.map(colour),
          line: {color: '#333333', width: bars.map(({marked}) => (marked ? 2 : 0))},
          pattern: {
            shape: bars.map(({marked}) => (marked ? '/' : '')),
            fillmode: 'replace',
            bgcolor: '#ffffff',
            size: 8,
            solidity: 0.5,
          },
        },
      },
    ],
    layout: figureLayout({
      title: figureTitle(plotlyText(title)),
      height: 106 + bars.length * 26,
      margin: {l: 20, r: 32, t: 48, b: 48},
      bargap: 0.3,
      showlegend: false,
      xaxis: {
        title: {text: plotlyText(unit)},
        range: [low < 0 ? low - room : 0, high > 0 || low === 0 ? high + room : 0],
        zeroline: true,
        zerolinecolor: '#4d4d4d',
        gridcolor: '#e4e4e4',
      },
      yaxis: {
        tickvals: rows,
        ticktext: bars.map(({label, marked}) => {
          const text = plotlyText(shorten(label, 28));
          return marked ? `<b>▶ ${text}</b>` : text;
        }),
        range: [bars.length - 0.5, -0.5],
        automargin: true,
        ...quietTicks,
        showgrid: false,
        zeroline: false,
      },
    }),
    config: figureConfig,
  };
}
