import {MissingDeviceError} from '../missing-device.js';
import {loadNativeAddon} from './load-native-addon.js';
import {findNativeAddon} from './native-addon.js';
import {type NativeKind, nativePackage} from './native-marker.js';
import type {Tfjs} from './tfjs.js';

/**
 * Loads tfjs with its native TensorFlow backend: that module's own copy of tfjs.
 *
 * @throws LrpError `engine/missing` where it is not there, `engine/native` where it is, but cannot be loaded.
 */
export async function loadNative(kind: NativeKind): Promise<Tfjs> {
  const found = findNativeAddon(kind);
  if (found !== null) return loadNativeAddon(found);
  const build = kind === 'node' ? 'lrplab native' : 'lrplab native --gpu';
  throw new MissingDeviceError('tfjs', kind, {
    what: `${nativePackage(kind)} is not there`,
    add: `${build} (uses the TensorFlow of pip), or npm install ${nativePackage(kind)}@4.22.0`,
  });
}
