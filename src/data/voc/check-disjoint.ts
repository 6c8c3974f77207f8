import {LrpError} from '../../errors/lrp-error.js';
import type {VocSplit} from './voc-dataset.js';

/**
 * Throws where a picture stands in two of the splits: scores on one would then tell what was learnt by heart
 * from the other.
 *
 * @throws LrpError `voc/not-disjoint`; it names the splits, how many pictures, and the first of them.
 */
export function checkDisjoint(splits: readonly Pick<VocSplit, 'split' | 'samples'>[]): void {
  const first = new Map<string, string>();
  for (const {split, samples} of splits) {
    const twice = samples.filter(({id}) => first.has(id));
    if (twice.length > 0) {
      const ids = twice.slice(0, 5).map(({id}) => id);
      throw new LrpError(
        'voc/not-disjoint',
        `${twice.length} of the pictures of split "${split}" stand in split "${first.get(ids[0]!)}" too: ` +
          `${ids.join(', ')}${twice.length > ids.length ? ', …' : ''}; take splits without common pictures, such as train and val`,
      );
    }
    for (const {id} of samples) first.set(id, split);
  }
}
