import {stat} from 'node:fs/promises';
import {dirname, relative, resolve, sep} from 'node:path';
import {DataError, describeSystemError} from '../data/data-error.js';
import {NpyRows} from '../data/npy-rows.js';
import {LrpError} from '../errors/lrp-error.js';
import {modelInputShape} from '../explain/batch.js';
import {describeShape, type Graph} from '../graph/graph.js';
import {fileNames} from './file-names.js';

/** One sample of a bulk run, before it is read. */
export interface BulkInput {
  /** Path below the folder that all inputs share, and the row of an array: `cats/a.png`, `digits.npy[4]`. */
  readonly sample: string;
  /** What its result files are called, without ending; no other's. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  /** Which sample of an `.npy` file; null for a picture. */
  readonly row: number | null;
  /** Of the file, in bytes. */
  readonly size: number;
  /** When the file was changed last, in whole milliseconds since 1970. */
  readonly modified: number;
}

/** The deepest folder that holds all of some files. */
function sharedFolder(paths: readonly string[]): string {
  const [first, ...others] = paths.map(path => dirname(path).split(sep));
  let length = first!.length;
  for (const other of others) {
    length = Math.min(length, other.length);
    while (first!.slice(0, length).join(sep) !== other.slice(0, length).join(sep)) length -= 1;
  }
  return first!.slice(0, length).join(sep) || sep;
}

async function rowsOf(path: string, graph: Graph): Promise<number> {
  const rows = await NpyRows.open(path);
  await rows.close();
  const expected = modelInputShape(graph);
  if (rows.shape.slice(1).join() !== expected.join()) {
    const layout = graph.layout === 'channels-last' ? 'channels last' : 'channels first';
    throw new LrpError(
      'input/shape',
      `${path}: shape ${describeShape(rows.shape)}; model "${graph.name}" takes [N×${expected.join('×')}], ${layout}, batch first`,
    );
  }
  return rows.shape[0]!;
}

/**
 * Finds out what there is to explain, in the order given: pictures, and every row of `.npy` files. Pictures are not
 * opened yet.
 *
 * @throws LrpError `input/empty` for no path, `input/shape` for an array of another shape; DataError `npy/…`,
 *   `input/missing` for what is not there.
 */
export async function listInputs(
  paths: readonly string[],
  graph: Graph,
): Promise<readonly BulkInput[]> {
  if (paths.length === 0)
    throw new LrpError('input/empty', 'nothing to explain: no input was found');
  const folder = sharedFolder(paths.map(path => resolve(path)));
  const found: Omit<BulkInput, 'file'>[] = [];
  for (const given of paths) {
    const path = resolve(given);
    const status = await stat(path).catch((error: unknown) => {
      throw new DataError('input/missing', given, `${describeSystemError(error)}; check the path`, {
        cause: error,
      });
    });
    const sample = relative(folder, path).split(sep).join('/');
    const common = {path, size: status.size, modified: Math.floor(status.mtimeMs)};
    if (!path.toLowerCase().endsWith('.npy')) {
      found.push({sample, row: null, ...common});
      continue;
    }
    const count = await rowsOf(path, graph);
    for (let row = 0; row < count; row++)
      found.push({sample: count === 1 ? sample : `${sample}[${row}]`, row, ...common});
  }
  const files = fileNames(
    found.map(({sample}) => sample),
    ['manifest'],
  );
  return found.map((input, index) => ({...input, file: files[index]!}));
}
