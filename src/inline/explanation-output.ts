import type {Explained} from '../explain/explained.js';
import type {CheckResult} from '../ledger/checks.js';
import type {BarChart} from '../plot/bars.js';
import {escapeHtml} from '../plot/escape.js';
import {featureBars} from '../plot/feature-bars.js';
import {formatQuantity} from '../plot/format-quantity.js';
import {encodePng} from '../plot/png.js';
import type {Raster} from '../plot/raster.js';
import {renderBars} from '../plot/render-bars.js';
import {renderGrid} from '../plot/render-grid.js';
import {mapOf, pictureGrid} from '../report/pictures.js';
import {summaryTable} from '../report/tables.js';
import {barsFigure} from './bars-figure.js';
import {checkOutput} from './check-output.js';
import {explorerFigure, type Explorer} from './explorer-figure.js';
import {explorerEntries, explorerSteps, type ExplorerEntry} from './explorer-steps.js';
import type {InlineOutput} from './inline-output.js';
import {tableOutput} from './table-output.js';

export interface ExplanationOutputOptions {
  /** Verdicts to show below. @default [] */
  readonly checks?: readonly CheckResult[];
}

/** Rows of the picture; the figure and the table hold more. */
const mostRows = 6;
/** What a menu can offer without becoming a phone book. */
const mostEntries = 48;

/**
 * Shows an explanation: heatmaps of every row and plan, or bars where the input is no picture, to step through by
 * plan, target and, where layers were recorded, layer and channel; below where the relevance went.
 */
export function explanationOutput(
  explained: Explained,
  {checks = []}: ExplanationOutputOptions = {},
): InlineOutput {
  const entries = explorerEntries(explained);
  const {figure, notes} = explore(explained, entries);
  const summary = summaryTable(explained);
  const left = summary.rows.length - mostEntries;
  const table = tableOutput('where the relevance went', {
    ...summary,
    rows: summary.rows.slice(0, mostEntries),
  });
  const rest = left > 0 ? [`${left} more lines: show ledger has them all.`] : [];
  const verdicts = checkOutput(checks, explained);
  const hidden = explained.rows.length - mostRows;
  const more = hidden > 0 ? [`The picture shows the first ${mostRows} rows.`] : [];
  const lines = entries
    .slice(0, mostEntries)
    .map(entry => `${entry.label}: ${summarise(explained, entry)}`);
  return {
    figure,
    png: encodePng(picture(explained, entries)),
    alt: lines.slice(0, mostRows).join('; '),
    html: [
      ...notes.map(note => `<p>${escapeHtml(note)}</p>`),
      table.html,
      ...rest.map(note => `<p>${escapeHtml(note)}</p>`),
      ...(checks.length > 0 ? [verdicts.html] : []),
    ].join('\n'),
    text: [
      ...lines,
      ...(left > 0 ? [`… and ${left} more`] : []),
      ...notes,
      ...more,
      table.text,
      ...rest,
      ...(checks.length > 0 ? [verdicts.text] : []),
    ].join('\n'),
  };
}

function explore(explained: Explained, entries: readonly ExplorerEntry[]): Explorer {
  const first = entries.slice(0, mostEntries);
  const steps = explorerSteps(explained, first);
  if (steps.length > 0) return explorerFigure(explained, first, steps);
  return barsFigure(entries.map(entry => barsOf(entry)));
}

function barsOf({plan, row, label}: ExplorerEntry): BarChart {
  return featureBars(plan.relevance[row]!, {title: label});
}

function picture(explained: Explained, entries: readonly ExplorerEntry[]): Raster {
  const grid = pictureGrid(explained, `Relevance, ${explained.graph.name}`, mostRows);
  if (grid === null) return renderBars(barsOf(entries[0]!));
  return renderGrid({...grid, view: grid.rows.length > 2 ? 'heatmap' : 'both'});
}

/** `heatmap 28×28, min −0.01, max 0.3, sum 8.12`. */
function summarise(explained: Explained, {plan, row}: ExplorerEntry): string {
  const relevance = plan.relevance[row]!;
  const map = mapOf(explained, relevance);
  const what = map === null ? `${relevance.length} features` : `heatmap ${map.width}x${map.height}`;
  const values = map?.values ?? relevance;
  const [low, high] = [
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ];
  const sum = relevance.reduce((a, b) => a + b, 0);
  return `${what}, min ${formatQuantity(low)}, max ${formatQuantity(high)}, sum ${formatQuantity(sum)}`;
}
