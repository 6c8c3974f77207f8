import test from 'ava';
import sharp from 'sharp';
import type {PictureGrid} from '../../src/plot/grid.js';
import {gridLimit, gridLines} from '../../src/plot/grid.js';
import {pictureGridFigure} from '../../src/plot/picture-grid.js';
import {PlotError} from '../../src/plot/plot-error.js';
import {encodePng} from '../../src/plot/png.js';
import {greyPicture} from '../../src/plot/render-heatmap.js';
import {renderGrid} from '../../src/plot/render-grid.js';
import {matchesGolden} from './golden-file.js';

const map = (...numbers: number[]) => ({values: Float32Array.from(numbers), width: 2, height: 2});
const picture = greyPicture(map(0, 1, 1, 0), {low: 0, high: 1});
const grid: PictureGrid = {
  title: 'two <plans>',
  columns: ['zero', '</script><b>'],
  rows: [
    {label: 'digit "1"', picture, maps: [map(1, 0, -1, 0), map(0, 0.5, 0, 0)]},
    {label: 'digit 2', picture, maps: [map(0, 0, 0, -2), null]},
  ],
};

test('two pictures under two plans', t => {
  const figure = JSON.parse(
    JSON.stringify(pictureGridFigure(grid)).replaceAll(/data:image\/png;base64,[^"]+/g, 'PNG'),
  );
  matchesGolden(t, 'grid', figure);
});

test('all maps of a grid share the largest |R| as limit', t => {
  t.is(gridLimit(grid), 2);
  const {layout} = pictureGridFigure(grid);
  for (const name of ['coloraxis', 'coloraxis2']) {
    const axis = layout[name] as {cmin: number; cmid: number; cmax: number};
    t.deepEqual([axis.cmin, axis.cmid, axis.cmax], [-2, 0, 2]);
  }
});

test('a limit of the caller goes before the largest |R|', t => {
  t.is(gridLimit({...grid, limit: 0.5}), 0.5);
});

test('views: heatmaps, overlays, or both below each other', t => {
  const kinds = (view: PictureGrid['view'] & string) =>
    gridLines({...grid, view}).map(line => line.kind);
  t.deepEqual(kinds('heatmap'), ['heatmap', 'heatmap']);
  t.deepEqual(kinds('overlay'), ['overlay', 'overlay']);
  t.deepEqual(kinds('both'), ['heatmap', 'overlay', 'heatmap', 'overlay']);
});

test('every trace stands on axes that the layout has, cells do not overlap', t => {
  const {data, layout} = pictureGridFigure(grid);
  for (const trace of data) {
    for (const letter of ['x', 'y']) {
      const name = String(trace[`${letter}axis`])
        .replace(/^(.)1$/, '$1')
        .replace(letter, `${letter}axis`);
      const domain = (layout[name] as {domain: number[]} | undefined)?.domain;
      t.true(
        domain !== undefined &&
          domain[0]! >= 0 &&
          domain[0]! < domain[1]! &&
          domain[1]! <= 1 + 1e-9,
        name,
      );
    }
  }
  const across = (axis: string) => (layout[axis] as {domain: [number, number]}).domain;
  t.true(across('xaxis')[1] < across('xaxis2')[0]);
  t.true(across('yaxis')[0] > across('yaxis5')[1]);
});

test('maps above 64×64 pixels are rounded, and the colour axis counts steps', t => {
  const big = {values: new Float32Array(65 * 65).fill(0.5), width: 65, height: 65};
  const figure = pictureGridFigure({
    title: 'big',
    columns: ['zero'],
    rows: [{label: 'photo', picture: greyPicture(big, {low: 0, high: 1}), maps: [big]}],
    view: 'heatmap',
  });
  t.is((figure.data[1]!['z'] as {dtype: string}).dtype, 'i1');
  const axis = figure.layout['coloraxis'] as {cmax: number; colorbar: {ticktext: string[]}};
  t.is(axis.cmax, 127);
  t.is(axis.colorbar.ticktext.at(-1), '0.5');
});

test('a row needs a map a column, sized as its picture, and a grid needs rows', t => {
  const code = (rows: PictureGrid['rows']) =>
    t.throws(() => gridLines({...grid, rows}), {instanceOf: PlotError})?.code;
  t.is(code([]), 'plot/empty');
  t.is(code([{label: 'a', picture, maps: [null]}]), 'plot/shape');
  const wide = {values: new Float32Array(3), width: 3, height: 1};
  t.is(code([{label: 'a', picture, maps: [wide, null]}]), 'plot/shape');
});

test('the PNG of a grid has colours of both signs and the pictures in it', async t => {
  const raster = renderGrid(grid, {hatch: false});
  const {data, info} = await sharp(encodePng(raster))
    .removeAlpha()
    .raw()
    .toBuffer({resolveWithObject: true});
  t.deepEqual([info.width, info.height], [raster.width, raster.height]);
  const colours = new Set<string>();
  for (let i = 0; i < data.length; i += 3) colours.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
  t.true(colours.has('10,75,126'), 'R = −limit');
  t.true(colours.has('0,0,0'), 'black of the picture');
});

test('frames stand in every cell of their row, at the edges of their pixels, in both forms', t => {
  const frames = [{left: 1, top: 0, right: 2, bottom: 1}];
  const framed = {...grid, rows: [{...grid.rows[0]!, frames}, grid.rows[1]!]};
  const {layout, data} = pictureGridFigure(framed);
  const shapes = layout['shapes'] as {
    xref: string;
    x0: number;
    x1: number;
    y0: number;
    y1: number;
  }[];
  // Picture, two maps, two overlays: a dark line and a light one each.
  t.is(shapes.length, 10);
  t.is(new Set(shapes.map(({xref}) => xref)).size, 5);
  for (const {xref, x0, x1, y0, y1} of shapes) {
    t.deepEqual([x0, x1, y0, y1], [0.5, 1.5, -0.5, 0.5]);
    t.true(data.some(trace => trace['xaxis'] === xref || (xref === 'x' && trace['xaxis'] === 'x')));
  }
  t.is(pictureGridFigure(grid).layout['shapes'], undefined);
  const [plain, drawn] = [renderGrid(grid), renderGrid(framed)];
  t.deepEqual([plain.width, plain.height], [drawn.width, drawn.height]);
  const changed = plain.rgba.reduce((sum, value, i) => sum + (value === drawn.rgba[i] ? 0 : 1), 0);
  t.true(changed > 0 && changed < plain.rgba.length / 4);
});
