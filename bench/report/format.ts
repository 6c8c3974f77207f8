import type {Row} from '../measure/cell.js';
import type {Summary} from '../measure/statistics.js';

/** `428 ms`, `3.27 s`: three digits. */
export function formatTime(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toPrecision(3)} s`;
  return `${milliseconds >= 100 ? milliseconds.toFixed(0) : milliseconds.toPrecision(3)} ms`;
}

/** `428 ms (min 419, 424..441; 7 runs)`, quartiles behind the minimum. */
export function formatSummary({median, min, q1, q3, runs}: Summary): string {
  if (runs === 1) return `${formatTime(median)} (1 run)`;
  return `${formatTime(median)} (${formatTime(min)}; ${formatTime(q1)} to ${formatTime(q3)})`;
}

/** `553 MB`, in units of 1000². */
export function formatBytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** zennit's median over ours, null where it was not measured. */
export function ratio({own, zennit}: Row): number | null {
  return zennit === null ? null : zennit.median / own.median;
}

/** Time over what F forward passes of the same engine take. */
export function overForward({own, forward, cost}: Row): number {
  return own.median / forward.median / cost;
}

/** Rows of cells as a Markdown table, columns padded by nobody. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}
