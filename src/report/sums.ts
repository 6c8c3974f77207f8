import type {Explained} from '../explain/explained.js';
import {alignDecimals, formatQuantity} from '../plot/format-quantity.js';
import type {TextTable} from '../plot/ledger-table.js';
import {type SumsChart, sumsOf} from '../plot/sums-chart.js';

/** ΣR through the layers for one row of an explanation, under all its plans. */
export function rowSums({rows, plans}: Explained, row: number): SumsChart {
  return sumsOf(
    `ΣR of ${rows[row]!.label}`,
    plans.map(({plan, ledger, relevance}) => ({
      plan: plan.name,
      ledger: ledger[row]!,
      input: relevance[row]!.reduce((sum, value) => sum + value, 0),
    })),
  );
}

/** The numbers of a chart: a line a place, a column a plan. */
export function sumsTable({places, lines}: SumsChart): TextTable {
  const columns = lines.map(({values}) => alignDecimals(values.map(formatQuantity)));
  return {
    headers: ['ΣR at', ...lines.map(({plan}) => plan)],
    align: ['left', ...lines.map(() => 'right' as const)],
    rows: places.map(({label}, place) => [label, ...columns.map(column => column[place]!)]),
  };
}
