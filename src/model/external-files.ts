import {readFileSync, realpathSync, statSync} from 'node:fs';
import path from 'node:path';
import {ModelError} from '../errors/model-error.js';

/** The largest file that is read, in bytes: 2 GiB, what the ONNX format itself allows. */
export const maxFileSize: number = 2 ** 31 - 1;

/**
 * Makes a reader of the files a model keeps beside itself. Each is read once; none may lie outside
 * the model's folder, by its name or through a link.
 */
export function externalFiles(folder: string): (location: string) => Uint8Array {
  const known = new Map<string, Uint8Array>();
  return location => {
    const bytes = known.get(location) ?? readInside(folder, location);
    known.set(location, bytes);
    return bytes;
  };
}

function readInside(folder: string, location: string): Uint8Array {
  const shown = JSON.stringify(location.slice(0, 200));
  const parts = location.split(/[/\\]/);
  if (
    location === '' ||
    location.includes('\0') ||
    parts.includes('..') ||
    path.posix.isAbsolute(location) ||
    path.win32.isAbsolute(location)
  ) {
    throw outside(shown);
  }
  let real: string;
  let root: string;
  try {
    root = realpathSync(folder);
    real = realpathSync(path.join(folder, location));
  } catch {
    throw new ModelError('model/external-data', `weights file ${shown} is not beside the model`);
  }
  if (!real.startsWith(root + path.sep)) {
    throw outside(shown);
  }
  const file = statSync(real);
  if (!file.isFile() || file.size > maxFileSize) {
    throw new ModelError(
      'model/external-data',
      `weights file ${shown} is no file of at most 2 GiB`,
    );
  }
  return readFileSync(real);
}

function outside(shown: string): ModelError {
  return new ModelError(
    'model/external-data',
    `weights file ${shown} lies outside the model's folder, where nothing is read`,
  );
}
