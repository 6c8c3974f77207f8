import type {Summarised} from './scores-of.js';

type Cell = string | number | null;

/** Every score: a line a measure, method and row. An undefined score is an empty cell. */
export function scoresCsv({evaluation}: Summarised): string {
  const {measures, methods, rows, scores} = evaluation;
  return csv([
    [
      ...['measure', 'family', 'better', 'method', 'kind', 'sweep', 'parameter', 'value'],
      ...['picture', 'class', 'target', 'logit', 'score'],
    ],
    ...measures.flatMap(({name, family, better}, measure) =>
      methods.flatMap(({name: method, kind, sweep}, index) =>
        rows.map(({id, className, target, logit}, row): readonly Cell[] => [
          ...[name, family, better, method, kind],
          ...[sweep?.of ?? null, sweep?.parameter ?? null, sweep?.value ?? null],
          ...[id, className, target, logit, scores[measure]![index]![row]!],
        ]),
      ),
    ),
  ]);
}

/** Every mean and paired difference: a line each. A column that a line has no use for is empty. */
export function summaryCsv({evaluation, summary}: Summarised): string {
  const families = new Map(evaluation.measures.map(({name, family}) => [name, family]));
  const lines = summary.scores.map((score): readonly Cell[] => [
    ...['mean', score.measure, families.get(score.measure)!, score.method, null, score.className],
    ...[score.mean, score.low, score.high, score.count, score.undefinedCount],
    ...[null, null, score.standing],
  ]);
  const pairs = summary.differences.map((pair): readonly Cell[] => [
    ...['difference', pair.measure, families.get(pair.measure)!, pair.a, pair.b, pair.className],
    ...[pair.mean, pair.low, pair.high, pair.count, null, pair.better, pair.equal, null],
  ]);
  return csv([
    [
      ...['kind', 'measure', 'family', 'method', 'against', 'class', 'mean', 'low', 'high'],
      ...['count', 'undefined', 'better', 'equal', 'standing'],
    ],
    ...lines,
    ...pairs,
  ]);
}

/** Lines as RFC 4180 has them. */
function csv(lines: readonly (readonly Cell[])[]): string {
  return lines.map(line => `${line.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * A cell as RFC 4180 has it: in quotes where it holds a comma, a quote or a line end. Text that a spreadsheet would take
 * for a formula gets a `'` in front.
 */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
