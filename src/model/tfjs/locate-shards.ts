import {realpath, stat} from 'node:fs/promises';
import path from 'node:path';
import {ModelError} from '../../errors/model-error.js';
import type {WeightGroup} from './weight-manifest.js';

export interface Shard {
  /** Absolute, links resolved. */
  readonly file: string;
  readonly bytes: number;
}

/**
 * Finds the files of a group and compares their sizes with what the manifest claims, before a byte
 * of them is read. Every path must stay inside the model's folder, links resolved.
 *
 * @throws ModelError `model/path-escape`, `model/missing-shard`, `model/truncated`, `model/weights-size`.
 */
export async function locateShards(folder: string, group: WeightGroup): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  for (const name of group.paths) shards.push(await locate(folder, name));
  const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  const files = group.paths.map(name => `"${name}"`).join(', ');
  if (bytes < group.bytes) {
    throw new ModelError(
      'model/truncated',
      `${files === '' ? 'no weight file' : files}: the manifest claims ${group.bytes} bytes of weights, but there are ${bytes}; copy the model again`,
    );
  }
  if (bytes > group.bytes) {
    throw new ModelError(
      'model/weights-size',
      `${files}: ${bytes} bytes, but the manifest speaks of ${group.bytes}; the model.json belongs to other weights`,
    );
  }
  return shards;
}

async function locate(folder: string, name: string): Promise<Shard> {
  if (!staysBelow(name)) throw leavesFolder(name);
  const root = await realpath(folder);
  try {
    const file = await realpath(path.join(root, name));
    if (!file.startsWith(root.endsWith(path.sep) ? root : root + path.sep))
      throw leavesFolder(name);
    const status = await stat(file);
    if (!status.isFile()) {
      throw new ModelError('model/missing-shard', `weights "${name}": this is not a file`);
    }
    return {file, bytes: status.size};
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError(
      'model/missing-shard',
      `weights "${name}": the file is not there or cannot be read; copy all weight files beside the model.json`,
      {cause: error},
    );
  }
}

/** A plain relative path: no scheme, drive, root, backslash or step upwards. */
function staysBelow(name: string): boolean {
  return (
    name !== '' &&
    !name.includes('\0') &&
    !name.includes('\\') &&
    !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(name) &&
    !path.isAbsolute(name) &&
    !name.split('/').some(part => part === '..')
  );
}

function leavesFolder(name: string): ModelError {
  return new ModelError(
    'model/path-escape',
    `weights "${name.slice(0, 200)}": the path leaves the model's folder; only files in it and below are read`,
  );
}
