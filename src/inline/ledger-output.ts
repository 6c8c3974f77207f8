import type {LedgerSample} from '../ledger/ledger.js';
import {failureOf, type LayerFailure} from '../plot/causes.js';
import type {Figure, JsonObject} from '../plot/figure.js';
import {ledgerDetails, ledgerFigure} from '../plot/ledger-chart.js';
import {ledgerRows} from '../plot/ledger-table.js';
import {encodePng} from '../plot/png.js';
import {renderLedger} from '../plot/render-ledger.js';
import type {InlineOutput} from './inline-output.js';
import {inlineTableHtml} from './table-output.js';
import {tableText} from './table-text.js';

export interface LedgerOutputOptions {
  readonly title: string;
  /** Layers that failed a check; they are marked by a cross and by words. @default [] */
  readonly failures?: readonly LayerFailure[];
}

/**
 * Shows one sample's ledger as a chart and as a table. A click anywhere in a layer's row pins its rule and its loss by
 * cause; that works without any script but Plotly.
 */
export function ledgerOutput(
  sample: LedgerSample,
  {title, failures = []}: LedgerOutputOptions,
): InlineOutput {
  const options = {title, failures};
  const failed = failures.flatMap(({layer, reason}) =>
    sample.layers.flatMap(({name}, row) => (name === layer ? [{row, reason}] : [])),
  );
  const table = {caption: title, table: ledgerRows(sample, {compact: true}), failed};
  return {
    figure: clickable(ledgerFigure(sample, options), sample, failures),
    png: encodePng(renderLedger(sample, options)),
    alt: `${title}: a bar per layer`,
    html: inlineTableHtml(table),
    text: tableText(table),
  };
}

/** Lays a clear bar over each row of both panels, which takes the mouse, and hangs the details on it. */
function clickable(
  {data, layout, config}: Figure,
  {layers}: LedgerSample,
  failures: readonly LayerFailure[],
): Figure {
  const rows = layers.map((_, row) => row);
  const details = layers.map(layer => ledgerDetails(layer, failureOf(layer, failures)));
  const panels = (['', '2'] as const).map(number => {
    const axis = layout[`xaxis${number}`] as JsonObject;
    const [low, high] = axis['range'] as readonly [number, number];
    return {xaxis: `x${number}`, low, length: high - low};
  });
  const bars = panels.map(({xaxis, low, length}) => ({
    type: 'bar',
    orientation: 'h',
    y: rows,
    base: rows.map(() => low),
    x: rows.map(() => length),
    width: 0.96,
    marker: {color: 'rgba(0, 0, 0, 0)'},
    hoverinfo: 'text',
    hovertext: details,
    showlegend: false,
    xaxis,
  }));
  const notes = panels.flatMap(({xaxis, low, length}) =>
    details.map((text, row) => ({
      text,
      visible: false,
      clicktoshow: 'onout',
      xref: xaxis,
      yref: 'y',
      // What Plotly reports of a bar that starts at `base`.
      xclick: low + length,
      yclick: row,
      x: low + length / 2,
      y: row,
      yanchor: row < layers.length / 2 ? 'top' : 'bottom',
      yshift: row < layers.length / 2 ? -12 : 12,
      align: 'left',
      showarrow: false,
      bgcolor: '#ffffff',
      bordercolor: '#777777',
      borderpad: 6,
      font: {size: 12, color: '#1b1b1b'},
    })),
  );
  return {
    data: [...data.map(trace => ({...trace, hoverinfo: 'skip'})), ...bars],
    layout: {
      ...layout,
      ...shortTitle(layout, 'xaxis', 'ΣR handed on'),
      ...shortTitle(layout, 'xaxis2', 'ΣR kept, by cause'),
      hovermode: 'closest',
      annotations: notes,
    },
    config,
  };
}

/** Notebooks are narrower than reports. */
function shortTitle(layout: JsonObject, axis: string, text: string): JsonObject {
  return {[axis]: {...(layout[axis] as JsonObject), title: {text}}};
}
