import Module, {createRequire} from 'node:module';
import {join} from 'node:path';
import {isBare, isNotebooks, isOwn} from './resolve-types.js';

type ResolveFilename = (
  request: string,
  parent: {filename?: string | null} | null | undefined,
  ...rest: unknown[]
) => string;

/** The part of Node's loader that turns a name into a file. It is not public, but many tools stand on it. */
interface Loader {
  _resolveFilename: ResolveFilename;
}

/**
 * Lets cells load lrplab and its dependencies wherever the notebook stands: `lrplab` is the running copy, other packages are looked
 * for from the notebook's folder first, then from lrplab's package.
 *
 * @returns Puts the loader back.
 */
export function resolveFromPackage(folder: string, packageFolder: string): () => void {
  const loader = Module as unknown as Loader;
  const before = loader._resolveFilename;
  const ownFile = join(packageFolder, 'package.json');
  const fromPackage = createRequire(ownFile);
  const resolve: ResolveFilename = function (this: unknown, request, parent, ...rest) {
    const usual = (): string => Reflect.apply(before, this, [request, parent, ...rest]) as string;
    const from = parent?.filename;
    // What is asked for below asks again from here; the notebook may stand in a folder around the package.
    if (from === ownFile) return usual();
    if (typeof from !== 'string' || !isNotebooks(folder, packageFolder, from)) return usual();
    if (isOwn(request)) return fromPackage.resolve(request);
    try {
      return usual();
    } catch (error) {
      if (!isBare(request) || !isNotFound(error)) throw error;
      try {
        return fromPackage.resolve(request);
      } catch {
        throw error;
      }
    }
  };
  loader._resolveFilename = resolve;
  return () => {
    if (loader._resolveFilename === resolve) loader._resolveFilename = before;
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
}
