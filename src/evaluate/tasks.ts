import type {Extent} from '../data/picture-header.js';
import type {VocSplit} from '../data/voc/voc-dataset.js';
import {findTasks} from './localisation/find-tasks.js';

/** One picture to explain for one class that it shows. */
export interface EvaluationTask {
  /** Picture and class, such as `2008_000008 horse`; unique in a run. */
  readonly key: string;
  readonly id: string;
  /** Path of the picture. */
  readonly image: string;
  readonly className: string;
  /** Index of the class among the model's outputs. */
  readonly target: number;
  /** [H·W] of what the network sees: 1 in the boxes of the class, else 0. */
  readonly mask: Uint8Array;
  /** [H·W]: 1 on the masks of the class, `voidIndex` on void pixels, else 0. Only where masks were asked for. */
  readonly segment?: Uint8Array;
}

/**
 * The pictures of a split that show one of its classes, a task for every class, in order.
 *
 * @param targets Index of each class among the model's outputs.
 * @param seen    Size of the network's input.
 * @param limit   Most pictures. @default all
 */
export function evaluationTasks(
  split: Pick<VocSplit, 'samples' | 'labels' | 'classes'>,
  targets: ReadonlyMap<string, number>,
  seen: Extent,
  limit?: number,
): readonly EvaluationTask[] {
  return findTasks(split, seen, limit).flatMap(({id, image, targets: own}) =>
    own.map(({className, mask}) => ({
      ...{key: `${id} ${className}`, id, image, className, mask},
      target: targets.get(className)!,
    })),
  );
}
