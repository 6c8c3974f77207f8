import {findFamily} from '../../measures/families.js';
import type {OpenFamily} from '../measure-runner.js';
import {scoreMaps} from '../score-maps.js';
import {pointingGame} from './pointing-game.js';
import {relevanceMass, weightedMass} from './relevance-mass.js';
import {relevanceRank} from './relevance-rank.js';

/**
 * Localisation on the boxes of a class or, with `area=masks`, on its masks: then NaN where the picture has none
 * (`EvaluationTask.segment`).
 */
export const openLocalisation: OpenFamily = async (_context, {area}) =>
  scoreMaps(findFamily('localisation')!.measures, ({tasks, pooled}, method, row) => {
    const map = pooled[method]![row]!;
    const mask = area === 'masks' ? tasks[row]!.segment : tasks[row]!.mask;
    if (mask === undefined)
      return {
        mass: Number.NaN,
        rank: Number.NaN,
        pointing: Number.NaN,
        'weighted-mass': Number.NaN,
      };
    return {
      mass: relevanceMass(map, mask),
      rank: relevanceRank(map, mask),
      pointing: pointingGame(map, mask),
      'weighted-mass': weightedMass(map, mask),
    };
  });
