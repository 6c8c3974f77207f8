import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {mkdir, open, readFile, rename, rm, statfs} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {toLittleEndian} from '../../data/byte-order.js';
import {DataError, describeSystemError} from '../../data/data-error.js';
import {npyHead} from '../../data/npy.js';
import {removeAbandoned, temporaryName} from '../../data/temporary-name.js';
import {writeFileWhole} from '../../data/write-file.js';

/** Whether a file of features is there, and is as it was written: beside it stands its SHA-256. */
export async function isWhole(path: string): Promise<boolean> {
  const sum = await readFile(sumOf(path), 'utf8').catch(() => null);
  if (sum === null) return false;
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, {highWaterMark: 1 << 20}), hash);
  } catch {
    // Not there, or not to be read: it is computed anew.
    return false;
  }
  return sum === sumLine(path, hash.digest('hex'));
}

/**
 * Writes features as a float32 `.npy` file, whole or not at all, and its SHA-256 beside it as `sha256sum` does.
 *
 * @param shape [samples,F]
 * @param rows  In parts, each [n,F]; begun when there is a place for them.
 * @throws DataError `train/cache` where the folder cannot be used, `train/no-space`; what `rows` throws.
 */
export async function writeFeatures(
  path: string,
  shape: readonly [number, number],
  rows: () => AsyncIterable<Float32Array>,
): Promise<void> {
  const folder = dirname(path);
  const head = npyHead(shape, 4);
  await naming(folder, async () => {
    await mkdir(folder, {recursive: true});
    await removeAbandoned(folder, () => true);
    await checkSpace(folder, head.length + shape[0] * shape[1] * 4);
  });
  const temporary = join(folder, temporaryName(basename(path)));
  const file = await naming(folder, () => open(temporary, 'wx'));
  const hash = createHash('sha256');
  const put = async (bytes: Uint8Array): Promise<void> => {
    hash.update(bytes);
    await naming(folder, () => file.writeFile(bytes));
  };
  try {
    await put(head);
    for await (const part of rows()) await put(toLittleEndian(part));
    await naming(folder, async () => {
      await file.sync();
      await file.close();
      await rename(temporary, path);
    });
  } catch (error) {
    await file.close().catch(() => {});
    await rm(temporary, {force: true}).catch(() => {});
    throw error;
  }
  await writeFileWhole(sumOf(path), sumLine(path, hash.digest('hex')));
}

function sumOf(path: string): string {
  return `${path}.sha256`;
}

function sumLine(path: string, sum: string): string {
  return `${sum}  ${basename(path)}\n`;
}

/** Says where, and what can be done, when the disk does not let it. */
async function naming<Value>(folder: string, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof DataError) throw error;
    const full = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    throw new DataError(
      full ? 'train/no-space' : 'train/cache',
      folder,
      `features cannot be kept there: ${describeSystemError(error)}; ${
        full ? 'make room, or set' : 'set'
      } LRPLAB_CACHE to a folder that can be written`,
      {cause: error},
    );
  }
}

async function checkSpace(folder: string, bytes: number): Promise<void> {
  const {bavail, bsize} = await statfs(folder);
  const free = bavail * bsize;
  if (bytes < free) return;
  const megabytes = (count: number): string => `${Math.ceil(count / 1e6)} MB`;
  throw new DataError(
    'train/no-space',
    folder,
    `the features take ${megabytes(bytes)}, the disk has ${megabytes(free)} left; make room, set LRPLAB_CACHE to a folder on another disk, or ask for fewer variants`,
  );
}
