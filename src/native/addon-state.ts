import {readdir, stat} from 'node:fs/promises';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {findNativeAddon, librariesStand} from '../engine/tfjs/native-addon.js';
import {
  nativeFolder,
  readMarker,
  type NativeKind,
  type NativeMarker,
} from '../engine/tfjs/native-marker.js';
import {tfjsVersion} from './build-addon.js';
import type {NativeSurroundings} from './surroundings.js';
import {readDistribution} from './wheel.js';

/** How a kind of addon stands. */
export interface AddonState {
  readonly kind: NativeKind;
  readonly folder: string;
  /** Of the addon that lrplab built; null where there is none. */
  readonly marker: NativeMarker | null;
  /** Why the one that lrplab built is not used; null where it is, or there is none. */
  readonly fault: string | null;
  /** The module that `engine tfjs` loads, lrplab's or an npm package's; null where there is none. */
  readonly entry: string | null;
  /** Bytes of the folder. */
  readonly bytes: number;
}

/** Looks at what is installed of a kind. */
export async function addonState(
  kind: NativeKind,
  surroundings: Pick<NativeSurroundings, 'cache' | 'abi'>,
): Promise<AddonState> {
  const folder = nativeFolder(kind, surroundings.cache);
  const marker = readMarker(folder);
  return {
    ...{kind, folder, marker},
    fault: marker === null ? null : faultOf(marker, surroundings.abi),
    entry: findNativeAddon(kind)?.entry ?? null,
    bytes: marker === null ? 0 : await sizeOf(folder),
  };
}

/** Why a built addon has to be built anew; null where it can stay. */
export function faultOf(marker: NativeMarker, abi: string): string | null {
  if (!librariesStand(marker)) return `its TensorFlow is gone from ${marker.wheel}`;
  if (marker.abi !== abi) {
    return `it was built for Node.js ${marker.node} (ABI ${marker.abi}), this one has ABI ${abi}`;
  }
  if (marker.tfjs !== tfjsVersion)
    return `it is of tfjs ${marker.tfjs}, this lrplab has ${tfjsVersion}`;
  const {version} = readDistribution(marker.wheel);
  if (version !== marker.tensorflow) {
    return `it was built against TensorFlow ${marker.tensorflow}, now ${version} is there`;
  }
  return null;
}

async function sizeOf(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of await readdir(folder, {recursive: true, withFileTypes: true})) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
