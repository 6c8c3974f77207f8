import type {InlineOutput} from '../inline/inline-output.js';
import {tableOutput} from '../inline/table-output.js';
import {type BarChart, barFigure, requireBars} from '../plot/bars.js';
import {formatQuantity} from '../plot/format-quantity.js';
import {encodePng} from '../plot/png.js';
import {renderBars} from '../plot/render-bars.js';
import {displayable, type Displayable} from './displayable.js';
import {currentHost} from './host.js';
import {sharedSession} from './lrp.js';

function shown<Value extends object>(value: Value, output: InlineOutput): Value & Displayable {
  return displayable(value, () => sharedSession().bundle(output, currentHost().cell()));
}

/**
 * Named numbers as bars coloured by sign, to be a cell's last value.
 *
 * @param values By name, at most 64.
 * @param unit   What the numbers are. @default 'relevance'
 * @throws PlotError `plot/empty`, `plot/too-large`, `plot/not-finite`.
 */
export function showBars(
  title: string,
  values: Readonly<Record<string, number>>,
  unit = 'relevance',
): Readonly<Record<string, number>> & Displayable {
  const bars = Object.entries(values).map(([label, value]) => ({label, value, marked: false}));
  const chart: BarChart = {title, unit, bars, signed: true};
  requireBars(chart);
  const lines = bars.map(({label, value}) => `${label}: ${formatQuantity(value)}`);
  return shown(values, {
    figure: barFigure(chart),
    png: encodePng(renderBars(chart)),
    alt: `${title}: ${lines.join('; ')}`,
    html: '',
    text: [title, ...lines].join('\n'),
  });
}

/** What a table of `showTable` can hold. */
export type TableValue = string | number | boolean | null | ArrayLike<number>;

function cellText(value: TableValue): string {
  if (typeof value === 'number') return formatQuantity(value);
  if (typeof value === 'object' && value !== null)
    return Array.from(value, formatQuantity).join(', ');
  return String(value ?? '');
}

/** Rows of texts and numbers as a table, to be a cell's last value. */
export function showTable(
  caption: string,
  headers: readonly string[],
  rows: readonly (readonly TableValue[])[],
): {readonly rows: readonly (readonly TableValue[])[]} & Displayable {
  const isNumeric = (column: number): boolean =>
    rows.every(row => typeof row[column] === 'number') && rows.length > 0;
  return shown(
    {rows},
    tableOutput(caption, {
      headers,
      rows: rows.map(row => headers.map((_, column) => cellText(row[column] ?? null))),
      align: headers.map((_, column) => (isNumeric(column) ? 'right' : 'left')),
    }),
  );
}
