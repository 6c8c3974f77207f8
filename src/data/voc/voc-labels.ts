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

/** The split with these samples; labels, counts and hash follow. Nothing given is changed. */
export function withSamples(
  split: Omit<VocSplit, 'samples' | 'labels' | 'counts' | 'others' | 'hash'>,
  samples: readonly VocSample[],
): VocSplit {
  const {classes} = split;
  const labels = samples.map(sample => labelsOf(sample, classes));
  const hash = createHash('sha256').update(`${classes.join(' ')}\n`);
  for (const [index, {id, bytes}] of samples.entries()) {
    hash.update(`${id} ${labels[index]!.join(' ')} ${bytes}\n`);
  }
  return {
    ...split,
    samples,
    labels,
    counts: classes.map((_, k) => labels.filter(row => row[k] === 1).length),
    others: labels.filter(isOther).length,
    hash: hash.digest('hex'),
  };
}
