import {packageFolder} from '../package-folder.js';
import {type CellConverters, createCellConverters} from './cell-converter.js';
import type {CellSources} from './cell-sources.js';
import {createTypeResolution, type TypeResolution} from './resolve-types.js';
import {loadTslab, type Tslab, type TslabExecutor} from './tslab-api.js';
import {connectTslabDisplay} from './tslab-display.js';
import {createConverterSetup} from './typescript-overrides.js';

/** What stands once the compiler is loaded. */
export interface LoadedCompiler {
  readonly tslab: Tslab;
  readonly cells: CellConverters;
  readonly executor: TslabExecutor;
  /** What the executor told of since the cell began. */
  readonly thrown: {readonly value: unknown}[];
}

/** Loads tslab's compiler for the cells of a notebook; `restore` gets what undoes it. @throws LrpError where tslab is another. */
export function loadCompiler(
  folder: string,
  sources: CellSources,
  restore: (() => void)[],
): LoadedCompiler {
  let resolution: TypeResolution | null = null;
  const setup = createConverterSetup(() => {
    resolution ??= createTypeResolution(tslab.typescript, folder, packageFolder);
    return resolution;
  });
  const tslab = loadTslab(setup.overrides);
  const cells = createCellConverters(
    tslab.typescript,
    () => createIn(folder, tslab),
    setup.takePositions,
    sources,
  );
  const thrown: {value: unknown}[] = [];
  const executor = tslab.createExecutor(folder, cells.converters, {
    log: () => undefined,
    error: value => thrown.push({value}),
  });
  restore.push(connectTslabDisplay(tslab.jupyter));
  return {tslab, cells, executor, thrown};
}

/** tslab's converter takes the process's folder for the notebook's. */
function createIn(
  folder: string,
  {typescript, createConverter}: Tslab,
): ReturnType<Tslab['createConverter']> {
  const {sys} = typescript;
  const before = sys.getCurrentDirectory;
  sys.getCurrentDirectory = () => folder;
  try {
    return createConverter({isJS: false, isBrowser: false});
  } finally {
    sys.getCurrentDirectory = before;
  }
}
