import {LrpError} from '../../errors/lrp-error.js';
import {createRandom} from '../random.js';
import type {VocSplit} from './voc-dataset.js';
import {isOther, withLabels} from './voc-labels.js';

export interface ChooseOthersOptions {
  /** Which share of all samples hold none of the classes: 0 ≤ share < 1. */
  readonly share: number;
  /** Decides which. */
  readonly seed: number;
}

/**
 * Keeps every sample that holds one of the split's classes, be it as a difficult object only, and so many of
 * those that hold none that they make up `share` of all (rounded to whole samples). The order stays. Pictures
 * of other classes keep a network from taking everything for a class it was trained on.
 *
 * @throws LrpError `voc/bad-share`, `voc/too-few-others` (names the largest share that can be had),
 *   `voc/no-samples` where no sample holds a class.
 */
export function chooseOthers(split: VocSplit, {share, seed}: ChooseOthersOptions): VocSplit {
  if (!(share >= 0 && share < 1)) {
    throw new LrpError(
      'voc/bad-share',
      `share of other classes: expected 0 ≤ share < 1, got ${share}`,
    );
  }
  const isOutside = split.labels.map(isOther);
  const outside = [...isOutside.keys()].filter(index => isOutside[index]);
  const inside = split.samples.length - outside.length;
  if (inside === 0) {
    throw new LrpError(
      'voc/no-samples',
      `split "${split.split}" in ${split.folder} holds no picture of ${split.classes.join(', ')}; name other classes or another split`,
    );
  }
  const wanted = Math.round((share * inside) / (1 - share));
  if (wanted > outside.length) {
    const what = split.samples[0]!.window === undefined ? 'pictures' : 'windows';
    const most = outside.length / (inside + outside.length);
    throw new LrpError(
      'voc/too-few-others',
      `a share of ${share} beside ${inside} ${what} of ${split.classes.join(', ')} takes ${wanted} ${what} of other classes; ` +
        `split "${split.split}" has ${outside.length}; ask for ${Math.floor(most * 1000) / 1000} at most`,
    );
  }
  const chosen = new Set(createRandom(seed).shuffled(outside).slice(0, wanted));
  const isKept = (_: unknown, index: number): boolean => !isOutside[index] || chosen.has(index);
  // Labels as they are: those of windows do not follow from the objects alone.
  return withLabels(split, split.samples.filter(isKept), split.labels.filter(isKept));
}
