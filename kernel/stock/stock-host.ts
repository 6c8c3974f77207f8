import type {Host} from '../../src/session/host.js';
import {showInStock} from './show-in-stock.js';

/** A stock tslab kernel, for the tag `lrp` and for values that show themselves. */
export function stockHost(): Host {
  const shown = new Set<string>();
  return {
    name: 'tslab',
    sink: () => ({
      text: line => void process.stdout.write(`${line}\n`),
      warning: text => void process.stderr.write(`${text}\n`),
      display: (bundle, id) => {
        const update = id !== undefined && shown.has(id);
        if (id !== undefined) shown.add(id);
        showInStock(bundle, id === undefined ? {} : {id, update});
      },
    }),
    signal: () => null,
    cell: () => null,
  };
}
