import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {NativeError} from './native-error.js';

/** A TensorFlow of pip that an addon can be built against. */
export interface Wheel {
  /** Its `tensorflow` folder, absolute. */
  readonly folder: string;
  /** Such as 2.21.0; "unknown" where the wheel's record of itself is not beside the folder. */
  readonly version: string;
  /** Such as tensorflow_cpu. */
  readonly distribution: string;
}

/** The libraries of a wheel, as they are called on a platform. */
export interface WheelLibraries {
  readonly main: string;
  readonly framework: string;
}

export function wheelLibraries(platform: NodeJS.Platform): WheelLibraries {
  return platform === 'darwin'
    ? {main: 'libtensorflow_cc.2.dylib', framework: 'libtensorflow_framework.2.dylib'}
    : {main: 'libtensorflow_cc.so.2', framework: 'libtensorflow_framework.so.2'};
}

const headers = ['include/tensorflow/c/c_api.h', 'include/tensorflow/c/eager/c_api.h'];

/**
 * Takes a folder as a TensorFlow wheel, unpacked.
 *
 * @param path The `tensorflow` folder, or the one that holds it.
 * @throws NativeError `native/wheel` where it is none, or lacks libraries or headers.
 */
export function openWheel(path: string, platform: NodeJS.Platform): Wheel {
  const given = resolve(path);
  const status = statSync(given, {throwIfNoEntry: false});
  if (status?.isFile() && given.endsWith('.whl')) {
    throw new NativeError(
      'wheel',
      `"${given}" is a wheel that is not unpacked; unpack it with: python3 -m zipfile -e "${basename(given)}" wheel, then give --wheel wheel`,
    );
  }
  if (!status?.isDirectory()) {
    throw new NativeError(
      'wheel',
      `"${given}": there is no such folder; expected one that holds tensorflow/${wheelLibraries(platform).main}`,
    );
  }
  const {main, framework} = wheelLibraries(platform);
  const inner = join(given, 'tensorflow');
  const folder = existsSync(join(inner, main)) || !existsSync(join(given, main)) ? inner : given;
  const chosen = existsSync(folder) ? folder : given;
  const missing = [main, framework, ...headers].filter(file => !existsSync(join(chosen, file)));
  if (missing.length > 0) {
    throw new NativeError(
      'wheel',
      `"${chosen}" has no ${missing.join(', no ')}; expected a TensorFlow 2 installed by pip for ${platform} (tensorflow-cpu 2.21 is known to work; wheels before 2.12 and builds of other sources may lack these)`,
    );
  }
  return {folder: chosen, ...readDistribution(chosen)};
}

/** Reads name and version from the record that pip leaves beside the folder. */
export function readDistribution(folder: string): Pick<Wheel, 'version' | 'distribution'> {
  const unknown = {version: 'unknown', distribution: 'tensorflow'};
  try {
    for (const name of readdirSync(dirname(folder))) {
      const match =
        /^(tensorflow(?:_cpu|_intel|_macos|_rocm|_cpu_aws)?|tf_nightly(?:_cpu)?)-([^-]+)\.dist-info$/.exec(
          name,
        );
      if (match === null) continue;
      const record = join(dirname(folder), name, 'RECORD');
      // On Windows and macOS "tensorflow" was for a time but the name of another; the one with the library counts.
      const holds =
        !existsSync(record) ||
        /^tensorflow\/libtensorflow_cc\./m.test(readFileSync(record, 'utf8'));
      if (holds) return {distribution: match[1]!, version: match[2]!};
    }
    return unknown;
  } catch {
    return unknown;
  }
}
