import {join} from 'node:path';
import {librariesStand} from '../engine/tfjs/native-addon.js';
import {
  nativeFolder,
  nativePackage,
  readMarker,
  type NativeKind,
  type NativeMarker,
} from '../engine/tfjs/native-marker.js';
import {faultOf} from './addon-state.js';
import {buildAddon} from './build-addon.js';
import {findTensorflow} from './find-python.js';
import {NativeError} from './native-error.js';
import type {NativeSurroundings} from './surroundings.js';
import {openWheel, type Wheel} from './wheel.js';

/** What a person asked for. */
export interface InstallRequest {
  readonly kind: NativeKind;
  /** Interpreter whose tensorflow is used; null for the usual ones. */
  readonly python: string | null;
  /** Folder of an unpacked wheel, which goes before any Python's; null for none. */
  readonly wheel: string | null;
  /** Builds anew even where all is there. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

/** What was done. */
export interface Installed {
  readonly action: 'built' | 'kept';
  readonly folder: string;
  /** The module to load. */
  readonly entry: string;
  readonly marker: NativeMarker;
}

/**
 * Sees to it that an addon of a kind stands in the cache, built against the TensorFlow that was asked for.
 * Where it does already, nothing is done.
 *
 * @throws NativeError See `findTensorflow`, `openWheel` and `buildAddon`; `native/platform` on Windows.
 */
export async function installAddon(
  request: InstallRequest,
  surroundings: NativeSurroundings,
): Promise<Installed> {
  const {kind, force, python, wheel: named, signal, onStep} = request;
  const {cache, platform, abi} = surroundings;
  if (platform === 'win32') {
    throw new NativeError(
      'platform',
      'lrplab native is not there for Windows: it was made for Linux and macOS; in WSL it is Linux. Without it, engine tfjs has the devices webgpu and wasm, and engine onnx is native',
    );
  }
  const folder = nativeFolder(kind, cache);
  const entry = join(folder, 'node_modules', nativePackage(kind), 'dist', 'index.js');
  const marker = readMarker(folder);
  const stands = marker !== null && !force && faultOf(marker, abi) === null;
  if (stands && python === null && named === null) return {action: 'kept', folder, entry, marker};
  const wheel = await chooseWheel(request, surroundings, marker);
  if (stands && marker.wheel === wheel.folder) return {action: 'kept', folder, entry, marker};
  if (kind === 'node-gpu' && wheel.distribution.endsWith('_cpu')) {
    throw new NativeError(
      'no-gpu',
      `"${wheel.folder}" is ${wheel.distribution.replaceAll('_', '-')}, which has no GPU code; install the other with: pip install 'tensorflow[and-cuda]', into an environment of its own`,
    );
  }
  const built = await buildAddon({kind, wheel, python, signal, onStep}, surroundings);
  return {action: 'built', folder, entry, marker: built};
}

async function chooseWheel(
  {kind, python, wheel, signal, onStep}: InstallRequest,
  {env, platform}: NativeSurroundings,
  marker: NativeMarker | null,
): Promise<Wheel> {
  if (wheel !== null) return openWheel(wheel, platform);
  onStep('finding TensorFlow');
  try {
    const gpu = kind === 'node-gpu';
    return openWheel(await findTensorflow(python, {env, signal, gpu}), platform);
  } catch (error) {
    // Built anew with neither named: the one of before will do.
    if (
      python === null &&
      marker !== null &&
      librariesStand(marker) &&
      error instanceof NativeError
    ) {
      return openWheel(marker.wheel, platform);
    }
    throw error;
  }
}
