import {Buffer} from 'node:buffer';
import type {Explained} from '../explain/explained.js';
import {signedColourscale} from '../plot/colour.js';
import type {Figure, JsonObject} from '../plot/figure.js';
import {
  figureConfig,
  figureLayout,
  figureTitle,
  plotlyText,
  shortenMiddle,
} from '../plot/figure.js';
import {formatLimit} from '../plot/format-quantity.js';
import type {PictureGrid} from '../plot/grid.js';
import {encodePng} from '../plot/png.js';
import type {RelevanceMap} from '../plot/relevance-map.js';
import type {Comparison} from '../report/compare.js';
import {largestFigure} from './explorer-budget.js';
import {exactCells, packedBytes, packMap, type ExplorerMap} from './explorer-map.js';
import {chooserMenu, menuHeight, panelAxes, panelTitle, type PanelNumber} from './panel.js';
import {picturePlaces, pictureValues} from './picture-values.js';

/** First and second plan above, picture and difference below. */
const places = {
  '': {across: [0, 0.46], up: [0.55, 1]},
  '2': {across: [0.54, 1], up: [0.55, 1]},
  '3': {across: [0.54, 1], up: [0, 0.45]},
  '4': {across: [0, 0.46], up: [0, 0.45]},
} as const;

/** In the order of traces: the maps, then the picture. */
const numbers: readonly PanelNumber[] = ['', '2', '3', '4'];

/** Both maps and their difference on one scale, a row at a time; a menu chooses the row. */
export function comparisonFigure(
  explained: Explained,
  {rows: likeness}: Comparison,
  grid: PictureGrid,
): Figure {
  const limit = grid.limit!;
  const size = grid.rows[0]!.picture;
  const quantised = size.width * size.height > exactCells;
  const each = 3 * packedBytes(toExplorer(grid.rows[0]!.maps[0]!, null), quantised);
  const extra = size.width * size.height * (quantised ? 6 : 24);
  const shown = grid.rows.slice(0, Math.max(1, Math.floor(largestFigure / (each + extra))));
  const data = shown.flatMap((row, at): JsonObject[] => {
    const {pixels} = explained.rows[at]!;
    const visible = at === 0;
    const maps = row.maps.map((map, i): JsonObject => {
      const {colorbar, ...packed} = packMap(toExplorer(map!, pixels), limit, {
        quantised,
        withShares: true,
      });
      return {
        type: 'heatmap',
        name: plotlyText(`${row.label}, ${grid.columns[i]}`),
        ...packed,
        ...(pixels === null ? {} : {customdata: pictureValues(pixels)}),
        zmid: 0,
        colorscale: signedColourscale(),
        showscale: i === 1,
        colorbar: {outlinewidth: 0, thickness: 14, ...colorbar, title: {text: 'relevance'}},
        xaxis: `x${numbers[i]}`,
        yaxis: `y${numbers[i]}`,
        visible,
      };
    });
    const source = `data:image/png;base64,${Buffer.from(encodePng(row.picture)).toString('base64')}`;
    return [...maps, {type: 'image', source, hoverinfo: 'skip', xaxis: 'x4', yaxis: 'y4', visible}];
  });
  const titleOf = (at: number) => {
    const {label, cosine, rankCorrelation} = likeness[at]!;
    const likenesses = `cosine ${cosine.toFixed(3)}, rank correlation ${rankCorrelation.toFixed(3)}`;
    const head = plotlyText(shortenMiddle(label, 48));
    return figureTitle(`${head}   ${formatLimit(limit)}<br><sup>${likenesses}</sup>`);
  };
  const choices = shown.map(({label}, chosen) => ({
    label,
    visible: shown.flatMap((_, at) => [1, 2, 3, 4].map(() => at === chosen)),
    layout: {title: titleOf(chosen)},
  }));
  const titles = [...grid.columns, 'picture'].map(name => shortenMiddle(name, 34));
  const hasMenu = shown.length > 1;
  return {
    data,
    layout: figureLayout({
      title: titleOf(0),
      height: 640 + (hasMenu ? menuHeight : 0),
      margin: {l: 40, r: 100, t: 84 + (hasMenu ? menuHeight : 0), b: 30},
      annotations: numbers.map((number, i) => panelTitle(number, titles[i]!)),
      ...(hasMenu ? {updatemenus: [chooserMenu(choices)]} : {}),
      ...Object.assign({}, ...numbers.map(number => panelAxes(number, size, places[number]))),
    }),
    config: figureConfig,
  };
}

function toExplorer(map: RelevanceMap, pixels: Explained['rows'][number]['pixels']): ExplorerMap {
  const total = map.values.reduce((sum, r) => sum + r, 0);
  return {map, total, caption: 'relevance', ...picturePlaces(pixels)};
}
