import {open, readFile, truncate} from 'node:fs/promises';
import {DataError, describeSystemError} from '../../data/data-error.js';
import {writeFileWhole} from '../../data/write-file.js';
import type {CurveValues} from '../curves.js';
import type {RunHeader} from './run-header.js';

/** A finished batch. */
export interface JournalBatch {
  /** Counted from 0. */
  readonly batch: number;
  /** By family. */
  readonly seconds: readonly number[];
  /** By row: the score of its class. */
  readonly logits: readonly number[];
  /** By measure, by method, by row; null where a measure is not defined. */
  readonly scores: readonly (readonly (readonly (number | null)[])[])[];
  /** By family: its curves; null where it has none. */
  readonly curves: readonly (CurveValues | null)[];
}

/** What a journal holds: JSON, a line each. */
export interface Journal {
  readonly header: RunHeader;
  /** Batch after batch from the first on. */
  readonly batches: readonly JournalBatch[];
  /** By method; null where the run was not yet timed. */
  readonly milliseconds: readonly number[] | null;
  /** How far the file is whole. */
  readonly bytes: number;
}

/**
 * Reads a run's journal; null where there is none. A line that was cut off, at the end, does not count, nor what stands
 * behind a damaged one.
 *
 * @throws DataError `evaluate/no-journal` for a file that is something else or cannot be read.
 */
export async function readJournal(path: string): Promise<Journal | null> {
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new DataError('evaluate/no-journal', path, describeSystemError(error), {cause: error});
  });
  if (content === null) return null;
  const batches: JournalBatch[] = [];
  let header: RunHeader | null = null;
  let milliseconds: Journal['milliseconds'] = null;
  let bytes = 0;
  while (milliseconds === null) {
    const end = content.indexOf('\n', bytes);
    const line = end < 0 ? null : parse(content.toString('utf8', bytes, end));
    if (line === null) break;
    if (header === null) {
      if (line['format'] !== 'lrplab-evaluation-1') break;
      header = line as unknown as RunHeader;
    } else if (Array.isArray(line['milliseconds'])) milliseconds = line['milliseconds'];
    else if (line['batch'] === batches.length) batches.push(line as unknown as JournalBatch);
    else break;
    bytes = end + 1;
  }
  if (header !== null) return {header, batches, milliseconds, bytes};
  throw new DataError(
    'evaluate/no-journal',
    path,
    'this is no journal of an evaluation that this lrplab knows; give the journal another name',
  );
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Begins a journal, whole or not at all. @throws DataError `write/*`. */
export async function beginJournal(path: string, header: RunHeader): Promise<void> {
  await writeFileWhole(path, `${JSON.stringify(header)}\n`);
}

/** Takes away what of a journal is not whole, so that it can be gone on with. @throws DataError `write/failed`. */
export async function cutJournal(path: string, {bytes}: Pick<Journal, 'bytes'>): Promise<void> {
  await naming(path, () => truncate(path, bytes));
}

/** Adds a line; it is on the disk when this is done. @throws DataError `write/failed`. */
export async function addToJournal(
  path: string,
  line: JournalBatch | Pick<Journal, 'milliseconds'>,
): Promise<void> {
  await naming(path, async () => {
    const file = await open(path, 'a');
    try {
      await file.appendFile(`${JSON.stringify(line)}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
  });
}

async function naming(path: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw new DataError(
      'write/failed',
      path,
      `the journal cannot be written: ${describeSystemError(error)}; the batches it holds stay usable`,
      {cause: error},
    );
  }
}
