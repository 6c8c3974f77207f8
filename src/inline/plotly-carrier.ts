import {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {plotlyVersion, readPlotly} from '../plot/plotly-source.js';
import {cdnLoader, inlineLoader} from './loader-script.js';

/**
 * How plotly.js comes into a notebook: packed inside it (0.65 MB, once), from a network (with a checksum),
 * or not at all, so that pictures stand alone.
 */
export type PlotlyMode = 'inline' | 'cdn' | 'none';

/** The small Plotly that notebooks carry; holds all that our figures use. */
export const inlinePackage = 'plotly.js-cartesian-dist-min';

/**
 * Decides, for one kernel session, which output carries plotly.js: the first figure, and the first figure again
 * when the cell that carried it runs again, since its outputs are replaced then. So a saved notebook holds
 * it once.
 */
export class PlotlyCarrier {
  /** Changes from the next figure on; whoever carries it already keeps it. */
  mode: PlotlyMode;
  #carried = false;
  #cell: string | null = null;
  #isTold = false;
  #loaders = new Map<PlotlyMode, string>();

  constructor(mode: PlotlyMode = 'inline') {
    this.mode = mode;
  }

  /** Tells that a cell starts to run, with its outputs gone; null where the front end names no cells. */
  cellStarts(cell: string | null): void {
    this.#isTold = true;
    if (cell !== null && cell === this.#cell) this.#carried = false;
  }

  /**
   * The loader as HTML where this figure has to carry it, else nothing. Where nobody calls `cellStarts`, every
   * figure of the carrying cell has it: rather twice than lost.
   *
   * @throws PlotError `plot/plotly-missing` where the package is not installed.
   */
  loaderFor(cell: string | null): string {
    if (this.mode === 'none') return '';
    const again = !this.#isTold && cell !== null && cell === this.#cell;
    if (this.#carried && !again) return '';
    const html = this.#loader(this.mode);
    this.#carried = true;
    this.#cell = cell;
    return html;
  }

  #loader(mode: 'inline' | 'cdn'): string {
    const known = this.#loaders.get(mode);
    if (known !== undefined) return known;
    const source = readPlotly(inlinePackage);
    const html =
      mode === 'inline'
        ? inlineLoader(Buffer.from(gzipSync(source, {level: 9})).toString('base64'))
        : cdnLoader(
            `https://cdn.jsdelivr.net/npm/${inlinePackage}@${plotlyVersion(inlinePackage)}/plotly-cartesian.min.js`,
            `sha384-${createHash('sha384').update(source).digest('base64')}`,
          );
    this.#loaders.set(mode, html);
    return html;
  }
}
