import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {PlotError} from './plot-error.js';

const require = createRequire(import.meta.url);

/**
 * Reads the script of an installed plotly.js package: the only place of this folder that touches the disk.
 *
 * @param name npm package. @default plotly.js-dist, which reports embed
 * @throws PlotError `plot/plotly-missing` where the package is not there.
 */
export function readPlotly(name = 'plotly.js-dist'): Uint8Array {
  return reading(name, () => readFileSync(require.resolve(name)));
}

/** Version of an installed plotly.js package: `3.7.0`. */
export function plotlyVersion(name: string): string {
  return reading(name, () => {
    const {version} = require(`${name}/package.json`) as {version: string};
    return version;
  });
}

function reading<Value>(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw new PlotError(
      'plot/plotly-missing',
      `the package ${name} cannot be read; run "npm ci", or do without interactive figures`,
      {cause},
    );
  }
}
