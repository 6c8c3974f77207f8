import type {Explained} from '../explain/explained.js';
import {formatQuantity} from '../plot/format-quantity.js';
import type {TextTable} from '../plot/ledger-table.js';
import type {Section} from '../plot/page-section.js';
import {pictureGridFigure} from '../plot/picture-grid.js';
import {encodePng} from '../plot/png.js';
import {renderGrid} from '../plot/render-grid.js';
import type {Comparison} from './compare.js';
import {comparisonGrid} from './pictures.js';

/** How like two plans' maps are, row by row. */
export function likenessTable({rows}: Comparison): TextTable {
  return {
    headers: [
      ...['explained', 'cosine', 'rank correlation', 'largest difference'],
      ...['ΣR first', 'ΣR second'],
    ],
    align: ['left', 'right', 'right', 'right', 'right', 'right'],
    rows: rows.map(row => [
      row.label,
      row.cosine.toFixed(4),
      row.rankCorrelation.toFixed(4),
      formatQuantity(row.largestDifference),
      ...row.sums.map(formatQuantity),
    ]),
  };
}

/** The layers in which two plans differ. */
export function differenceTable({first, second, differences}: Comparison): TextTable {
  return {
    headers: ['#', 'layer', first.plan.name, second.plan.name],
    align: ['right', 'left', 'left', 'left'],
    rows: differences.map(({index, layer, first: left, second: right}) => [
      index === null ? '' : String(index),
      layer,
      left,
      right,
    ]),
  };
}

/** A comparison of two plans as sections of a page. */
export function comparisonSections(
  explained: Explained,
  comparison: Comparison,
): readonly Section[] {
  const title = `${comparison.first.plan.name} against ${comparison.second.plan.name}`;
  const grid = comparisonGrid(explained, comparison, 12);
  const picture: readonly Section[] =
    grid === null
      ? []
      : [
          {
            kind: 'figure',
            figure: pictureGridFigure(grid),
            png: encodePng(renderGrid(grid)),
            alt: grid.title,
            caption:
              'Both maps and their difference on one scale, beyond which lies the strongest hundredth of the pixels.',
          },
        ];
  const differences: readonly Section[] =
    comparison.differences.length === 0
      ? [{kind: 'paragraph', text: 'The plans give every layer the same rule.'}]
      : [
          {
            kind: 'table',
            caption: `Layers in which they differ`,
            table: differenceTable(comparison),
          },
        ];
  return [
    {kind: 'heading', text: title},
    ...picture,
    {kind: 'table', caption: 'Likeness', table: likenessTable(comparison)},
    ...differences,
  ];
}
