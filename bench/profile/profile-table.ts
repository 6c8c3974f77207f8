import Table from 'cli-table3';
import {sumTimes, type ProfileRow} from './read-profile.js';

function table(head: string, sums: readonly (readonly [string, number])[], total: number): string {
  const result = new Table({
    head: [head, 'ms', '%'],
    colAligns: ['left', 'right', 'right'],
    style: {head: [], border: [], compact: true},
  });
  for (const [key, time] of sums)
    result.push([key, time.toFixed(1), ((100 * time) / total).toFixed(1)]);
  return result.toString();
}

/** Where one run's time goes: by kind of work, by kind and operator, by layer. */
export function profileTable(rows: readonly ProfileRow[]): string {
  const total = rows.reduce((sum, {time}) => sum + time, 0);
  const shown = (sums: readonly (readonly [string, number])[]): typeof sums =>
    sums.filter(([, time]) => time >= total / 200);
  return [
    `${total.toFixed(1)} ms a run in onnxruntime's nodes (rows under 0.5 % left out of the second and third table)`,
    table(
      'work',
      sumTimes(rows, ({work}) => work),
      total,
    ),
    table('operation', shown(sumTimes(rows, ({work, operator}) => `${work}: ${operator}`)), total),
    table('layer', shown(sumTimes(rows, ({layer}) => layer)), total),
  ].join('\n');
}
