import {createWriteStream} from 'node:fs';
import {readdir, rename, rm, writeFile} from 'node:fs/promises';
import {once} from 'node:events';
import {join} from 'node:path';
import {
  markerName,
  nativeFolder,
  nativePackage,
  type NativeKind,
  type NativeMarker,
} from '../engine/tfjs/native-marker.js';
import {checkAddon} from './check-addon.js';
import {findTools, type Tools} from './find-tools.js';
import {linkWheel} from './link-wheel.js';
import {NativeError} from './native-error.js';
import {lastLines, runTool} from './run-tool.js';
import {cannotWrite, openStaging} from './staging.js';
import type {NativeSurroundings} from './surroundings.js';
import type {Wheel} from './wheel.js';

/** The version of tfjs's native packages: that of lrplab's own tfjs. */
export const tfjsVersion = '4.22.0';

/** What is to be built, and who hears of it. */
export interface BuildRequest {
  readonly kind: NativeKind;
  readonly wheel: Wheel;
  /** The interpreter that was named, for node-gyp; null for the usual one. */
  readonly python: string | null;
  readonly signal: AbortSignal;
  /** Called when a step begins, with what it does. */
  readonly onStep: (text: string) => void;
}

/** Where what the tools print is kept; after success, inside the addon's folder as `build.log`. */
export function logFile(kind: NativeKind, cache: string): string {
  return `${nativeFolder(kind, cache)}.log`;
}

/**
 * Builds an addon against a wheel, checks it and puts it in its place in the cache, all or nothing.
 *
 * @returns Its marker.
 * @throws NativeError `native/no-npm`, `native/no-compiler`, `native/no-python`, `native/npm-failed`,
 *   `native/build-failed`, `native/check-failed`, `native/no-gpu`, `native/cannot-write`; the signal's reason.
 */
export async function buildAddon(
  request: BuildRequest,
  surroundings: NativeSurroundings,
): Promise<NativeMarker> {
  const {kind, wheel, signal, onStep} = request;
  const {cache, platform, abi, nodeVersion} = surroundings;
  const tools = findTools(surroundings, request.python);
  const staging = openStaging(nativeFolder(kind, cache));
  const {folder} = staging;
  const path = logFile(kind, cache);
  const log = createWriteStream(path);
  const closed = once(log, 'close').catch(() => []);
  const onOutput = (text: string): void => void log.write(text);
  try {
    await Promise.race([
      once(log, 'open'),
      once(log, 'error').then(([error]) => Promise.reject(error)),
    ]).catch(error => Promise.reject(cannotWrite(path, error)));
    const running = {folder, tools, signal, onOutput, log: path};
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest(kind), null, 1));
    onStep(`fetching ${nativePackage(kind)} ${tfjsVersion} with npm`);
    await npm(running, 'npm-failed', [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]);
    await removeMaps(join(folder, 'node_modules', '@tensorflow'));
    onStep(`compiling its addon against TensorFlow ${wheel.version}`);
    const inPackage = join(folder, 'node_modules', nativePackage(kind));
    await linkWheel(inPackage, wheel, platform);
    await npm(running, 'build-failed', ['run', 'build']);
    onStep('checking it: multiply, convolve, train a step');
    const entry = join(inPackage, 'dist', 'index.js');
    await checkAddon(entry, kind, surroundings, {signal, onOutput});
    const marker: NativeMarker = {
      ...{kind, tfjs: tfjsVersion, tensorflow: wheel.version, wheel: wheel.folder},
      ...{abi, node: nodeVersion, date: new Date().toISOString()},
    };
    await writeFile(join(folder, markerName), `${JSON.stringify(marker, null, 1)}\n`);
    log.end();
    await closed;
    await rename(path, join(folder, 'build.log'));
    signal.throwIfAborted();
    await staging.commit();
    return marker;
  } catch (error) {
    await staging.discard();
    log.end();
    await closed;
    // The log stays where it explains a failure.
    if (!(error instanceof NativeError)) await rm(path, {force: true});
    throw error;
  }
}

/** The package of the addon's folder. Its script is run by npm, which has node-gyp. */
function manifest(kind: NativeKind): object {
  return {
    name: `lrplab-native-${kind}`,
    private: true,
    scripts: {
      build: `cd node_modules/${nativePackage(kind)} && node-pre-gyp install --build-from-source`,
    },
    dependencies: {[nativePackage(kind)]: tfjsVersion},
  };
}

interface Running {
  readonly folder: string;
  readonly tools: Tools;
  readonly signal: AbortSignal;
  readonly onOutput: (text: string) => void;
  readonly log: string;
}

async function npm(
  {folder, tools, signal, onOutput, log}: Running,
  what: 'npm-failed' | 'build-failed',
  args: readonly string[],
): Promise<void> {
  const [command, ...first] = tools.npm;
  const {code, output} = await runTool({
    ...{command, args: [...first, ...args], cwd: folder, env: tools.env, signal, onOutput},
  });
  if (code === 0) return;
  const told =
    what === 'npm-failed'
      ? `npm could not fetch tfjs's package (exit code ${code})`
      : `the addon could not be compiled (exit code ${code})`;
  throw new NativeError(
    what,
    `${told}; all it said is in ${log}, the last lines:\n${lastLines(output)}`,
  );
}

/** Removes the source maps, two thirds of the packages. */
async function removeMaps(folder: string): Promise<void> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => []);
  for (const entry of entries) {
    if (entry.isFile() && entry.name.endsWith('.map')) await rm(join(entry.parentPath, entry.name));
  }
}
