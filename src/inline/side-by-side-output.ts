import type {Explained} from '../explain/explained.js';
import {encodePng} from '../plot/png.js';
import {renderGrid} from '../plot/render-grid.js';
import {pictureGrid} from '../report/pictures.js';
import type {InlineOutput} from './inline-output.js';

/** Rows and columns that a page's width and a reader's patience have room for. */
const mostRows = 6;
const mostColumns = 8;

/**
 * Shows the maps of all rows and plans next to each other on one scale, to be compared by eye; null where there is
 * only one map, or no picture, or more than fit.
 */
export function sideBySideOutput(explained: Explained): InlineOutput | null {
  const [rows, columns] = [explained.rows.length, explained.plans.length];
  if (rows * columns < 2 || rows > mostRows || columns > mostColumns) return null;
  const grid = pictureGrid(explained, `Relevance, ${explained.graph.name}`, mostRows);
  if (grid === null) return null;
  const names = explained.plans.map(({plan}) => plan.name).join(', ');
  const alt = `Relevance of ${explained.rows.map(({label}) => label).join(', ')}, by ${names}, side by side`;
  return {
    figure: null,
    png: encodePng(renderGrid({...grid, view: 'heatmap'})),
    alt,
    html: '',
    text: alt,
  };
}
