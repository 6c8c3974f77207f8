import {Buffer} from 'node:buffer';
import type {Explained} from '../explain/explained.js';
import {signedColourscale} from '../plot/colour.js';
import type {Figure, Json, JsonObject} from '../plot/figure.js';
import {
  figureConfig,
  figureLayout,
  figureTitle,
  plotlyText,
  shortenMiddle,
} from '../plot/figure.js';
import {encodePng} from '../plot/png.js';
import {rasterOf} from '../report/pictures.js';
import {fittingDetail, isQuantised, shownSteps} from './explorer-budget.js';
import {packMap, type PackedMap} from './explorer-map.js';
import type {ExplorerEntry, ExplorerStep} from './explorer-steps.js';
import {chooserMenu, menuHeight, panelAxes, panelTitle, pixelStep} from './panel.js';
import {pictureValues} from './picture-values.js';

/** A figure and what it had no room for, in words. */
export interface Explorer {
  readonly figure: Figure;
  readonly notes: readonly string[];
}

/**
 * Draws an explanation to walk through without a kernel and without any script but Plotly: a menu chooses row and plan, a
 * slider the layer and channel.
 *
 * @param steps At least one.
 */
export function explorerFigure(
  explained: Explained,
  entries: readonly ExplorerEntry[],
  steps: readonly ExplorerStep[],
): Explorer {
  const hasPictures = explained.rows.every(({pixels}) => pixels !== null);
  const pictures = remembered((row: number): string => {
    const {pixels} = explained.rows[row]!;
    if (pixels === null) return '';
    const png = encodePng(rasterOf(explained.rows[row]!, pixels));
    return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  });
  const values = remembered((row: number) => {
    const {pixels} = explained.rows[row]!;
    return pixels === null ? null : pictureValues(pixels);
  });
  const extra = (entry: number): number => {
    const {row} = entries[entry]!;
    const isFirst = entry === 0 || entries[entry - 1]!.row !== row;
    const shares = steps[0]!.maps[entry]!.map.values.length;
    return (
      (values(row)?.bdata.length ?? 0) +
      (isFirst ? pictures(row).length : 0) +
      // The first step stands in the trace as well, with shares where its map is small.
      (shares * 4) / 3 +
      (shares <= 4096 ? (shares * 28) / 3 : 0)
    );
  };
  const detail = fittingDetail(steps, entries, extra);
  const shown = shownSteps(steps, detail);
  const kept = entries.slice(0, detail.entries);
  const pack = (step: ExplorerStep, at: number, withShares: boolean) => {
    const quantised = isQuantised(step.maps[at]!.map.values.length, detail);
    return packMap(step.maps[at]!, step.limit, {quantised, withShares});
  };
  const rows = hasPictures ? [...new Set(kept.map(({row}) => row))] : [];
  const images = rows.map(row => ({
    type: 'image',
    source: pictures(row),
    hoverinfo: 'skip',
    visible: row === kept[0]!.row,
    xaxis: 'x2',
    yaxis: 'y2',
  }));
  const maps = kept.map(({label, row}, at): JsonObject => {
    const {colorbar, ...packed} = pack(shown[0]!, at, true);
    const customdata = shown[0]!.maps[at]!.values === '' ? null : values(row)!;
    return {
      type: 'heatmap',
      name: plotlyText(label),
      ...packed,
      ...(customdata === null ? {} : {customdata}),
      zmid: 0,
      colorscale: signedColourscale(),
      colorbar: {outlinewidth: 0, thickness: 14, ...colorbar},
      visible: at === 0,
    };
  });
  const title = `${explained.graph.name}: relevance${kept.length === 1 ? ` of ${kept[0]!.label}` : ''}`;
  const hasSlider = shown.length > 1;
  const hasMenu = kept.length > 1;
  const choices = kept.map(({label, row}, chosen) => ({
    label,
    visible: [...kept.map((_, at) => at === chosen), ...rows.map(other => other === row)],
  }));
  const figure: Figure = {
    data: [...maps, ...images],
    layout: figureLayout({
      title: figureTitle(plotlyText(shortenMiddle(title, 90))),
      height: 430 + (hasMenu ? menuHeight : 0) + (hasSlider ? 76 : 0),
      margin: {l: 40, r: 104, t: 70 + (hasMenu ? menuHeight : 0), b: hasSlider ? 106 : 30},
      ...axesOf(shown[0]!, hasPictures ? explained.rows[kept[0]!.row]!.pixels : null),
      annotations: [
        panelTitle('', 'relevance'),
        ...(hasPictures ? [panelTitle('2', 'picture')] : []),
      ],
      ...(hasMenu ? {updatemenus: [chooserMenu(choices)]} : {}),
      ...(hasSlider ? {sliders: [sliderOf(shown, kept.length, pack)]} : {}),
    }),
    config: figureConfig,
  };
  return {figure, notes: notesOf(explained.rows.length * explained.plans.length, steps, detail)};
}

