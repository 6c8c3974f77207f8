import {DataError} from '../data/data-error.js';
import type {Extent} from '../data/picture-header.js';
import {maskInView} from '../data/voc/mask-in-view.js';
import {classPixels, readMask, type VocMask} from '../data/voc/read-mask.js';
import type {BrokenFile, VocSample, VocSplit} from '../data/voc/voc-dataset.js';
import type {MeasureArguments} from '../measures/measure-spec.js';
import {evaluationTasks, type EvaluationTask} from './tasks.js';

export interface SelectTasksOptions {
  /** The families that are to run: localisation on masks needs each picture's mask. */
  readonly families: readonly {readonly name: string; readonly arguments: MeasureArguments}[];
  /** Most pictures. @default all */
  readonly limit?: number;
  /** Stops at the first broken mask, instead of leaving its picture out. @default false */
  readonly strict?: boolean;
  /** Stops soon; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What a run explains, and what had to be left out of it. */
export interface SelectedTasks {
  readonly tasks: readonly EvaluationTask[];
  /** Ids of pictures without a mask, or of whose mask the network sees nothing of any class. */
  readonly withoutMask: readonly string[];
  /** Masks that could not be read; their pictures are left out. */
  readonly broken: readonly BrokenFile[];
}

/** Whether families look at masks. */
export function needsMasks(families: SelectTasksOptions['families']): boolean {
  return families.some(
    ({name, arguments: given}) => name === 'localisation' && given['area'] === 'masks',
  );
}

/**
 * The tasks of a split as `evaluationTasks` finds them. Where a family looks at masks, only those with a mask, which is
 * scaled and cut as its picture is: all families then score the same pictures.
 *
 * @param targets Index of each class among the model's outputs.
 * @param seen    Size of the network's input.
 * @throws DataError with `strict`, the first broken mask's own; the signal's reason.
 */
export async function selectTasks(
  split: Pick<VocSplit, 'folder' | 'samples' | 'labels' | 'classes'>,
  targets: ReadonlyMap<string, number>,
  seen: Extent,
  {families, limit, strict = false, signal}: SelectTasksOptions,
): Promise<SelectedTasks> {
  if (!needsMasks(families))
    return {tasks: evaluationTasks(split, targets, seen, limit), withoutMask: [], broken: []};
  const pictures = new Map<string, EvaluationTask[]>();
  for (const task of evaluationTasks(split, targets, seen))
    pictures.set(task.id, [...(pictures.get(task.id) ?? []), task]);
  const tasks: EvaluationTask[] = [];
  const withoutMask: string[] = [];
  const broken: BrokenFile[] = [];
  let taken = 0;
  for (const sample of split.samples) {
    const {id} = sample;
    const own = pictures.get(id);
    if (own === undefined) continue;
    if (taken === limit) break;
    signal?.throwIfAborted();
    const mask = await readMask(split.folder, sample).catch((error: unknown) => {
      if (strict || !(error instanceof DataError)) throw error;
      const {path, code, message} = error;
      broken.push({id, path, code, message, kept: false});
      return undefined;
    });
    if (mask === undefined) continue;
    const found = mask === null ? [] : own.flatMap(task => withSegment(task, mask, sample, seen));
    if (found.length === 0) withoutMask.push(id);
    else taken += 1;
    tasks.push(...found);
  }
  return {tasks, withoutMask, broken};
}

function withSegment(
  task: EvaluationTask,
  mask: VocMask,
  sample: VocSample,
  seen: Extent,
): readonly EvaluationTask[] {
  const segment = maskInView(classPixels(mask, task.className, sample), sample, seen);
  return segment.includes(1) ? [{...task, segment}] : [];
}
