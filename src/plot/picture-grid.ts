import {Buffer} from 'node:buffer';
import {overlayColourscale, signedColourscale} from './colour.js';
import type {Figure, Json, JsonObject} from './figure.js';
import {figureConfig, figureLayout, plotlyText, shorten} from './figure.js';
import {formatLimit} from './format-quantity.js';
import {heatmapTrace, scaleOf, scaleTicks} from './heatmap.js';
import {PlotError} from './plot-error.js';
import {encodePng} from './png.js';
import type {Raster} from './raster.js';
import type {RelevanceMap} from './relevance-map.js';
import {requireLimit, sharedLimit} from './relevance-map.js';
import {desaturate, requireSameSize} from './render-heatmap.js';

/** One picture, explained for one target under each of several plans. */
export interface GridRow {
  /** Stands above the row: `digit-7.png, class 7, logit 12.3`. */
  readonly label: string;
  /** The picture as the model saw it, sized as the maps. */
  readonly picture: Raster;
  /** One a column; null where a plan was not run. */
  readonly maps: readonly (RelevanceMap | null)[];
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

/** Pixels of the figure's parts; the page chooses the width. */
const cell = 200;
const labelSpace = 30;
const gap = 10;
const margin = {l: 12, r: 88, t: 84, b: 12} as const;

/**
 * Pictures and their relevance under several plans, side by side and overlaid, on one scale, as one
 * figure. All maps are at int8 precision above 64×64 pixels.
 *
 * @throws PlotError where numbers are not finite or shapes do not fit.
 */
export function pictureGridFigure(grid: PictureGrid): Figure {
  const limit = gridLimit(grid);
  const lines = gridLines(grid);
  const scale = scaleFor(lines, limit);
  const columns = grid.columns.length + 1;
  const plotHeight = lines.reduce((sum, {first}) => sum + cell + (first ? labelSpace : gap), 0);
  const data: JsonObject[] = [];
  const layout: {[key: string]: Json} = {};
  const annotations: Json[] = [];
  let top = 0;
  lines.forEach((line, lineIndex) => {
    if (line.first) {
      annotations.push(rowLabel(line.row.label, 1 - (top + labelSpace - 4) / plotHeight));
    }
    top += line.first ? labelSpace : gap;
    const bottom = Math.max(0, 1 - (top + cell) / plotHeight);
    const band = [bottom, 1 - top / plotHeight];
    top += cell;
    for (let column = 0; column < columns; column++) {
      const traces = cellTraces(line, column, scale);
      if (traces.length === 0) continue;
      const axis = String(lineIndex * columns + column + 1);
      data.push(...traces.map(trace => ({...trace, xaxis: `x${axis}`, yaxis: `y${axis}`})));
      const domain = [(column + 0.02) / columns, (column + 0.98) / columns];
      Object.assign(layout, cellAxes(axis, {domain, band, line, column}));
      if (lineIndex === 0) annotations.push(columnTitle(grid, column, domain));
    }
  });
  return {
    data,
    layout: figureLayout({
      title: {
        text: `${plotlyText(grid.title)}   ${formatLimit(limit)}`,
        y: 1,
        yref: 'container',
        yanchor: 'top',
        pad: {t: 14},
      },
      height: Math.round(plotHeight + margin.t + margin.b),
      margin,
      showlegend: false,
      coloraxis: sharedColours(scale, true),
      coloraxis2: sharedColours(scale, false),
      annotations,
      ...layout,
    }),
    config: figureConfig,
  };
}

interface Scale {
  readonly limit: number;
  readonly precision: 'float32' | 'int8';
}

/** Above 64×64 pixels int8 steps are enough, and a quarter of the size. */
function scaleFor(lines: readonly GridLine[], limit: number): Scale {
  const sizes = lines.map(({row: {picture}}) => picture.width * picture.height);
  return {limit, precision: Math.max(...sizes) > 64 * 64 ? 'int8' : 'float32'};
}

function cellTraces(line: GridLine, column: number, scale: Scale): readonly JsonObject[] {
  const {picture, maps, label} = line.row;
  if (column === 0) return line.first ? [pictureTrace(picture)] : [];
  const map = maps[column - 1] ?? null;
  if (map === null) return [];
  // Bounds and colours stand on the colour axis that all cells share.
  const {
    zmin: _low,
    zmid: _middle,
    zmax: _high,
    ...trace
  } = heatmapTrace({
    ...map,
    limit: scale.limit,
    title: label,
    precision: scale.precision,
  });
  const drawn = {...trace, coloraxis: line.kind === 'heatmap' ? 'coloraxis' : 'coloraxis2'};
  return line.kind === 'heatmap' ? [drawn] : [pictureTrace(desaturate(picture)), drawn];
}

function pictureTrace(picture: Raster): JsonObject {
  const source = `data:image/png;base64,${Buffer.from(encodePng(picture)).toString('base64')}`;
  return {type: 'image', source, hoverinfo: 'skip'};
}

interface CellPlace {
  readonly domain: readonly number[];
  readonly band: readonly number[];
  readonly line: GridLine;
  readonly column: number;
}

function cellAxes(axis: string, {domain, band, line, column}: CellPlace): JsonObject {
  const {width, height} = line.row.picture;
  const frame = {
    showgrid: false,
    zeroline: false,
    showticklabels: false,
    ticks: '',
    showline: true,
    mirror: true,
    linecolor: '#c8c8c8',
    constrain: 'domain',
  };
  const suffix = axis === '1' ? '' : axis;
  return {
    [`xaxis${suffix}`]: {
      ...frame,
      domain,
      range: [-0.5, width - 0.5],
      anchor: `y${axis}`,
      constraintoward: column === 0 ? 'left' : 'center',
    },
    [`yaxis${suffix}`]: {
      ...frame,
      domain: band,
      range: [height - 0.5, -0.5],
      anchor: `x${axis}`,
      scaleanchor: `x${axis}`,
      constraintoward: 'top',
    },
  };
}

function columnTitle(grid: PictureGrid, column: number, domain: readonly number[]): Json {
  const name = column === 0 ? 'picture' : grid.columns[column - 1]!;
  return {
    text: `<b>${plotlyText(shorten(name, 22))}</b>`,
    hovertext: plotlyText(name),
    x: (domain[0]! + domain[1]!) / 2,
    y: 1,
    xref: 'paper',
    yref: 'paper',
    xanchor: 'center',
    yanchor: 'bottom',
    showarrow: false,
  };
}

function rowLabel(label: string, y: number): Json {
  return {
    text: plotlyText(shorten(label, 110)),
    x: 0,
    y,
    xref: 'paper',
    yref: 'paper',
    xanchor: 'left',
    yanchor: 'bottom',
    align: 'left',
    showarrow: false,
    font: {size: 12, color: '#444444'},
  };
}

function sharedColours({limit, precision}: Scale, visible: boolean): Json {
  const end = precision === 'int8' ? 127 : scaleOf(limit);
  return {
    colorscale: visible ? signedColourscale() : overlayColourscale(),
    cmin: -end,
    cmid: 0,
    cmax: end,
    showscale: visible,
    colorbar: {
      title: {text: 'relevance'},
      outlinewidth: 0,
      thickness: 14,
      len: cell + labelSpace,
      lenmode: 'pixels',
      y: 1,
      yanchor: 'top',
      ...scaleTicks(limit, end),
    },
  };
}
