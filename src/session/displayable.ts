import {inspect} from 'node:util';
import {jupyterDisplay, type MimeBundle} from '../plot/mime-bundle.js';
import {currentHost} from './host.js';

/** Something a notebook draws when it is the last value of a cell. */
export interface Displayable {
  /** The forms a front end can choose from, by mime type. */
  [jupyterDisplay](): MimeBundle['data'] | Promise<MimeBundle['data']>;
}

/**
 * A copy of a value that shows itself as the last value of a cell: by `Symbol.for('Jupyter.display')` in the lrplab kernel
 * and in Deno. A stock tslab only prints last values; there, printing it shows it. JSON and comparisons see the value alone.
 *
 * @param make Makes the bundle when it is asked for, not before.
 */
export function displayable<Value extends object>(
  value: Value,
  make: () => MimeBundle,
): Value & Displayable {
  const copy = Object.create(
    Object.getPrototypeOf(value),
    Object.getOwnPropertyDescriptors(value),
  ) as Value;
  Object.defineProperty(copy, jupyterDisplay, {
    value: () => make().data,
    configurable: true,
  });
  Object.defineProperty(copy, inspect.custom, {
    configurable: true,
    value: (depth: number, options: {readonly depth?: number | null}) => {
      const isOutermost = depth === options.depth;
      if (!isOutermost) return inspect(plainly(value), {...options, depth});
      const host = currentHost();
      const bundle = make();
      if (host.name === 'tslab') {
        host.sink().display(bundle);
        return '';
      }
      return String(bundle.data['text/plain'] ?? '');
    },
  });
  return copy as Value & Displayable;
}

/** A value without its own way of being printed. */
function plainly(value: object): object {
  const {[inspect.custom]: _, ...own} = Object.getOwnPropertyDescriptors(
    value,
  ) as PropertyDescriptorMap;
  return Object.create(Object.getPrototypeOf(value), own) as object;
}
