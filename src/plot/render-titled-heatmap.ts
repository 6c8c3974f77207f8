import {formatLimit} from './format-quantity.js';
import type {Raster} from './raster.js';
import {blit, createRaster, drawText, fitText, strokeBox, textWidth} from './raster.js';
import type {RelevanceMap} from './relevance-map.js';
import {drawScale} from './render-grid.js';
import {readableScale, renderHeatmap} from './render-heatmap.js';

export interface TitledHeatmap extends RelevanceMap {
  /** What the picture shows; the limit is added. */
  readonly title: string;
  readonly limit: number;
  /** Hatches what is clearly negative. @default true */
  readonly hatch?: boolean;
}

/**
 * Draws one heatmap without a browser, with its title, limit and scale.
 *
 * @throws PlotError as `heatmapFigure` does, and where the picture would be too large.
 */
export function renderTitledHeatmap(options: TitledHeatmap): Raster {
  const {title, limit, hatch = true} = options;
  const scale = readableScale(options.width, options.height) * (options.width < 64 ? 2 : 1);
  const map = renderHeatmap(options, {limit, scale, hatch});
  const margin = 16;
  const bound = formatLimit(limit);
  const wanted = textWidth(title) + textWidth(bound) + 24;
  const width = Math.max(map.width, 500, Math.min(wanted, 800)) + margin * 2;
  const raster = createRaster(width, map.height + 44 + 66);
  const room = width - margin * 2 - textWidth(bound) - 24;
  drawText(raster, fitText(title, room), {x: margin, y: margin});
  drawText(raster, bound, {x: width - margin, y: margin}, {anchor: 'right'});
  blit(raster, map, margin, 44);
  const frame = {x: margin - 1, y: 43, width: map.width + 2, height: map.height + 2};
  strokeBox(raster, frame, [200, 200, 200]);
  drawScale(raster, {x: margin, y: map.height + 56}, {limit, hatch});
  return raster;
}
