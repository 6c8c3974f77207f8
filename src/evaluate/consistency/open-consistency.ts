import {sizeOf} from '../../graph/graph.js';
import {findFamily} from '../../measures/families.js';
import type {OpenFamily} from '../measure-runner.js';
import {scoreMaps} from '../score-maps.js';
import {mapConsistency} from './map-consistency.js';

/** Consistency of each map with the class's score, for plans and baselines alike; `measureConsistency` sees layers too. */
export const openConsistency: OpenFamily = async (_context, {within}) =>
  scoreMaps(findFamily('consistency')!.measures, ({tasks, maps, logits}, method, row) => {
    const {shape, data} = maps[method]!;
    const size = sizeOf(shape.slice(1));
    const score = logits.data[row * logits.shape[1]! + tasks[row]!.target]!;
    const {conservationError, negativeShare, consistent} = mapConsistency(
      data.subarray(row * size, (row + 1) * size),
      score,
      within as number,
    );
    return {
      'conservation-error': conservationError,
      'negative-share': negativeShare,
      consistent: consistent ? 1 : 0,
    };
  });
