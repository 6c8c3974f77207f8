import {existsSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, isAbsolute, join, relative, sep} from 'node:path';
import type ts from 'typescript';
import type {TypeScript} from './tslab-api.js';

/** The name under which cells are given lrplab's own globals, such as `input`. */
const globalsName = 'lrplab-cell-globals';

/** How names in cells are resolved to declarations. */
export interface TypeResolution {
  /** Names of type packages that every cell sees. */
  readonly types: string[];
  /** Whether a file belongs to the notebook, not to a library. */
  readonly isLocal: (file: string) => boolean;
  readonly resolveModule: (
    name: string,
    from: string,
    options: ts.CompilerOptions,
    host: ts.ModuleResolutionHost,
  ) => ts.ResolvedModuleFull | undefined;
  readonly resolveTypes: (
    name: string,
    from: string,
    options: ts.CompilerOptions,
    host: ts.ModuleResolutionHost,
  ) => ts.ResolvedTypeReferenceDirective | undefined;
}

/**
 * Resolves as TypeScript does from the notebook's folder, then as it does from lrplab's own package, so that a
 * notebook in an empty folder has Node's types, lrplab's and those of its dependencies. `lrplab` itself is always the running copy.
 */
export function createTypeResolution(
  typescript: TypeScript,
  folder: string,
  packageFolder: string,
): TypeResolution {
  const nodeTypes = findNodeTypes(typescript, [folder, packageFolder, tslabFolder()]);
  const usersTypes = typescript.getAutomaticTypeDirectiveNames(
    {},
    {...typescript.sys, getCurrentDirectory: () => folder},
  );
  const inPackage = join(packageFolder, 'cell.ts');
  const libraries = new Map<string, ts.ResolvedModuleFull | undefined>();
  const isLocal = (file: string): boolean => isNotebooks(folder, packageFolder, file);

  const resolveModule: TypeResolution['resolveModule'] = (name, from, options, host) => {
    const find = (place: string): ts.ResolvedModuleFull | undefined =>
      typescript.resolveModuleName(name, place, options, host).resolvedModule;
    if (isLocal(from)) {
      if (isOwn(name)) return ownDeclarations(typescript, name, packageFolder);
      if (name === 'tslab') return find(inPackage);
      return find(from) ?? (isBare(name) ? find(inPackage) : undefined);
    }
    // Libraries don't change under a running notebook, and they name one another thousands of times.
    const key = `${dirname(from)}\n${name}`;
    if (!libraries.has(key)) libraries.set(key, find(from));
    return libraries.get(key);
  };

  const resolveTypes: TypeResolution['resolveTypes'] = (name, from, options, host) => {
    if (name === globalsName) {
      const file = join(packageFolder, 'dist/kernel/ts/cell-globals.d.ts');
      return existsSync(file) ? typesAt(file) : undefined;
    }
    // Two copies of Node's types would contradict each other.
    if (name === 'node' && nodeTypes !== undefined) return nodeTypes;
    const find = (place: string): ts.ResolvedTypeReferenceDirective | undefined =>
      typescript.resolveTypeReferenceDirective(name, place, options, host)
        .resolvedTypeReferenceDirective;
    return find(from) ?? find(inPackage);
  };

  return {
    types: [...new Set([...usersTypes, 'node', globalsName])],
    isLocal,
    resolveModule,
    resolveTypes,
  };
}

function typesAt(file: string): ts.ResolvedTypeReferenceDirective {
  return {primary: true, resolvedFileName: toSlashes(file), isExternalLibraryImport: true};
}

/** `lrplab` and what is under it. */
export function isOwn(name: string): boolean {
  return name === 'lrplab' || name.startsWith('lrplab/');
}

/** Whether a name stands for a package, not for a file. */
export function isBare(name: string): boolean {
  return !/^(?:\.|\/|[a-zA-Z]:[\\/]|node:|file:)/.test(name);
}

/** Whether a file belongs to the notebook in a folder: no library, and not lrplab itself where the notebook stands in its folder. */
export function isNotebooks(folder: string, packageFolder: string, file: string): boolean {
  const path = relative(folder, file);
  return (
    isBelow(path) &&
    !path.split(/[\\/]/).includes('node_modules') &&
    !isBelow(relative(join(packageFolder, 'dist'), file))
  );
}

function isBelow(path: string): boolean {
  return path !== '..' && !/^\.\.[\\/]/.test(path) && !isAbsolute(path);
}

function toSlashes(file: string): string {
  return sep === '/' ? file : file.replaceAll(sep, '/');
}

function ownDeclarations(
  typescript: TypeScript,
  name: string,
  packageFolder: string,
): ts.ResolvedModuleFull | undefined {
  const {exports} = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    exports?: Record<string, {types?: string} | string>;
  };
  const entry = exports?.[`.${name.slice('lrplab'.length)}`];
  if (typeof entry !== 'object' || entry.types === undefined) return undefined;
  const file = join(packageFolder, entry.types);
  if (!existsSync(file)) return undefined;
  return {
    resolvedFileName: toSlashes(file),
    extension: typescript.Extension.Dts,
    isExternalLibraryImport: true,
  };
}

/** The declarations of Node that cells see; TypeScript picks the edition that suits its own version. */
function findNodeTypes(
  typescript: TypeScript,
  folders: readonly string[],
): ts.ResolvedTypeReferenceDirective | undefined {
  for (const folder of folders) {
    const {resolvedTypeReferenceDirective: found} = typescript.resolveTypeReferenceDirective(
      'node',
      join(folder, 'cell.ts'),
      {moduleResolution: typescript.ModuleResolutionKind.Node10},
      typescript.sys,
    );
    if (found?.resolvedFileName !== undefined) return found;
  }
  return undefined;
}

function tslabFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('tslab/dist/converter'));
}
