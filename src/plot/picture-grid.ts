import {Buffer} from 'node:buffer';
import {overlayColourscale, signedColourscale} from './colour.js';
import type {Figure, Json, JsonObject} from './figure.js';
import {figureConfig, figureLayout, figureTitle, plotlyText, shorten} from './figure.js';
import {formatLimit} from './format-quantity.js';
import {heatmapTrace, scaleOf, scaleTicks} from './heatmap.js';
import type {Frame, GridLine, PictureGrid} from './grid.js';
import {gridLimit, gridLines, largestPicture} from './grid.js';
import {encodePng} from './png.js';
import type {Raster} from './raster.js';
import {desaturate} from './render-heatmap.js';

export type {GridRow, GridView, PictureGrid} from './grid.js';

/** Pixels of the figure's parts. */
const longestSide = 200;
const labelSpace = 28;
const gap = 10;
const margin = {l: 12, r: 110, t: 72, b: 12} as const;

/** Sizes in pixels, colours, and where each line stands. */
interface GridLayout {
  readonly limit: number;
  /** Above 64×64 pixels int8 steps are enough, and a quarter of the size. */
  readonly precision: 'float32' | 'int8';
  readonly cell: {readonly width: number; readonly height: number};
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  /** Distance of each line's cells from the top. */
  readonly tops: readonly number[];
}

/**
 * Pictures and their relevance under several plans, side by side and overlaid, on one scale, as one
 * figure. Maps of more than 64×64 pixels are rounded to 255 steps.
 *
 * @throws PlotError where numbers are not finite or shapes do not fit.
 */
export function pictureGridFigure(grid: PictureGrid): Figure {
  const lines = gridLines(grid);
  const layout = layOut(grid, lines);
  const data: JsonObject[] = [];
  const axes: {[key: string]: Json} = {};
  const shapes: Json[] = [];
  lines.forEach((line, i) => {
    for (let column = 0; column < layout.columns; column++) {
      const traces = cellTraces(line, column, layout);
      if (traces.length === 0) continue;
      const number = i * layout.columns + column + 1;
      const axis = number === 1 ? '' : String(number);
      data.push(...traces.map(trace => ({...trace, xaxis: `x${axis}`, yaxis: `y${axis}`})));
      shapes.push(...(line.row.frames ?? []).flatMap(frame => frameShapes(frame, axis)));
      Object.assign(axes, cellAxes(axis, line.row.picture, cellPlace(layout, i, column)));
    }
  });
  return {
    data,
    layout: figureLayout({
      title: figureTitle(`${plotlyText(grid.title)}   ${formatLimit(layout.limit)}`),
      autosize: false,
      width: layout.width + margin.l + margin.r,
      height: layout.height + margin.t + margin.b,
      margin,
      showlegend: false,
      coloraxis: sharedColours(layout, true),
      coloraxis2: sharedColours(layout, false),
      annotations: [...columnTitles(grid, layout), ...rowLabels(lines, layout)],
      ...(shapes.length === 0 ? {} : {shapes}),
      ...axes,
    }),
    config: figureConfig,
  };
}

function layOut(grid: PictureGrid, lines: readonly GridLine[]): GridLayout {
  const {width, height} = largestPicture(grid);
  const scale = (grid.side ?? longestSide) / Math.max(width, height);
  const cell = {width: Math.round(width * scale), height: Math.round(height * scale)};
  const columns = grid.columns.length + 1;
  const tops: number[] = [];
  let bottom = 0;
  for (const {first} of lines) {
    tops.push(bottom + (first ? labelSpace : gap));
    bottom = tops.at(-1)! + cell.height;
  }
  return {
    limit: gridLimit(grid),
    precision: width * height > 64 * 64 ? 'int8' : 'float32',
    cell,
    columns,
    width: columns * (cell.width + gap) - gap,
    height: bottom,
    tops,
  };
}

/** Where a cell stands, as shares of the figure. */
interface CellPlace {
  readonly across: readonly [number, number];
  readonly up: readonly [number, number];
}

function cellPlace(
  {cell, width, height, tops}: GridLayout,
  line: number,
  column: number,
): CellPlace {
  const left = column * (cell.width + gap);
  const bottom = height - tops[line]! - cell.height;
  return {
    across: [left / width, (left + cell.width) / width],
    up: [bottom / height, (bottom + cell.height) / height],
  };
}

function cellTraces(line: GridLine, column: number, layout: GridLayout): readonly JsonObject[] {
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
  } = heatmapTrace({...map, limit: layout.limit, title: label, precision: layout.precision});
  return line.kind === 'heatmap'
    ? [{...trace, coloraxis: 'coloraxis'}]
    : [pictureTrace(desaturate(picture)), {...trace, coloraxis: 'coloraxis2'}];
}

function pictureTrace(picture: Raster): JsonObject {
  const source = `data:image/png;base64,${Buffer.from(encodePng(picture)).toString('base64')}`;
  return {type: 'image', source, hoverinfo: 'skip'};
}

/** A dark line with a light one around it: seen on any picture. Pixels have their middle at whole numbers. */
function frameShapes({left, top, right, bottom}: Frame, axis: string): readonly Json[] {
  const place = {
    ...{type: 'rect', xref: `x${axis}`, yref: `y${axis}`},
    ...{x0: left - 0.5, x1: right - 0.5, y0: top - 0.5, y1: bottom - 0.5},
  };
  return [
    {...place, line: {color: '#ffffff', width: 3}},
    {...place, line: {color: '#141414', width: 1}},
  ];
}

function cellAxes(axis: string, picture: Raster, {across, up}: CellPlace): JsonObject {
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
  return {
    [`xaxis${axis}`]: {
      ...frame,
      domain: across,
      range: [-0.5, picture.width - 0.5],
      anchor: `y${axis}`,
      constraintoward: 'left',
    },
    [`yaxis${axis}`]: {
      ...frame,
      domain: up,
      range: [picture.height - 0.5, -0.5],
      anchor: `x${axis}`,
      scaleanchor: `x${axis}`,
      constraintoward: 'top',
    },
  };
}

const onPaper = {xref: 'paper', yref: 'paper', showarrow: false, yanchor: 'bottom'} as const;

function columnTitles(grid: PictureGrid, layout: GridLayout): readonly Json[] {
  const letters = Math.max(4, Math.floor(layout.cell.width / 9));
  return ['picture', ...grid.columns].map((name, column) => {
    const {across} = cellPlace(layout, 0, column);
    return {
      ...onPaper,
      text: `<b>${plotlyText(shorten(name, letters))}</b>`,
      hovertext: plotlyText(name),
      x: (across[0] + across[1]) / 2,
      y: 1,
      xanchor: 'center',
    };
  });
}

function rowLabels(lines: readonly GridLine[], layout: GridLayout): readonly Json[] {
  return lines.flatMap(({row, first}, i): readonly Json[] =>
    first
      ? [
          {
            ...onPaper,
            text: plotlyText(shorten(row.label, Math.floor(layout.width / 7))),
            x: 0,
            y: 1 - (layout.tops[i]! - 2) / layout.height,
            xanchor: 'left',
            xshift: -4,
            font: {size: 12, color: '#444444'},
          },
        ]
      : [],
  );
}

function sharedColours({limit, precision, cell}: GridLayout, visible: boolean): Json {
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
      len: cell.height + labelSpace,
      lenmode: 'pixels',
      y: 1,
      yanchor: 'top',
      ...scaleTicks(limit, end),
    },
  };
}
