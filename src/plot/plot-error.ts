import {LrpError} from '../errors/lrp-error.js';

/**
 * What cannot be drawn. Codes: `plot/not-finite`, `plot/shape`, `plot/limit`, `plot/too-large`,
 * `plot/empty`, `plot/plotly-missing`.
 */
export class PlotError extends LrpError {
  override readonly name = 'PlotError';
}

/**
 * Refuses NaN and infinity, which JSON and pictures cannot hold.
 *
 * @throws PlotError `plot/not-finite`, with the first position.
 */
export function requireFinite(values: ArrayLike<number>, where: string): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new PlotError(
        'plot/not-finite',
        `${where}: value ${i} is ${values[i]}; only finite numbers can be drawn, look for the layer that made it in the ledger`,
      );
    }
  }
}
