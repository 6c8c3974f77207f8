import {describePictures} from '../data/preprocess-presets.js';
import type {Graph} from '../graph/graph.js';
import {escapeHtml} from '../plot/escape.js';
import {graphTable} from '../report/graph-table.js';
import {describeModel} from '../report/tables.js';
import type {InlineOutput} from './inline-output.js';
import {tableOutput} from './table-output.js';

/** A network: what it takes and gives, every layer, and what was done to make it canonical. */
export function graphOutput(graph: Graph): InlineOutput {
  const table = tableOutput(describeModel(graph), graphTable(graph));
  const pictures = describePictures(graph);
  const lines = [...(pictures === null ? [] : [pictures]), ...graph.notes];
  if (lines.length === 0) return table;
  const notes = lines.map(note => `<li>${escapeHtml(note)}</li>`).join('');
  return {
    ...table,
    html: `${table.html}\n<ul>${notes}</ul>`,
    text: [table.text, ...lines].join('\n'),
  };
}
