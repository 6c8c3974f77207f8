import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DataError, describeSystemError} from '../../data/data-error.js';
import {writeFileWhole} from '../../data/write-file.js';
import {LrpError} from '../../errors/lrp-error.js';
import type {RunRecord} from '../run-record.js';

const recordName = 'run.json';

/** The record in a folder; null where there is none. @throws DataError `train/record`. */
export async function readRunRecord(folder: string): Promise<RunRecord | null> {
  const path = join(folder, recordName);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new DataError('train/record', path, describeSystemError(error), {cause: error});
  });
  if (text === null) return null;
  const fail = (cause?: unknown): DataError =>
    new DataError('train/record', path, 'this is no record of a training run', {cause});
  try {
    const record = JSON.parse(text) as RunRecord;
    if (record.format === 'lrplab-run-1') return record;
  } catch (error) {
    throw fail(error);
  }
  throw fail();
}

export async function writeRunRecord(folder: string, record: RunRecord): Promise<void> {
  await writeFileWhole(join(folder, recordName), `${JSON.stringify(record, null, 1)}\n`);
}

/**
 * Throws where a run cannot begin, or go on, in a folder.
 *
 * @throws LrpError `train/folder-taken`, `train/finished`, `train/nothing-to-resume`.
 */
export function checkFolder(
  folder: string,
  {
    record,
    resume,
    overwrite,
  }: {
    readonly record: RunRecord | null;
    readonly resume: boolean;
    readonly overwrite: boolean;
  },
): void {
  if (resume && record === null) {
    throw new LrpError(
      'train/nothing-to-resume',
      `"${folder}" holds no run to resume; name the folder of one, or begin a run without resuming`,
    );
  }
  if (resume && record?.status === 'finished') {
    throw new LrpError(
      'train/finished',
      `the run in "${folder}" is finished after ${record.curves.length} epochs; there is nothing to resume`,
    );
  }
  if (!resume && record !== null && !overwrite) {
    throw new LrpError(
      'train/folder-taken',
      `"${folder}" holds ${record.status === 'finished' ? 'a finished run' : 'an unfinished run'}; name another folder, ${
        record.status === 'finished' ? '' : 'resume it, '
      }or say that it may be overwritten`,
    );
  }
}
