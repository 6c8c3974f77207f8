import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {ExecutionContext} from 'ava';
import type {NativeSurroundings} from '../../src/native/surroundings.js';
import {temporaryFolder} from './temporary-folder.js';

/** A place to build in with tools that only look as if: no network, no compiler, no TensorFlow. */
export interface Workshop {
  readonly work: string;
  /** The only folder on the PATH: python3, npm, g++ and make. */
  readonly bin: string;
  /** A folder that looks as an unpacked wheel. */
  readonly wheel: string;
  readonly surroundings: NativeSurroundings;
}

/** What a fake addon exports: the answers of the check, some of them replaced. */
export function fakeAddon(changes: string = ''): string {
  return `
const value = data => ({dataSync: () => data});
const model = {compile() {}, trainOnBatch: async () => 10, getWeights: () => [value([1])]};
Object.assign(exports, {
  getBackend: () => 'tensorflow',
  engine: () => ({registry: {tensorflow: {isUsingGpuDevice: false}}}),
  matMul: () => value([17, 39]), conv2d: () => value([12, 16, 24, 28]),
  tensor4d: () => 0, tensor2d: () => 0, ones: () => 0,
  sequential: () => model, layers: {dense: () => 0}, train: {sgd: () => 0},
});
${changes}
`;
}

/** A program of Node's; \`work\` is the workshop's folder. */
export async function writeProgram(
  workshop: Pick<Workshop, 'work' | 'bin'>,
  name: string,
  body: string,
): Promise<void> {
  const path = join(workshop.bin, name);
  await mkdir(dirname(path), {recursive: true});
  await writeFile(
    path,
    `#!${process.execPath}\nconst fs = require('node:fs'), work = ${JSON.stringify(workshop.work)};\n${body}\n`,
  );
  await chmod(path, 0o755);
}

/** A python3 whose tensorflow is in a folder; '' for none. */
export function pythonWith(folder: string): string {
  return `console.log('lrplab\\n' + process.argv[1] + '\\n' + ${JSON.stringify(folder)});`;
}

/** An npm that fetches a package of a kind with such an addon, and compiles it by making a file. */
export function npmWith(addon: string, {kind = 'node'}: {readonly kind?: string} = {}): string {
  return `
const folder = 'node_modules/@tensorflow/tfjs-${kind}';
fs.appendFileSync(work + '/npm-calls', process.argv.slice(2).join(' ') + '\\n');
if (process.argv[2] === 'install') {
  const {dependencies} = JSON.parse(fs.readFileSync('package.json', 'utf8'));
  fs.mkdirSync(folder + '/dist', {recursive: true});
  fs.writeFileSync(folder + '/dist/index.js', ${JSON.stringify(addon)});
  fs.writeFileSync(folder + '/dist/index.js.map', '{}');
  fs.writeFileSync(folder + '/package.json', JSON.stringify({version: dependencies['@tensorflow/tfjs-${kind}']}));
} else {
  fs.readFileSync(folder + '/deps/include/tensorflow/c/c_api.h');
  fs.readFileSync(folder + '/deps/lib/libtensorflow.so');
  fs.mkdirSync(folder + '/lib/napi-v8', {recursive: true});
  fs.writeFileSync(folder + '/lib/napi-v8/tfjs_binding.node', '');
}`;
}

/** Writes what an unpacked wheel has that matters, and pip's record of it. */
export async function writeWheel(
  parent: string,
  {
    distribution = 'tensorflow_cpu',
    version = '2.21.0',
  }: {readonly distribution?: string; readonly version?: string} = {},
): Promise<string> {
  const folder = join(parent, 'tensorflow');
  await mkdir(join(folder, 'include', 'tensorflow', 'c', 'eager'), {recursive: true});
  for (const file of [
    ...['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
    ...['include/tensorflow/c/c_api.h', 'include/tensorflow/c/eager/c_api.h'],
  ]) {
    await writeFile(join(folder, file), file);
  }
  await mkdir(join(parent, `${distribution}-${version}.dist-info`), {recursive: true});
  return folder;
}

/** Opens a workshop where all works; tests then break what they are about. */
export async function openWorkshop(t: ExecutionContext): Promise<Workshop> {
  const work = await temporaryFolder(t);
  const bin = join(work, 'bin');
  const wheel = await writeWheel(join(work, 'site-packages'));
  const surroundings: NativeSurroundings = {
    env: {PATH: bin, HOME: work},
    platform: 'linux',
    cache: join(work, 'cache'),
    node: process.execPath,
    abi: '115',
    nodeVersion: 'v20.20.2',
  };
  const workshop = {work, bin, wheel, surroundings};
  await writeProgram(workshop, 'python3', pythonWith(wheel));
  await writeProgram(workshop, 'npm', npmWith(fakeAddon()));
  for (const name of ['g++', 'make']) await writeProgram(workshop, name, '');
  return workshop;
}
