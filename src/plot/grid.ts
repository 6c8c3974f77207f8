import {PlotError} from './plot-error.js';
import type {Raster} from './raster.js';
import type {RelevanceMap} from './relevance-map.js';
import {requireLimit, sharedLimit} from './relevance-map.js';
import {requireSameSize} from './render-heatmap.js';

/** One picture, explained for one target under each of several plans. */
export interface GridRow {
  /** Stands above the row: `digit-7.png, class 7, logit 12.3`. */
  readonly label: string;
  /** The picture as the model saw it, sized as the maps. */
  readonly picture: Raster;
  /** One a column; null where a plan was not run. */
  readonly maps: readonly (RelevanceMap | null)[];
  /** Rectangles to frame in every cell, in pixels of the picture; right and bottom are outside. @default [] */
  readonly frames?: readonly Frame[];
}

/** A rectangle of a picture. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Pictures × plans on one shared scale. */
export interface PictureGrid {
  readonly title: string;
  /** Names of the plans. */
  readonly columns: readonly string[];
  readonly rows: readonly GridRow[];
  /** @default the largest |R| of all maps */
  readonly limit?: number;
  /**
   * Heatmaps beside the picture, on top of it, or both in lines below each other.
   * @default 'both'
   */
  readonly view?: GridView;
  /** Pixels of a figure's cell along its longer side. @default 200 */
  readonly side?: number;
}

export type GridView = 'heatmap' | 'overlay' | 'both';

/** The scale all maps of a grid share. */
export function gridLimit(grid: PictureGrid): number {
  const limit =
    grid.limit ?? sharedLimit(grid.rows.flatMap(({maps}) => maps.filter(map => map !== null)));
  requireLimit(limit, `grid "${grid.title}"`);
  return limit;
}

/** One line of cells in a grid. */
export interface GridLine {
  readonly row: GridRow;
  readonly kind: 'heatmap' | 'overlay';
  /** The first line of a row carries its label and its picture. */
  readonly first: boolean;
}

/**
 * The lines of a grid from top to bottom.
 *
 * @throws PlotError where a row has another number of maps than there are columns.
 */
export function gridLines(grid: PictureGrid): readonly GridLine[] {
  if (grid.rows.length === 0) {
    throw new PlotError('plot/empty', `grid "${grid.title}": no pictures to show`);
  }
  const view = grid.view ?? 'both';
  const kinds: readonly GridLine['kind'][] = view === 'both' ? ['heatmap', 'overlay'] : [view];
  return grid.rows.flatMap(row => {
    if (row.maps.length !== grid.columns.length) {
      throw new PlotError(
        'plot/shape',
        `grid "${grid.title}", row "${row.label}": expected ${grid.columns.length} maps, one a column, got ${row.maps.length}`,
      );
    }
    for (const map of row.maps) if (map !== null) requireSameSize(row.picture, map);
    return kinds.map((kind, i) => ({row, kind, first: i === 0}));
  });
}

/** Width and height of the largest picture, so that all cells are alike. */
export function largestPicture(grid: PictureGrid): {
  readonly width: number;
  readonly height: number;
} {
  return {
    width: Math.max(...grid.rows.map(({picture}) => picture.width)),
    height: Math.max(...grid.rows.map(({picture}) => picture.height)),
  };
}
