import {escapeHtml} from './escape.js';
import type {TextTable} from './ledger-table.js';

/** A table row that failed a check, by position, and why. */
export interface FailedRow {
  readonly row: number;
  readonly reason: string;
}

export interface CaptionedTable {
  readonly caption: string;
  readonly table: TextTable;
  readonly failed?: readonly FailedRow[];
}

/** Attributes of the parts of a table, trusted HTML. */
export interface TableLook {
  readonly caption: string;
  /** Cells whose numbers stand at the right, and other cells. */
  readonly number: string;
  readonly text: string;
  readonly failed: string;
  readonly verdict: string;
}

/** A table of a report, which has a style sheet. */
export const pageTable: TableLook = {
  caption: '',
  number: ' class="number"',
  text: '',
  failed: ' class="failed"',
  verdict: ' class="verdict"',
};

/** A table of a notebook, which has none of ours; where styles are taken away it still reads. */
export const inlineTable: TableLook = {
  caption: ' style="text-align:left;caption-side:top"',
  number: ' style="text-align:right;white-space:pre;font-family:monospace"',
  text: ' style="text-align:left;white-space:nowrap"',
  failed: ' style="background:#fff3c4;color:#1b1b1b"',
  verdict: ' style="text-align:left;font-weight:600;min-width:16em"',
};

/** HTML of a table; rows that failed a check say so in words, in a column of their own. */
export function tableHtml({caption, table, failed = []}: CaptionedTable, look: TableLook): string {
  const {headers, rows, align} = table;
  const side = (column: number) => (align[column] === 'right' ? look.number : look.text);
  const head = headers.map((text, i) => `<th scope="col"${side(i)}>${escapeHtml(text)}</th>`);
  const check = failed.length > 0;
  const body = rows.map((row, i) => {
    const reasons = failed.filter(failure => failure.row === i).map(({reason}) => reason);
    const cells = row.map((text, column) => `<td${side(column)}>${escapeHtml(text)}</td>`);
    if (check) {
      const verdict = reasons.length > 0 ? `✗ ${reasons.join('; ')}` : 'passed';
      cells.push(`<td${look.verdict}>${escapeHtml(verdict)}</td>`);
    }
    return `<tr${reasons.length > 0 ? look.failed : ''}>${cells.join('')}</tr>`;
  });
  return [
    '<table>',
    `<caption${look.caption}>${escapeHtml(caption)}</caption>`,
    `<thead><tr>${head.join('')}${check ? `<th scope="col"${look.text}>check</th>` : ''}</tr></thead>`,
    `<tbody>${body.join('\n')}</tbody>`,
    '</table>',
  ].join('\n');
}
