import type {Explained} from '../explain/explained.js';
import {pictureGridFigure} from '../plot/picture-grid.js';
import {encodePng} from '../plot/png.js';
import {renderGrid} from '../plot/render-grid.js';
import {pictureGrid} from '../report/pictures.js';
import type {InlineOutput} from './inline-output.js';

/** Rows and columns that a page's width and a reader's patience have room for. */
const mostRows = 6;
const mostColumns = 8;

/** Pixels of a notebook's width, less what colour bar and margins take. */
const room = 760;

/** The side of a cell where so many stand beside each other. */
function sideFor(cells: number): number {
  return Math.min(200, Math.floor(room / cells) - 10);
}

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
  const maps = {...grid, view: 'heatmap', side: sideFor(columns + 1)} as const;
  return {
    figure: pictureGridFigure(maps),
    png: encodePng(renderGrid(maps)),
    alt,
    html: '',
    text: alt,
  };
}
