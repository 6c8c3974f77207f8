import type {LedgerLayer, LedgerSample} from '../ledger/ledger.js';
import type {LayerFailure} from './causes.js';
import {causes, failureOf, layerLabel, lossOf, stackOf} from './causes.js';
import type {Figure, Json, JsonObject} from './figure.js';
import {
  figureConfig,
  figureLayout,
  figureTitle,
  plotlyText,
  quietTicks,
  shortenMiddle,
} from './figure.js';
import {chartQuantity, formatShare} from './format-quantity.js';
import {PlotError, requireFinite} from './plot-error.js';

export interface LedgerChartOptions {
  readonly title: string;
  /** Layers that failed a check; they are marked by a cross and by words. @default [] */
  readonly failures?: readonly LayerFailure[];
}

/**
 * Draws one sample's ledger, a row a layer in forward order: left the relevance each layer hands on,
 * right what it keeps, split by cause. Causes differ by pattern as well as by colour.
 *
 * @throws PlotError `plot/not-finite`, `plot/empty`.
 */
export function ledgerFigure(sample: LedgerSample, options: LedgerChartOptions): Figure {
  const {title, failures = []} = options;
  requireLedger(sample, title);
  const {layers} = sample;
  const rows = layers.map((_, i) => i);
  const marks = layers.map(layer => failureOf(layer, failures));
  const height = 132 + layers.length * (layers.length > 16 ? 22 : 30);
  const sums = layers.map(stackOf);
  const common = {
    type: 'bar',
    orientation: 'h',
    y: rows,
    hoverinfo: 'text',
    hovertext: layers.map((layer, i) => ledgerDetails(layer, marks[i]!)),
  };
  const handedOn: JsonObject = {
    ...common,
    name: 'ΣR handed on',
    x: layers.map(layer => layer.relevanceIn),
    text: layers.map(layer => chartQuantity(layer.relevanceIn)),
    textposition: 'outside',
    cliponaxis: false,
    marker: {color: '#8a8a8a', line: {color: '#4d4d4d', width: 1}},
    showlegend: false,
    xaxis: 'x',
  };
  const ends = reach([...sums.map(({low}) => low), ...sums.map(({high}) => high)]);
  const kept = causes.map(({key, colour, shape}) => ({
    ...common,
    name: key,
    x: layers.map(layer => layer[key]),
    marker: {
      color: `rgb(${colour.join(', ')})`,
      // An outline would make a trace of rounding look like a cause.
      line: {
        color: `rgb(${colour.join(', ')})`,
        width: layers.map(layer => (Math.abs(layer[key]) < (ends[1] - ends[0]) / 400 ? 0 : 1)),
      },
      pattern: {shape, fillmode: 'replace', bgcolor: '#ffffff', size: 7, solidity: 0.4},
    },
    xaxis: 'x2',
  }));
  const totals: JsonObject = {
    type: 'scatter',
    mode: 'text',
    y: rows,
    x: sums.map(({high}) => high),
    text: layers.map(layer => ` ${chartQuantity(lossOf(layer))}`),
    textposition: 'middle right',
    textfont: {size: 12},
    cliponaxis: false,
    hoverinfo: 'skip',
    showlegend: false,
    xaxis: 'x2',
  };
  return {
    data: [handedOn, ...kept, totals],
    layout: figureLayout({
      title: figureTitle(plotlyText(title)),
      height,
      margin: {l: 20, r: 24, t: 78, b: 44},
      barmode: 'relative',
      bargap: 0.3,
      legend: {orientation: 'h', x: 1, xanchor: 'right', y: 1, yanchor: 'bottom', yref: 'paper'},
      xaxis: {
        domain: [0, 0.44],
        range: reach(layers.map(layer => layer.relevanceIn)),
        title: {text: 'ΣR handed on to the layer before'},
        ...numberAxis,
      },
      xaxis2: {
        domain: [0.5, 1],
        range: ends,
        title: {text: 'ΣR kept, by cause (left of 0: made)'},
        anchor: 'y',
        ...numberAxis,
      },
      yaxis: {
        tickvals: rows,
        ticktext: layers.map((layer, i) => tickText(layer, marks[i]!)),
        range: [layers.length - 0.5, -0.5],
        automargin: true,
        ...quietTicks,
        showgrid: false,
        zeroline: false,
      },
      shapes: marks.flatMap((mark, i): Json[] => (mark === '' ? [] : [failedBand(i)])),
    }),
    config: figureConfig,
  };
}

const numberAxis: JsonObject = {
  zeroline: true,
  zerolinecolor: '#4d4d4d',
  gridcolor: '#e4e4e4',
  automargin: true,
};

/** Room for the numbers at the ends of the bars. */
function reach(values: readonly number[]): readonly [number, number] {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const span = high - low || 1;
  return [low < 0 ? low - span * 0.22 : low, high > 0 || low === 0 ? high + span * 0.22 : high];
}

function tickText(layer: LedgerLayer, mark: string): string {
  const label = plotlyText(shortenMiddle(layerLabel(layer), 28));
  return mark === '' ? label : `<b>✗ ${label}</b>`;
}

/** One layer's account in the lines of a hover box: rule, what it keeps, and by which cause. */
export function ledgerDetails(layer: LedgerLayer, mark: string): string {
  const loss = lossOf(layer);
  const share =
    layer.relevanceOut === 0
      ? ''
      : ` (${formatShare(loss / layer.relevanceOut).replace('-', '−')})`;
  return [
    `<b>${plotlyText(layerLabel(layer))}</b>  ${layer.kind}, ${plotlyText(layer.rule)}`,
    `ΣR arriving ${chartQuantity(layer.relevanceOut)}, handed on ${chartQuantity(layer.relevanceIn)}`,
    `kept ${chartQuantity(loss)}${share}`,
    ...causes.map(({key}) => `   ${key} ${chartQuantity(layer[key])}`),
    `negative share ${formatShare(layer.negativeShare)}`,
    ...(mark === '' ? [] : [`<b>failed: ${plotlyText(mark)}</b>`]),
  ].join('<br>');
}

function failedBand(row: number): Json {
  return {
    type: 'rect',
    xref: 'paper',
    x0: 0,
    x1: 1,
    y0: row - 0.47,
    y1: row + 0.47,
    layer: 'below',
    fillcolor: '#fff3c4',
    line: {color: '#8a6d00', width: 1, dash: 'dot'},
  };
}

/** Refuses a ledger without layers and numbers that no chart can show. */
export function requireLedger(sample: LedgerSample, title: string): void {
  if (sample.layers.length === 0) {
    throw new PlotError('plot/empty', `ledger "${title}": no layers to show`);
  }
  for (const layer of sample.layers) {
    const numbers = [layer.relevanceOut, layer.relevanceIn, layer.negativeShare];
    requireFinite(
      [...numbers, ...causes.map(({key}) => layer[key])],
      `ledger "${title}", layer "${layer.name}"`,
    );
  }
}
