import type {Extent} from '../../data/picture-header.js';
import {boxInView} from '../../data/voc/box-in-view.js';
import type {VocSplit} from '../../data/voc/voc-dataset.js';
import {boxMask} from './box-mask.js';

/** One picture to explain for the classes it shows, with the pixels of each class's boxes. */
export interface LocalisationTask {
  readonly id: string;
  /** Path of the picture. */
  readonly image: string;
  /** At least one; `mask` is [H·W] of what the network sees. */
  readonly targets: readonly {readonly className: string; readonly mask: Uint8Array}[];
}

/**
 * The pictures of a split that show one of its classes, in order. A class counts where an object of it is not marked
 * difficult; its mask is the union of all its boxes, difficult ones too: relevance on those speaks for the class as well.
 * What the network sees nothing of is left out.
 *
 * @param seen  Size of the network's input.
 * @param limit Most pictures. @default all
 */
export function findTasks(
  {samples, labels, classes}: Pick<VocSplit, 'samples' | 'labels' | 'classes'>,
  seen: Extent,
  limit: number = Number.POSITIVE_INFINITY,
): readonly LocalisationTask[] {
  const tasks: LocalisationTask[] = [];
  for (const [index, sample] of samples.entries()) {
    if (tasks.length >= limit) break;
    const targets = classes.flatMap((className, column) => {
      if (labels[index]![column] !== 1) return [];
      const boxes = sample.objects
        .filter(object => object.className === className)
        .flatMap(({box}) => boxInView(box, sample, seen) ?? []);
      const mask = boxMask(boxes, seen);
      return mask.includes(1) ? [{className, mask}] : [];
    });
    if (targets.length > 0) tasks.push({id: sample.id, image: sample.image, targets});
  }
  return tasks;
}
