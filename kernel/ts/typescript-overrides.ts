import type ts from 'typescript';
import {type FindPosition, joinMaps, splitInlineMap} from './source-positions.js';
import type {TypeResolution} from './resolve-types.js';
import type {TypeScript, TypeScriptOverrides} from './tslab-api.js';

type CreateHost = (
  rootFiles: string[],
  options: ts.CompilerOptions,
  system: ts.System,
  ...rest: unknown[]
) => ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>;

/** What changes in TypeScript for tslab's converter, and what it last made. */
export interface ConverterSetup {
  readonly overrides: TypeScriptOverrides;
  /** The way back from the JavaScript that was made last. */
  readonly takePositions: () => FindPosition | null;
  /** The program that stands, once there is one. */
  readonly program: () => ts.Program | null;
}

/**
 * Makes tslab's converter know real top-level `await` in all its forms, resolve names as `resolution` says, keep source positions,
 * and watch only the notebook's own files.
 */
export function createConverterSetup(resolution: () => TypeResolution): ConverterSetup {
  let positions: FindPosition | null = null;
  let watch: ts.WatchOfFilesAndCompilerOptions<ts.BuilderProgram> | null = null;

  const overrides: TypeScriptOverrides = original => ({
    createWatchCompilerHost: createHost(
      original,
      resolution,
    ) as TypeScript['createWatchCompilerHost'],
    createWatchProgram: ((
      host: ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>,
    ) => {
      watch = original.createWatchProgram(host);
      return watch;
    }) as TypeScript['createWatchProgram'],
    transpileModule: (input, options) => {
      const {js, map} = splitInlineMap(input);
      const {compilerOptions} = options;
      const result = original.transpileModule(js, {
        ...options,
        compilerOptions: {...compilerOptions, sourceMap: map !== null},
      });
      const outputText = result.outputText.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, '\n');
      positions =
        map === null || result.sourceMapText === undefined
          ? null
          : joinMaps(map, result.sourceMapText);
      return {...result, outputText};
    },
  });

  return {
    overrides,
    takePositions: () => {
      const taken = positions;
      positions = null;
      return taken;
    },
    program: () => watch?.getProgram().getProgram() ?? null,
  };
}

function createHost(original: TypeScript, resolution: () => TypeResolution): CreateHost {
  return (rootFiles, options, system, ...rest) => {
    const {types, isLocal, resolveModule, resolveTypes} = resolution();
    quietLibraries(system, isLocal);
    const changed: ts.CompilerOptions = {
      ...options,
      // tslab's own option: it takes `await` for a mistake and then lets some forms of it pass.
      disableTopLevelAwait: false,
      inlineSourceMap: true,
      // Naming them also keeps TypeScript from watching folders of types.
      types,
    };
    const host = (original.createWatchCompilerHost as unknown as CreateHost)(
      rootFiles,
      changed,
      system,
      ...rest,
    );
    host.resolveModuleNameLiterals = (literals, from, _redirected, current) =>
      literals.map(({text}) => ({resolvedModule: resolveModule(text, from, current, host)}));
    host.resolveTypeReferenceDirectiveReferences = (references, from, _redirected, current) =>
      references.map(reference => ({
        resolvedTypeReferenceDirective: resolveTypes(
          typeof reference === 'string' ? reference : reference.fileName,
          from,
          current,
          host,
        ),
      }));
    host.hasInvalidatedResolutions = isLocal;
    return host;
  };
}

/** Hundreds of declarations that never change need no watchers; a folder's watcher would make tslab throw. */
function quietLibraries(system: ts.System, isLocal: (file: string) => boolean): void {
  const {watchFile} = system;
  system.watchFile = (path, ...rest) =>
    isLocal(path) && watchFile !== undefined
      ? Reflect.apply(watchFile, system, [path, ...rest])
      : {close: () => undefined};
  system.watchDirectory = () => ({close: () => undefined});
}
