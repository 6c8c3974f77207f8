import {openComplexity} from './complexity/open-complexity.js';
import {openConsistency} from './consistency/open-consistency.js';
import {openLocalisation} from './localisation/open-localisation.js';
import type {OpenFamily} from './measure-runner.js';
import {openPerturbation} from './perturbation/open-perturbation.js';
import {openRandomisation} from './randomisation/open-randomisation.js';
import {openRobustness} from './robustness/open-robustness.js';

/** How each family of `src/measures/families.ts` is made ready, by its name. */
export const familyOpeners: ReadonlyMap<string, OpenFamily> = new Map<string, OpenFamily>([
  ['perturbation', openPerturbation],
  ['localisation', openLocalisation],
  ['randomisation', openRandomisation],
  ['robustness', openRobustness],
  ['complexity', openComplexity],
  ['consistency', openConsistency],
]);
