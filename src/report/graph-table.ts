import {graphRows} from '../graph/describe.js';
import {describeShape, type Graph} from '../graph/graph.js';
import type {TextTable} from '../plot/ledger-table.js';

/** A graph as a table: every layer with its number, kind, shape and size. */
export function graphTable(graph: Graph): TextTable {
  return {
    headers: ['#', 'layer', 'kind', 'operator', 'output', 'parameters'],
    align: ['right', 'left', 'left', 'left', 'left', 'right'],
    rows: graphRows(graph).map(row => [
      row.index === null ? '' : String(row.index),
      row.name,
      row.kind,
      row.operator,
      describeShape(row.shape),
      row.parameters === 0 ? '' : String(row.parameters),
    ]),
  };
}
