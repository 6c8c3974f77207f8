import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {cacheFolder} from '../../data/cache-folder.js';

/** Which of tfjs's native packages: on the processor, or on NVIDIA GPUs. */
export type NativeKind = 'node' | 'node-gpu';

/** What `lrplab native` writes beside an addon it has built and checked; where it is missing, the addon is not complete. */
export interface NativeMarker {
  readonly kind: NativeKind;
  /** Version of the npm package. */
  readonly tfjs: string;
  /** Version of the TensorFlow it was built against. */
  readonly tensorflow: string;
  /** Folder of that TensorFlow, absolute. The addon loads its libraries from there. */
  readonly wheel: string;
  /** `process.versions.modules` and `process.version` of the Node.js it was checked on. */
  readonly abi: string;
  readonly node: string;
  /** When it was built, ISO 8601. */
  readonly date: string;
}

export const markerName = 'lrplab-native.json';

/** The npm package of a kind. */
export function nativePackage(kind: NativeKind): string {
  return `@tensorflow/tfjs-${kind}`;
}

/** The folder in lrplab's cache where the addon of a kind stands, once it is built. */
export function nativeFolder(kind: NativeKind, cache: string = cacheFolder()): string {
  return join(cache, 'native', kind);
}

/** Reads the marker of an addon's folder; null where there is none or it is no such marker. */
export function readMarker(folder: string): NativeMarker | null {
  try {
    const marker = JSON.parse(readFileSync(join(folder, markerName), 'utf8')) as NativeMarker;
    const texts = [marker.tfjs, marker.tensorflow, marker.wheel, marker.abi, marker.node];
    const known = marker.kind === 'node' || marker.kind === 'node-gpu';
    return known && texts.every(text => typeof text === 'string') ? marker : null;
  } catch {
    return null;
  }
}
