import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {
  isCached,
  kernelProgram,
  missingParts,
  programOf,
  readKernelspec,
  type Kernelspec,
} from './kernelspec.js';

/** A kernelspec that Jupyter would find. */
export interface FoundKernelspec {
  readonly name: string;
  readonly folder: string;
  readonly dataFolder: string;
  readonly spec: Kernelspec;
}

/** One of lrplab's, and whether it can still start. */
export interface FoundLrplab extends FoundKernelspec {
  readonly program: string;
  /** Whether it starts this copy of lrplab on this Node. */
  readonly current: boolean;
  readonly missing: readonly string[];
  readonly cached: boolean;
}

/** Every kernelspec in these data folders. Folders that are missing or cannot be read hold none. */
export function findKernelspecs(dataFolders: readonly string[]): readonly FoundKernelspec[] {
  return dataFolders.flatMap(dataFolder =>
    namesIn(join(dataFolder, 'kernels')).flatMap(name => {
      const folder = join(dataFolder, 'kernels', name);
      const spec = readKernelspec(folder);
      return spec === null ? [] : [{name, folder, dataFolder, spec}];
    }),
  );
}

/** Those of them that start lrplab. */
export function onlyLrplab(found: readonly FoundKernelspec[]): readonly FoundLrplab[] {
  return found.flatMap(each => {
    const program = programOf(each.spec);
    if (program === null) return [];
    const [node] = each.spec.argv;
    return [
      {
        ...each,
        program,
        current: program === kernelProgram && node === process.execPath,
        missing: missingParts(each.spec),
        cached: isCached(program),
      },
    ];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter(name => !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
}
