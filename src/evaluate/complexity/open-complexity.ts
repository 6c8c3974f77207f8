import {findFamily} from '../../measures/families.js';
import type {OpenFamily} from '../measure-runner.js';
import {scoreMaps} from '../score-maps.js';
import {giniIndex} from './gini-index.js';
import {relevanceEntropy} from './relevance-entropy.js';

/** Complexity of a map's pixels, channels pooled. */
export const openComplexity: OpenFamily = async () =>
  scoreMaps(findFamily('complexity')!.measures, ({pooled}, method, row) => {
    const map = pooled[method]![row]!;
    return {gini: giniIndex(map), entropy: relevanceEntropy(map)};
  });
