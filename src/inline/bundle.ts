import {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {escapeHtml} from '../plot/escape.js';
import type {Json, JsonObject} from '../plot/figure.js';
import type {MimeBundle} from '../plot/mime-bundle.js';
import {pngSize} from '../plot/png.js';
import type {InlineOutput} from './inline-output.js';
import {figureScript} from './loader-script.js';
import type {PlotlyCarrier} from './plotly-carrier.js';

export interface BundleOptions {
  /** The cell that shows it, where the front end names cells. @default null */
  readonly cell?: string | null;
}

/**
 * Packs an output for a notebook: the figure for front ends that draw Plotly themselves, HTML that shows the picture and
 * becomes interactive where scripts run, the picture, and text. Never a script of its own mime type.
 *
 * @throws PlotError `plot/plotly-missing` where this figure has to carry Plotly and it is not installed.
 */
export function bundleOf(
  {figure, png, alt, html, text}: InlineOutput,
  plotly: PlotlyCarrier,
  {cell = null}: BundleOptions = {},
): MimeBundle {
  const data: {[mime: string]: Json} = {};
  const metadata: {[mime: string]: JsonObject} = {};
  if (figure !== null) data['application/vnd.plotly.v1+json'] = {...figure};
  const parts: string[] = [];
  if (png !== null || figure !== null) parts.push(...pictureHtml({figure, png, alt}, plotly, cell));
  if (html !== '') parts.push(html);
  if (parts.length > 0) data['text/html'] = parts.join('\n');
  if (png !== null) {
    data['image/png'] = Buffer.from(png).toString('base64');
    const size = pngSize(png);
    if (size !== null) metadata['image/png'] = {width: size.width, height: size.height};
  }
  data['text/plain'] = text;
  return {data, metadata};
}

function pictureHtml(
  {figure, png, alt}: Pick<InlineOutput, 'figure' | 'png' | 'alt'>,
  plotly: PlotlyCarrier,
  cell: string | null,
): readonly string[] {
  const picture = png === null ? '' : imageHtml(png, alt);
  if (figure === null || plotly.mode === 'none') return [`<div>${picture}</div>`];
  const json = JSON.stringify(figure);
  // Equal figures have equal names, so that a notebook run again is the same file.
  const id = createHash('sha256').update(json).digest('hex').slice(0, 16);
  const packed = Buffer.from(gzipSync(json, {level: 9})).toString('base64');
  return [
    `<div data-lrp="${id}">${picture}</div>`,
    plotly.loaderFor(cell) + figureScript(id, packed),
  ];
}

function imageHtml(png: Uint8Array, alt: string): string {
  const size = pngSize(png);
  const bounds = size === null ? '' : ` width="${size.width}" height="${size.height}"`;
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return `<img src="${source}" alt="${escapeHtml(alt)}"${bounds} style="max-width:100%;height:auto">`;
}
