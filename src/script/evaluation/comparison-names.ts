import {safeNames} from '../safe-name.js';

/** What the files of evaluations are called, without ending: `comparison`; of several, numbered, or by the name `as` gave. */
export function comparisonNames(names: readonly (string | null)[]): readonly string[] {
  if (names.length === 1) return ['comparison'];
  return safeNames(names.map((name, index) => `comparison-${name ?? index + 1}`));
}
