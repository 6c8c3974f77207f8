import type {TextTable} from '../plot/ledger-table.js';
import {inlineTable, tableHtml, type CaptionedTable} from '../plot/table-html.js';
import type {InlineOutput} from './inline-output.js';
import {tableText} from './table-text.js';

/** A table with its caption. */
export function tableOutput(caption: string, table: TextTable): InlineOutput {
  return tablesOutput([{caption, table}]);
}

/** Tables below each other. */
export function tablesOutput(tables: readonly CaptionedTable[]): InlineOutput {
  return {
    figure: null,
    png: null,
    alt: '',
    html: tables.map(inlineTableHtml).join('\n'),
    text: tables.map(tableText).join('\n\n'),
  };
}

/** HTML of a table that scrolls by itself where a notebook is too narrow. */
export function inlineTableHtml(table: CaptionedTable): string {
  return `<div style="overflow-x:auto">${tableHtml(table, inlineTable)}</div>`;
}
