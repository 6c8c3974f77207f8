import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {DataError, describeSystemError} from '../../data/data-error.js';
import type {EvaluationTask} from '../tasks.js';

/**
 * SHA-256 of everything that an evaluation reads: the split's own hash, then each task's key, class index, masks and the
 * bytes of its picture's file, in order. Where the files lie does not count. A picture with several classes is read once.
 *
 * @param split The split's hash, as `readVocSplit` gives it.
 * @throws DataError `evaluate/picture` for a file that cannot be read; the signal's reason.
 */
export async function hashTasks(
  tasks: readonly EvaluationTask[],
  split: string,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256').update(`${split}\n`);
  let [path, picture] = ['', ''];
  for (const {key, target, mask, segment, image} of tasks) {
    if (path !== image) {
      signal?.throwIfAborted();
      path = image;
      picture = createHash('sha256')
        .update(await read(image))
        .digest('hex');
    }
    const sizes = [mask.length, segment?.length ?? 0];
    hash
      .update(`${JSON.stringify([key, target, ...sizes, picture])}
`)
      .update(mask);
    if (segment !== undefined) hash.update(segment);
  }
  return hash.digest('hex');
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new DataError(
      'evaluate/picture',
      path,
      `${describeSystemError(error)}, so the picture cannot be explained; read the data set again`,
      {cause: error},
    );
  }
}
