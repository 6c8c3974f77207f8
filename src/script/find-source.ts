import {stat} from 'node:fs/promises';
import type {Statement} from '../../dsl/tree.js';
import type {Diagnostic} from '../errors/diagnostic.js';
import type {FileSource} from './prepared.js';
import {resolvePath} from './resolve-path.js';

/** The picture or array of a statement; where there is no such file, that is reported. */
export async function findSource(
  {kind, name, path}: Statement & {kind: 'image' | 'input'},
  folder: string,
  report: (problem: Diagnostic) => void,
): Promise<FileSource> {
  const full = resolvePath(folder, path.text);
  const found = await stat(full).then(
    status => status.isFile(),
    () => false,
  );
  if (!found)
    report({
      code: `${kind}/missing`,
      severity: 'error',
      message: `there is no file "${path.text}"`,
      span: path.span,
      hint: "paths are read from the script's folder",
    });
  return {kind, name, path: full, span: path.span};
}
