import {readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {DataError, describeSystemError} from '../../data/data-error.js';
import {writeFileWhole} from '../../data/write-file.js';
import {LrpError} from '../../errors/lrp-error.js';
import type {RunRecord} from '../run-record.js';
import {isRunRecord} from './is-run-record.js';
import {isState, removeState} from './run-state.js';

const recordName = 'run.json';

/** The network of the best epoch in a run's folder. */
export const modelName = 'model.onnx';

/** The record in a folder; null where there is none. @throws DataError `train/record`. */
export async function readRunRecord(folder: string): Promise<RunRecord | null> {
  const path = join(folder, recordName);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new DataError('train/record', path, describeSystemError(error), {cause: error});
  });
  if (text === null) return null;
  const fail = (cause?: unknown): DataError =>
    new DataError(
      'train/record',
      path,
      'this is no record of a training run; name another folder, or move the file away',
      {cause},
    );
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw fail(error);
  }
  if (isRunRecord(found)) return found;
  throw fail();
}

export async function writeRunRecord(folder: string, record: RunRecord): Promise<void> {
  await writeFileWhole(join(folder, recordName), `${JSON.stringify(record, null, 1)}\n`);
}

/**
 * Reads the record in a folder, and throws where a run cannot begin, or go on, there. Of a run that is finished,
 * what a process killed at its very end has left is removed.
 *
 * @returns Null where there is none.
 * @throws LrpError `train/folder-taken`, `train/finished`, `train/nothing-to-resume`; DataError `train/record`.
 */
export async function checkFolder(
  folder: string,
  {resume, overwrite}: {readonly resume: boolean; readonly overwrite: boolean},
): Promise<RunRecord | null> {
  const record = await readRunRecord(folder);
  if (record?.status === 'finished') await removeState(folder);
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
  if (resume || overwrite) return record;
  if (record !== null) {
    throw new LrpError(
      'train/folder-taken',
      `"${folder}" holds ${record.status === 'finished' ? 'a finished run' : 'an unfinished run'}; name another folder, ${
        record.status === 'finished' ? '' : 'resume it, '
      }or say that it may be overwritten`,
    );
  }
  const foreign = (await namesIn(folder)).find(name => name === modelName || isState(name));
  if (foreign !== undefined) {
    throw new LrpError(
      'train/folder-taken',
      `"${folder}" holds a file "${foreign}" but no ${recordName}, so it is of no run, and a run would replace it; name another folder, or say that it may be overwritten`,
    );
  }
  return null;
}

/** Removes what a run that is overwritten has written, its record first: what is left by a kill in between is taken for no run. */
export async function removeRun(folder: string): Promise<void> {
  await rm(join(folder, recordName), {force: true});
  await removeState(folder);
  await rm(join(folder, modelName), {force: true});
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new DataError('train/folder', folder, describeSystemError(error), {cause: error});
  });
}
