import type {OpenFamily} from './measure-runner.js';

/** How each family of `src/measures/families.ts` is made ready, by its name. */
export const familyOpeners: ReadonlyMap<string, OpenFamily> = new Map<string, OpenFamily>([]);
