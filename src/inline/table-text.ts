import type {CaptionedTable} from '../plot/table-html.js';

/** A table as lines of text with its columns below each other, for terminals and logs. */
export function tableText({caption, table, failed = []}: CaptionedTable): string {
  const {headers, rows, align} = table;
  const plain = [headers, ...rows].map(row => row.map(text => text.replace(/[\p{Cc}\s]/gu, ' ')));
  const widths = headers.map((_, column) =>
    Math.max(...plain.map(row => [...(row[column] ?? '')].length)),
  );
  const lines = plain.map((row, i) => {
    const cells = row.map((text, column) => {
      const space = ' '.repeat(widths[column]! - [...text].length);
      return align[column] === 'right' ? space + text : text + space;
    });
    const reasons = failed.filter(failure => failure.row === i - 1).map(({reason}) => reason);
    const verdict = reasons.length > 0 ? `✗ ${reasons.join('; ')}` : '';
    return `${cells.join('  ')}  ${verdict}`.trimEnd();
  });
  return [caption, ...lines].join('\n');
}
