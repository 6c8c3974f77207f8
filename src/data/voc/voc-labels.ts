import {createHash} from 'node:crypto';
import type {VocLabel, VocSample, VocSplit} from './voc-dataset.js';

/** What a sample says of each class: 1 one at least that is not difficult, 0 difficult ones only, -1 none. */
export function labelsOf(sample: VocSample, classes: readonly string[]): readonly VocLabel[] {
  return classes.map(className => {
    const objects = sample.objects.filter(object => object.className === className);
    if (objects.length === 0) return -1;
    return objects.some(object => !object.difficult) ? 1 : 0;
  });
}

/** Whether a sample holds none of the classes, not even as difficult objects. */
export function isOther(labels: readonly VocLabel[]): boolean {
  return labels.every(label => label === -1);
}

/** What of a split does not follow from its samples and their labels. */
export type SplitSource = Pick<VocSplit, 'folder' | 'split' | 'classes' | 'broken'>;

/** The split with these samples, labelled by their objects. Nothing given is changed. */
export function withSamples(split: SplitSource, samples: readonly VocSample[]): VocSplit {
  return withLabels(
    split,
    samples,
    samples.map(sample => labelsOf(sample, split.classes)),
  );
}

/** The split with these samples and labels, row by row; counts and hash follow. Nothing given is changed. */
export function withLabels(
  {folder, split, classes, broken}: SplitSource,
  samples: readonly VocSample[],
  labels: VocSplit['labels'],
): VocSplit {
  const hash = createHash('sha256').update(`${classes.join(' ')}\n`);
  for (const [index, {id, sha256, window}] of samples.entries()) {
    const place =
      window === undefined ? '' : ` ${window.left} ${window.top} ${window.right - window.left}`;
    hash.update(`${id} ${labels[index]!.join(' ')} ${sha256}${place}\n`);
  }
  return {
    ...{folder, split, classes, broken, samples, labels},
    counts: classes.map((_, k) => labels.filter(row => row[k] === 1).length),
    others: labels.filter(isOther).length,
    hash: hash.digest('hex'),
  };
}
