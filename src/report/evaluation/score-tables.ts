import type {MeasureSummary, PairedDifference} from '../../measures/summary.js';
import {alignDecimals} from '../../plot/format-quantity.js';
import type {TextTable} from '../../plot/ledger-table.js';
import {
  arrowOf,
  byFamily,
  columnFormat,
  type EvaluatedMeasure,
  headerOf,
  scoresOf,
  type Summarised,
  sweepText,
} from './scores-of.js';

/** A table with what it shows. */
export interface CaptionedTable {
  readonly caption: string;
  readonly table: TextTable;
}

const marks = {best: ' *', level: ' ≈'} as const;

/** What the marks of the tables say. */
export const markNotes: readonly string[] = [
  '↑ higher is better, ↓ lower is better',
  '* best mean; ≈ not told from it: the 95 % interval of the paired difference holds 0',
  'in brackets: 95 % interval of the mean, by drawing whole pictures anew (bootstrap)',
];

/** Methods by the measures of each family, means with their intervals; a table a family. */
export function scoreTables(
  summarised: Summarised,
  className: string | null = null,
): readonly CaptionedTable[] {
  const {evaluation} = summarised;
  return [...byFamily(evaluation)].map(([family, measures]) => {
    const given = evaluation.families.find(({name}) => name === family)?.arguments ?? {};
    const list = Object.entries(given).map(([name, value]) => `${name}=${value}`);
    const columns = measures.map(({name}) => meanCells(scoresOf(summarised, name, className)));
    return {
      caption:
        `${family}${list.length === 0 ? '' : `(${list.join(', ')})`}` +
        (className === null ? '' : `, ${className}`),
      table: {
        headers: ['method', ...measures.map(headerOf)],
        align: ['left', ...measures.map(() => 'right' as const)],
        rows: evaluation.methods.map(({name}, method) => [
          name,
          ...columns.map(column => column[method]!),
        ]),
      },
    };
  });
}

/** `0.613 (0.601…0.625) *`, below each other; a dash where nothing is defined. */
function meanCells(scores: readonly MeasureSummary[]): readonly string[] {
  const format = columnFormat(scores.flatMap(({mean, low, high}) => [mean, low, high]));
  const means = alignDecimals(scores.map(({mean}) => (mean === null ? '–' : format(mean))));
  const intervals = scores.map(({low, high}) =>
    low === null || high === null ? '' : ` (${format(low)}…${format(high)})`,
  );
  const width = Math.max(...intervals.map(({length}) => length));
  return scores.map(
    ({standing}, method) =>
      `${means[method]}${intervals[method]!.padEnd(width)}${standing === null ? '  ' : marks[standing]}`,
  );
}

/** All measures side by side, means alone, with the mean rank: for pages, on which it can be moved. */
export function overviewTable(summarised: Summarised): TextTable {
  const {evaluation, summary} = summarised;
  const columns = evaluation.measures.map(({name}) => {
    const scores = scoresOf(summarised, name);
    const format = columnFormat(scores.map(({mean}) => mean));
    return scores.map(
      ({mean, standing}) =>
        `${mean === null ? '–' : format(mean)}${standing === null ? '  ' : marks[standing]}`,
    );
  });
  return {
    headers: ['method', 'mean rank', ...evaluation.measures.map(headerOf)],
    align: ['left', ...columns.map(() => 'right' as const), 'right'],
    rows: evaluation.methods.map(({name}, method) => [
      name,
      rankText(summary.ranks[method]!.mean),
      ...columns.map(column => column[method]!),
    ]),
  };
}

/** Ranks, cost and time of every method. */
export function methodsTable({evaluation, summary}: Summarised): TextTable {
  const {methods} = evaluation;
  const isSwept = methods.some(({sweep}) => sweep !== null);
  const numbers = (values: readonly (number | null)[], digits: number): readonly string[] =>
    alignDecimals(values.map(value => (value === null ? '–' : value.toFixed(digits))));
  const ranks = numbers(
    summary.ranks.map(({mean}) => mean),
    2,
  );
  const costs = numbers(
    methods.map(({cost}) => cost),
    2,
  );
  const times = numbers(
    methods.map(({milliseconds}) => milliseconds),
    1,
  );
  return {
    headers: ['method', 'kind', 'mean rank', 'cost (F)', 'ms a row', ...(isSwept ? ['sweep'] : [])],
    align: ['left', 'left', 'right', 'right', 'right', ...(isSwept ? ['left' as const] : [])],
    rows: methods.map((method, index) => [
      ...[method.name, method.kind, ranks[index]!, costs[index]!, times[index]!],
      ...(isSwept ? [sweepText(method)] : []),
    ]),
  };
}

function rankText(rank: number | null): string {
  return rank === null ? '–' : rank.toFixed(2);
}

/**
 * Paired differences in a measure, a line a pair.
 *
 */
export function differenceTable(
  {summary}: Summarised,
  measure: EvaluatedMeasure,
  className: string | null = null,
): TextTable {
  const pairs = summary.differences.filter(
    pair => pair.measure === measure.name && pair.className === className,
  );
  const format = columnFormat(pairs.flatMap(({mean, low, high}) => [mean, low, high]));
  const signed = (value: number): string => `${value > 0 ? '+' : ''}${format(value)}`;
  return {
    headers: [
      `A − B in ${headerOf(measure)}`,
      ...['mean', '95 % interval', 'A better', 'equal', 'rows', 'better'],
    ],
    align: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    rows: pairs.map(pair => [
      `${pair.a} − ${pair.b}`,
      pair.mean === null ? '–' : signed(pair.mean),
      pair.low === null || pair.high === null ? '–' : `${signed(pair.low)}…${signed(pair.high)}`,
      ...[share(pair.better), share(pair.equal), String(pair.count), winnerOf(pair, measure)],
    ]),
  };
}

function share(value: number | null): string {
  return value === null ? '–' : `${Math.round(value * 100)} %`;
}

/** The better of two methods, where the interval of their difference does not hold 0. */
function winnerOf({a, b, low, high}: PairedDifference, measure: EvaluatedMeasure): string {
  if (low === null || high === null || (low <= 0 && high >= 0) || arrowOf(measure) === '')
    return '';
  return low > 0 === (measure.better === 'higher') ? a : b;
}
