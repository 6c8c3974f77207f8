import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {packageFolder, packageVersion} from '../package-folder.js';

/** What stands in a `kernel.json`. */
export interface Kernelspec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly interrupt_mode?: 'signal' | 'message';
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The program that a kernelspec starts. */
export const kernelProgram: string = join(packageFolder, 'dist', 'kernel', 'main.js');

/**
 * The kernelspec of this copy of lrplab on this Node: absolute paths, so that it starts whatever the PATH is.
 * Windows has no signals, there an interrupt comes as a message.
 */
export function makeKernelspec(displayName: string, platform: NodeJS.Platform): Kernelspec {
  return {
    argv: [process.execPath, kernelProgram, '--connection-file', '{connection_file}'],
    display_name: displayName,
    language: 'typescript',
    // glibc keeps what the engines free, hundreds of MB for a large network; so it gives large blocks back.
    env: {MALLOC_MMAP_THRESHOLD_: '1048576'},
    interrupt_mode: platform === 'win32' ? 'message' : 'signal',
    metadata: {debugger: false, lrplab: {version: packageVersion()}},
  };
}

/** The kernelspec in a folder; null where there is none that Jupyter could read. */
export function readKernelspec(folder: string): Kernelspec | null {
  try {
    const spec: unknown = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8'));
    if (typeof spec !== 'object' || spec === null || !('argv' in spec)) return null;
    const {argv} = spec;
    if (!Array.isArray(argv) || !argv.every(part => typeof part === 'string')) return null;
    return spec as Kernelspec;
  } catch {
    return null;
  }
}

/** The kernel's program, where a spec starts one of lrplab's, whichever copy of it; null for another's spec. */
export function programOf({argv, metadata}: Kernelspec): string | null {
  const program = argv.find(part => /[\\/]dist[\\/]kernel[\\/]main\.js$/.test(part));
  if (program === undefined) return null;
  const isOurs =
    typeof metadata?.['lrplab'] === 'object' ||
    /[\\/]lrplab[\\/]dist[\\/]/.test(program) ||
    packageNameAt(resolve(program, '../../..')) === 'lrplab';
  return isOurs ? program : null;
}

function packageNameAt(folder: string): string | null {
  try {
    const {name} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name?: string;
    };
    return name ?? null;
  } catch {
    return null;
  }
}

/** What a spec starts that is no longer there, as after an upgrade of Node; empty where all is. */
export function missingParts({argv}: Kernelspec): readonly string[] {
  return argv
    .slice(0, 2)
    .filter(part => /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(part) && !existsSync(part));
}

/** Whether a path is in a folder that package runners empty when they like (`npx`, `pnpm dlx`, `yarn dlx`, `bunx`). */
export function isCached(path: string): boolean {
  return /[\\/](_npx|dlx|dlx-[^\\/]*|xfs-[^\\/]*|bunx-[^\\/]*)[\\/]/.test(path);
}
