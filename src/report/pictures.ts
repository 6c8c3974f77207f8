import type {Explained, ExplainedPlan, ExplainedRow} from '../explain/explained.js';
import type {PictureGrid} from '../plot/picture-grid.js';
import type {Raster} from '../plot/raster.js';
import {pictureOf, type RelevanceMap, sharedLimit} from '../plot/relevance-map.js';
import type {Comparison} from './compare.js';

/** Display pixels as a raster; a plain grey sheet where there is no picture. */
export function rasterOf(
  row: ExplainedRow,
  {width, height}: Pick<RelevanceMap, 'width' | 'height'>,
): Raster {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  const {pixels} = row;
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++)
      rgba[i * 4 + channel] = pixels === null ? 238 : pixels.data[i * 3 + channel]!;
  }
  return {width, height, rgba};
}

/** The boxes of the class that a row is about, where they are known. */
function framesOf(
  {objects, target}: ExplainedRow,
  {graph}: Explained,
): Pick<PictureGrid['rows'][number], 'frames'> {
  if (objects === undefined) return {};
  const name = graph.classes?.[target];
  const own = objects.filter(({className}) => className === name);
  return own.length === 0 ? {} : {frames: own.map(({box}) => box)};
}

/** One row's relevance as a picture, summed over channels; null where the input is no picture. */
export function mapOf(explained: Explained, relevance: Float32Array): RelevanceMap | null {
  return pictureOf({shape: [1, ...explained.shape], data: relevance}, 0, explained.graph.layout);
}

/** The scale of maps that are compared: the strongest hundredth of the pixels may lie beyond it. */
export function scaleLimit(maps: readonly (RelevanceMap | null)[]): number {
  return sharedLimit(
    maps.filter(map => map !== null),
    {quantile: 0.99},
  );
}

/** Every row under every plan on one shared scale; null where the input is no picture. */
export function pictureGrid(explained: Explained, title: string, most: number): PictureGrid | null {
  const rows = explained.rows.slice(0, most).map((row, index) => {
    const maps = explained.plans.map(plan => mapOf(explained, plan.relevance[index]!));
    const [first] = maps;
    return first === null || first === undefined
      ? null
      : {label: row.label, picture: rasterOf(row, first), maps, ...framesOf(row, explained)};
  });
  if (rows.some(row => row === null)) return null;
  return {
    title,
    columns: explained.plans.map(plan => plan.plan.name),
    rows: rows.filter(row => row !== null),
    limit: scaleLimit(rows.flatMap(row => row?.maps ?? [])),
  };
}

/** Two plans' maps and their difference on one scale; null where the input is no picture. */
export function comparisonGrid(
  explained: Explained,
  {first, second}: Comparison,
  most: number,
): PictureGrid | null {
  const rows = explained.rows.slice(0, most).flatMap((row, index) => {
    const [a, b] = [first, second].map((plan: ExplainedPlan) =>
      mapOf(explained, plan.relevance[index]!),
    ) as [RelevanceMap | null, RelevanceMap | null];
    if (a === null || b === null) return [];
    const difference = {...a, values: a.values.map((value, i) => value - b.values[i]!)};
    const frames = framesOf(row, explained);
    return [{label: row.label, picture: rasterOf(row, a), maps: [a, b, difference], ...frames}];
  });
  if (rows.length === 0) return null;
  const [left, right] = [first.plan.name, second.plan.name];
  return {
    title: `${left} against ${right}`,
    columns: [left, right, `${left} − ${right}`],
    rows,
    limit: scaleLimit(rows.flatMap(row => row.maps)),
    view: 'heatmap',
  };
}
