import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {
  nativeFolder,
  nativePackage,
  readMarker,
  type NativeKind,
  type NativeMarker,
} from './native-marker.js';

/** A native build of tfjs that can be loaded. */
export interface NativeAddon {
  /** Absolute path of a module to `require`; it exports all of tfjs, with a backend "tensorflow". */
  readonly entry: string;
  /** Version of the npm package. */
  readonly version: string;
}

/** Where to look, for tests. */
export interface NativePlaces {
  /** Folder of what `lrplab native` built. */
  readonly cached: string;
  /** Files whose `node_modules` are searched, first one first. */
  readonly from: readonly string[];
  /** Node's ABI. */
  readonly abi: string;
}

/**
 * Finds the native addon of tfjs: what `lrplab native` built for this Node.js, else the npm package, as
 * lrplab sees it and then as the current folder does. Nothing is loaded. Null where neither is complete.
 */
export function findNativeAddon(
  kind: NativeKind,
  {cached, from, abi}: NativePlaces = {
    cached: nativeFolder(kind),
    from: [import.meta.url, join(process.cwd(), 'package.json')],
    abi: process.versions.modules,
  },
): NativeAddon | null {
  const marker = readMarker(cached);
  if (marker !== null && marker.kind === kind && marker.abi === abi && librariesStand(marker)) {
    const built = addonIn(join(cached, 'node_modules', nativePackage(kind)));
    if (built !== null) return built;
  }
  for (const file of from) {
    const folder = resolvePackage(nativePackage(kind), file);
    const installed = folder === null ? null : addonIn(folder);
    if (installed !== null) return installed;
  }
  return null;
}

/** Whether the TensorFlow that an addon was built against is still where it was. */
export function librariesStand({wheel}: NativeMarker): boolean {
  return ['libtensorflow_cc.so.2', 'libtensorflow_cc.2.dylib'].some(name =>
    existsSync(join(wheel, name)),
  );
}

function resolvePackage(name: string, file: string): string | null {
  try {
    return dirname(createRequire(file).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** An addon in a package's folder; null where the package was installed without building or downloading it. */
function addonIn(folder: string): NativeAddon | null {
  try {
    const entry = join(folder, 'dist', 'index.js');
    const lib = join(folder, 'lib');
    const complete =
      existsSync(entry) &&
      readdirSync(lib).some(version => existsSync(join(lib, version, 'tfjs_binding.node')));
    if (!complete) return null;
    const {version} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      version: string;
    };
    return {entry, version};
  } catch {
    return null;
  }
}
