import Table from 'cli-table3';
import {describeCell} from '../measure/cell.js';
import type {Results} from '../results.js';
import {formatBytes, formatTime, overForward, ratio} from './format.js';
import {goals} from './goals.js';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const result = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: {head: [], border: [], compact: true},
  });
  for (const row of rows) result.push([...row]);
  return result.toString();
}

/** The run for a terminal: every cell in a line, memory, what was reached and what could not be measured. */
export function summaryText(results: Results): string {
  const {rows, memory, skipped} = results;
  const pieces: string[] = [];
  if (rows.length > 0)
    pieces.push(
      table(
        ['cell', 'engine', 'F', 'lrplab', 'forward', '/(F·fwd)', 'zennit', 'ratio', 'cosine'],
        rows.map(row => [
          describeCell(row.cell),
          row.engine,
          row.cost.toFixed(2),
          formatTime(row.own.median),
          formatTime(row.forward.median),
          overForward(row).toFixed(2),
          row.zennit === null ? '' : formatTime(row.zennit.median),
          ratio(row)?.toFixed(1) ?? '',
          row.agreement?.cosine.toFixed(6) ?? '',
        ]),
      ),
    );
  if (memory.length > 0)
    pieces.push(
      table(
        ['peak memory above the loaded network', 'lrplab', 'zennit'],
        memory.map(({cell, own, zennit}) => [
          describeCell(cell),
          formatBytes(own.peak - own.loaded),
          zennit === null ? '' : formatBytes(zennit.peak - zennit.loaded),
        ]),
      ),
    );
  const judged = goals(results);
  if (judged.length > 0)
    pieces.push(
      table(
        ['goal', 'wanted', 'measured', ''],
        judged.map(({what, wanted, measured, isReached}) => [
          what,
          wanted,
          measured,
          isReached ? 'reached' : 'missed',
        ]),
      ),
    );
  pieces.push(...skipped.map(({what, why}) => `not measured: ${what}: ${why}`));
  return pieces.join('\n');
}
