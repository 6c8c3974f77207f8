import type {Explained} from '../explain/explained.js';
import {featureBars} from '../plot/feature-bars.js';
import type {Figure} from '../plot/figure.js';
import {encodePng} from '../plot/png.js';
import {renderBars} from '../plot/render-bars.js';
import {renderGrid} from '../plot/render-grid.js';
import type {Comparison} from '../report/compare.js';
import {differenceTable, likenessTable} from '../report/comparison-sections.js';
import {comparisonGrid} from '../report/pictures.js';
import {barsFigure} from './bars-figure.js';
import {comparisonFigure} from './comparison-figure.js';
import type {InlineOutput} from './inline-output.js';
import {tablesOutput} from './table-output.js';

/** Rows of the picture and the figure; the table holds all. */
const mostRows = 12;

/** Shows two plans side by side: both maps and their difference on one scale, how like they are, and where they differ. */
export function comparisonOutput(explained: Explained, comparison: Comparison): InlineOutput {
  const title = `${comparison.first.plan.name} against ${comparison.second.plan.name}`;
  const tables = tablesOutput([
    {caption: `likeness, ${title}`, table: likenessTable(comparison)},
    {
      caption:
        comparison.differences.length === 0
          ? 'the plans give every layer the same rule'
          : 'layers in which they differ',
      table: differenceTable(comparison),
    },
  ]);
  return {...tables, ...drawn(explained, comparison), alt: title};
}

function drawn(
  explained: Explained,
  comparison: Comparison,
): {readonly figure: Figure; readonly png: Uint8Array} {
  const grid = comparisonGrid(explained, comparison, mostRows);
  if (grid !== null) {
    return {
      figure: comparisonFigure(explained, comparison, grid),
      png: encodePng(renderGrid({...grid, rows: grid.rows.slice(0, 4)})),
    };
  }
  const [a, b] = [comparison.first, comparison.second];
  const charts = explained.rows.slice(0, mostRows).flatMap(({label}, row) => {
    const difference = a.relevance[row]!.map((value, i) => value - b.relevance[row]![i]!);
    return [
      featureBars(a.relevance[row]!, {title: `${label}, ${a.plan.name}`}),
      featureBars(b.relevance[row]!, {title: `${label}, ${b.plan.name}`}),
      featureBars(difference, {title: `${label}, ${a.plan.name} − ${b.plan.name}`}),
    ];
  });
  return {figure: barsFigure(charts).figure, png: encodePng(renderBars(charts[2]!))};
}
