import type {Explained} from '../explain/explained.js';
import {encodePng} from '../plot/png.js';
import {renderSums} from '../plot/render-sums.js';
import {sumsFigure} from '../plot/sums-chart.js';
import {rowSums, sumsTable} from '../report/sums.js';
import type {InlineOutput} from './inline-output.js';
import {tableText} from './table-text.js';

/** Shows ΣR through the layers for one row of an explanation, a line a plan; as text it is a table. */
export function sumsOutput(explained: Explained, row: number): InlineOutput {
  const chart = rowSums(explained, row);
  return {
    figure: sumsFigure(chart),
    png: encodePng(renderSums(chart)),
    alt: `${chart.title}: a line for each of ${chart.lines.map(({plan}) => plan).join(', ')}`,
    html: '',
    text: tableText({caption: chart.title, table: sumsTable(chart)}),
  };
}
