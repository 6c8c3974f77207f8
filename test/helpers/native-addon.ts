import {execFile} from 'node:child_process';
import {homedir} from 'node:os';
import {resolve} from 'node:path';
import type {ExecutionContext} from 'ava';
import {cacheFolder} from '../../src/data/cache-folder.js';
import {findNativeAddon, type NativeAddon} from '../../src/engine/tfjs/native-addon.js';
import {nativeFolder} from '../../src/engine/tfjs/native-marker.js';

/** Whether a test may not skip for want of tfjs's native addon. */
export const nativeRequired: boolean = process.env['LRPLAB_REQUIRE_NATIVE'] === '1';

/** Where the addon is looked for: `LRPLAB_NATIVE_CACHE`, else the person's own cache, which the other tests do not see. */
const cache: string =
  process.env['LRPLAB_NATIVE_CACHE'] ??
  cacheFolder({
    env: {...process.env, LRPLAB_CACHE: undefined},
    platform: process.platform,
    home: homedir(),
  });

/** The addon for the processor; null, with the test ended, where there is none. */
export function nativeAddon(t: ExecutionContext): NativeAddon | null {
  const addon = findNativeAddon('node', {
    cached: nativeFolder('node', cache),
    from: [import.meta.url],
    abi: process.versions.modules,
  });
  if (addon !== null) return addon;
  const line = 'not run: no native addon of tfjs here; build it with lrplab native, or run .ci/run';
  if (nativeRequired) t.fail(line);
  else {
    t.log(line);
    t.pass();
  }
  return null;
}

/** How a program of `test/helpers` ended. */
export interface ProgramOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of `test/helpers` in a process of its own: a native fault must not take the tests with it. */
export function runProgram(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramOutcome> {
  const program = resolve('dist/test/helpers', `${name}.js`);
  return new Promise(done => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      {env: {...process.env, LRPLAB_CACHE: cache, ...env}, maxBuffer: 1e8},
      (_, stdout, stderr) => done({code: child.exitCode, stdout, stderr}),
    );
  });
}
