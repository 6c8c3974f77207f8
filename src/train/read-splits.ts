import {checkDisjoint} from '../data/voc/check-disjoint.js';
import {chooseOthers} from '../data/voc/choose-others.js';
import {cutWindows} from '../data/voc/cut-windows.js';
import {readVocSplit} from '../data/voc/read-voc-split.js';
import type {VocSplit} from '../data/voc/voc-dataset.js';
import {LrpError} from '../errors/lrp-error.js';
import type {SplitRecord, TrainEvent} from './run-record.js';
import type {TrainSettings} from './train-settings.js';

export interface Splits {
  readonly train: VocSplit;
  readonly validation: VocSplit;
}

/**
 * Reads both splits, with the share of others chosen from the training split.
 *
 * @throws LrpError `train/no-samples` where a class is in no training sample, or the validation split is empty;
 *   what `readVocSplit` and `chooseOthers` throw.
 */
export async function readSplits(
  {data, seed}: Pick<TrainSettings, 'data' | 'seed'>,
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal | undefined,
): Promise<Splits> {
  const {folder, year, classes, strict, others, windows} = data;
  const read = async (name: string): Promise<VocSplit> => {
    const split = await readVocSplit(folder, name, {
      classes,
      year,
      strict,
      // A picture that turns out to be cut off in the middle of a run would end it.
      decode: true,
      onProgress: (done, total) => onEvent({kind: 'reading', split: name, done, total}),
      ...(signal === undefined ? {} : {signal}),
    });
    for (const {message} of split.broken) onEvent({kind: 'note', text: `${name}: ${message}`});
    return split;
  };
  const cut = (split: VocSplit): VocSplit =>
    windows === null ? split : cutWindows(split, {size: windows, seed});
  const whole = await read(data.train);
  const judged = await read(data.validation);
  checkDisjoint([whole, judged]);
  const all = cut(whole);
  // Of what is learnt from: windows where there are some.
  const train = others === null ? all : chooseOthers(all, {share: others, seed});
  const validation = cut(judged);
  const absent = classes.filter((_, index) => train.counts[index] === 0);
  if (absent.length > 0) {
    throw new LrpError(
      'train/no-samples',
      `split "${data.train}" in ${folder} has no picture of ${absent.join(', ')}; name other classes or another split`,
    );
  }
  if (validation.samples.length === 0) {
    throw new LrpError(
      'train/no-samples',
      `split "${data.validation}" in ${folder} has no picture that can be read; name another split`,
    );
  }
  return {train, validation};
}

export function recordOfSplit({
  split,
  samples,
  counts,
  others,
  broken,
  hash,
}: VocSplit): SplitRecord {
  return {split, samples: samples.length, counts, others, broken: broken.length, hash};
}