/** Works a row's value out when it is first asked for. */
function remembered<Value>(of: (row: number) => Value): (row: number) => Value {
  const known = new Map<number, Value>();
  return row => {
    if (!known.has(row)) known.set(row, of(row));
    return known.get(row)!;
  };
}

function axesOf(
  {maps}: ExplorerStep,
  picture: {readonly width: number; readonly height: number} | null,
): JsonObject {
  const {map} = maps[0]!;
  if (picture === null) return panelAxes('', map, {across: [0, 1], up: [0, 1]});
  return {
    ...panelAxes('2', picture, {across: [0, 0.46], up: [0, 1]}),
    ...panelAxes('', map, {across: [0.54, 1], up: [0, 1]}),
  };
}

function sliderOf(
  steps: readonly ExplorerStep[],
  entries: number,
  pack: (step: ExplorerStep, at: number, withShares: boolean) => PackedMap,
): Json {
  const traces = Array.from({length: entries}, (_, at) => at);
  return {
    active: 0,
    x: 0,
    len: 1,
    y: 0,
    yanchor: 'top',
    pad: {t: 34},
    tickcolor: '#999999',
    ticklen: 4,
    minorticklen: 2,
    // Names of layers would run into each other; the chosen one stands above.
    font: {size: 1, color: 'rgba(0, 0, 0, 0)'},
    currentvalue: {xanchor: 'left', offset: 8, font: {size: 13, color: '#1b1b1b'}},
    steps: steps.map((step, i): Json => {
      const packed = traces.map(at => pack(step, at, false));
      const {width, height} = step.maps[0]!.map;
      return {
        label: step.label,
        method: 'update',
        value: String(i),
        args: [
          {
            z: packed.map(({z}) => z),
            zmin: packed.map(({zmin}) => zmin),
            zmax: packed.map(({zmax}) => zmax),
            hovertemplate: packed.map(({hovertemplate}) => hovertemplate),
            meta: packed.map(({meta}) => meta),
            'colorbar.tickvals': packed.map(({colorbar}) => colorbar['tickvals']!),
            'colorbar.ticktext': packed.map(({colorbar}) => colorbar['ticktext']!),
            'colorbar.title.text': packed.map(
              ({colorbar}) => (colorbar['title'] as {readonly text: string}).text,
            ),
          },
          {
            'xaxis.range': [-0.5, width - 0.5],
            'xaxis.dtick': pixelStep(width),
            'yaxis.range': [height - 0.5, -0.5],
            'yaxis.dtick': pixelStep(height),
          },
          traces,
        ],
      };
    }),
  };
}

function notesOf(
  entries: number,
  steps: readonly ExplorerStep[],
  {channels, entries: kept, stride}: ReturnType<typeof fittingDetail>,
): readonly string[] {
  const most = Math.max(...steps.map(({rank}) => rank));
  return [
    ...(channels < most
      ? [
          channels === 0
            ? 'Single channels are left out of the figure to keep the notebook small.'
            : `Of each layer the ${channels} strongest channels are in the figure, to keep the notebook small.`,
        ]
      : []),
    ...(kept < entries
      ? [`The figure holds the first ${kept} of ${entries} maps; the table holds all.`]
      : []),
    ...(stride > 1 ? [`Every ${stride}th layer is in the figure.`] : []),
  ];
}
