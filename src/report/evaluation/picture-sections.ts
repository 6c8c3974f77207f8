import type {ComparedPicture, ComparedPictures} from '../../measures/compared-pictures.js';
import {formatQuantity} from '../../plot/format-quantity.js';
import type {Section} from '../../plot/page-section.js';
import {pictureGridFigure, type PictureGrid} from '../../plot/picture-grid.js';
import {encodePng} from '../../plot/png.js';
import type {Raster} from '../../plot/raster.js';
import type {RelevanceMap} from '../../plot/relevance-map.js';
import {renderGrid} from '../../plot/render-grid.js';
import {scaleLimit} from '../pictures.js';

/**
 * The pictures that two methods were compared on: best, median and worst for the first of them, each with both maps. Where
 * both share out the class's score the maps stand on one scale; else each method has its own, so that ±1 is its strongest
 * relevance but for the strongest hundredth of its pixels.
 */
export function comparedGrid({measure, a, b, sameUnit, pictures}: ComparedPictures): PictureGrid {
  const maps = pictures.map(picture =>
    picture.maps.map((values): RelevanceMap => {
      const {width, height} = picture.pixels;
      return {values, width, height};
    }),
  );
  const limits = [0, 1].map(method => scaleLimit(maps.map(own => own[method]!)));
  const scaled = (map: RelevanceMap, method: number): RelevanceMap => {
    const limit = limits[method]!;
    return sameUnit || limit === 0 ? map : {...map, values: map.values.map(value => value / limit)};
  };
  return {
    title: `${a} against ${b}`,
    columns: [a, b],
    rows: pictures.map((picture, row) => ({
      label: labelOf(picture, measure, [a, b]),
      picture: rasterOf(picture),
      maps: maps[row]!.map(scaled),
    })),
    limit: sameUnit ? scaleLimit(maps.flat()) : 1,
    view: 'heatmap',
  };
}

function labelOf(
  {place, id, className, scores}: ComparedPicture,
  measure: string,
  names: readonly [string, string],
): string {
  const [a, b] = scores.map(formatQuantity);
  return `${place} for ${names[0]}: ${id} for ${className}, ${measure} ${a} against ${b}`;
}

function rasterOf({pixels: {width, height, data}}: ComparedPicture): Raster {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel += 1)
    rgba.set(data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
  return {width, height, rgba};
}

/** Sections of a page, a figure a pair. */
export function comparedSections(compared: readonly ComparedPictures[]): readonly Section[] {
  return compared
    .filter(({pictures}) => pictures.length > 0)
    .map((pair): Section => {
      const grid = comparedGrid(pair);
      return {
        kind: 'figure',
        figure: pictureGridFigure(grid),
        png: encodePng(renderGrid(grid)),
        alt: `${grid.title}: ${grid.rows.map(({label}) => label).join('; ')}`,
        caption:
          `The pictures on which ${pair.a} is best, as usual and worst against ${pair.b} by ${pair.measure}. ` +
          'Red speaks for the class, blue against it. ' +
          (pair.sameUnit
            ? 'All maps share one scale, in units of the score of the class.'
            : 'The methods have different units: each has a scale of its own, in shares of its strongest relevance.'),
      };
    });
}
