import {existsSync} from 'node:fs';
import {delimiter, dirname, join} from 'node:path';
import {NativeError} from './native-error.js';
import {pythonCandidates} from './find-python.js';
import {findProgram, type NativeSurroundings} from './surroundings.js';

/** What builds the addon. */
export interface Tools {
  /** npm, as a command and its first arguments. */
  readonly npm: readonly [command: string, ...args: string[]];
  /** The environment for it: compilers, Python and Node's headers named where they are known. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Settings of an npm that runs lrplab that must not become those of the npm that lrplab runs. */
const foreign =
  /^npm_(package|lifecycle|command|config_(global|location|local_prefix|prefix|workspace|omit|include|only|production|dry_run|ignore_scripts|build_from_source))/i;

/**
 * Finds npm, a compiler, make and a Python for node-gyp.
 *
 * @param python The interpreter that the user named, or null.
 * @throws NativeError `native/no-npm`, `native/no-compiler`, `native/no-python`.
 */
export function findTools(surroundings: NativeSurroundings, python: string | null): Tools {
  const {env, node, platform} = surroundings;
  const npm = findNpm(surroundings);
  const cxx = env['CXX'] ?? ['g++', 'c++', 'clang++'].find(name => findProgram(name, {env}));
  const missing = [
    ...(cxx === undefined ? ['C++ compiler'] : []),
    ...(findProgram('make', {env}) === null ? ['make'] : []),
  ];
  if (missing.length > 0) {
    const how =
      platform === 'darwin'
        ? 'xcode-select --install'
        : 'apt-get install g++ make (Debian, Ubuntu), dnf install gcc-c++ make (Fedora)';
    throw new NativeError(
      'no-compiler',
      `the addon is built from source, and no ${missing.join(' and no ')} is on the PATH; install with: ${how}`,
    );
  }
  const gypPython = python === null ? pythonCandidates({env})[0] : findProgram(python, {env});
  if (gypPython === undefined || gypPython === null) {
    throw new NativeError(
      'no-python',
      'node-gyp, which builds the addon, needs Python 3, and none is on the PATH; name one with --python',
    );
  }
  const own = Object.entries(env).filter(([name]) => !foreign.test(name));
  const prefix = dirname(dirname(node));
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
  return {
    npm,
    env: {
      JOBS: 'max',
      CXX: cxx,
      // Else node-gyp downloads the headers.
      ...(hasHeaders ? {npm_config_nodedir: prefix} : {}),
      npm_config_python: gypPython,
      // A Mac's addon has no path to its libraries of its own.
      ...(platform === 'darwin' ? {LDFLAGS: '-Wl,-rpath,@loader_path/../../deps/lib'} : {}),
      ...Object.fromEntries(own),
      npm_config_update_notifier: 'false',
      // The addon must be for the Node.js that runs lrplab.
      PATH: [dirname(node), env['PATH']].filter(part => part).join(delimiter),
    },
  };
}

function findNpm({env, node}: NativeSurroundings): readonly [string, ...string[]] {
  const onPath = findProgram('npm', {env});
  if (onPath !== null) return [onPath];
  const beside = join(dirname(node), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (existsSync(beside)) return [node, beside];
  throw new NativeError(
    'no-npm',
    `npm fetches @tensorflow/tfjs-node, and it is neither on the PATH nor beside ${node}; install it (Debian: apt-get install npm), or Node.js from nodejs.org, which brings it`,
  );
}
