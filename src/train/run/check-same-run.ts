import {LrpError} from '../../errors/lrp-error.js';
import type {RunRecord} from '../run-record.js';

/** What must be equal for a run to go on to the result it would have had. */
type Compared = Pick<RunRecord, 'settings' | 'data' | 'versions'>;

/**
 * Throws where a run cannot go on as it began.
 *
 * @throws LrpError `train/other-run`, which names all that differs.
 */
export function checkSameRun(folder: string, began: Compared, wanted: Compared): void {
  const [before, now] = [began, wanted].map(({settings, data, versions}) =>
    flat({settings, data, versions}),
  ) as [Map<string, string>, Map<string, string>];
  const names = [...new Set([...before.keys(), ...now.keys()])];
  const differences = names
    .filter(name => before.get(name) !== now.get(name))
    .map(
      name => `${name} was ${before.get(name) ?? 'not there'}, is ${now.get(name) ?? 'not there'}`,
    );
  if (differences.length === 0) return;
  const shown = differences.slice(0, 6).join('; ');
  const more = differences.length > 6 ? `; and ${differences.length - 6} more` : '';
  throw new LrpError(
    'train/other-run',
    `the run in "${folder}" cannot be resumed with other options, data or versions: ${shown}${more}; resume it with the same ones, or begin another run in another folder`,
  );
}

/** Every leaf under its path, as text. */
function flat(value: unknown, path = ''): Map<string, string> {
  // Settings' own names say enough.
  const name = path.replace(/^settings\./, '');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new Map([[name, JSON.stringify(value)]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [
      ...flat(inner, path === '' ? key : `${path}.${key}`),
    ]),
  );
}
