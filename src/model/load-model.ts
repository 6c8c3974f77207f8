import {lstat, readFile, stat} from 'node:fs/promises';
import path from 'node:path';
import {ModelError} from '../errors/model-error.js';
import {type BatchNormPolicy, canonise} from '../graph/canonise.js';
import type {Draft} from '../graph/draft.js';
import type {Graph, Shape} from '../graph/graph.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import {checkClasses, checkPreprocessing} from './check-metadata.js';
import {externalFiles, maxFileSize} from './external-files.js';

export interface LoadModelOptions {
  /** Shape of one sample in the model's own layout; wanted where the model leaves it open. */
  readonly inputShape?: Shape;
  /** How pictures become the input. @default what the model says */
  readonly preprocessing?: Preprocessing;
  /** Class names by index. @default what the model says */
  readonly classes?: readonly string[];
  /** Whether batch norms are folded into the layers beside them or kept as nodes of their own. @default 'fold' */
  readonly batchNorm?: BatchNormPolicy;
}

/**
 * Reads a network from a file and brings it into canonical form.
 *
 * @param file An ONNX file, a Keras model (`.h5`, `.keras`), the weights of a VGG (`.safetensors`), a tfjs
 *   `model.json`, or a folder that holds `model.onnx` (as `lrplab train` writes it) or `model.json`.
 * @throws ModelError where the files cannot be read, UnsupportedLayerError where the network holds
 *   layers that cannot be explained.
 */
export async function loadModel(file: string, options: LoadModelOptions = {}): Promise<Graph> {
  const {inputShape, classes, preprocessing, batchNorm = 'fold'} = options;
  const found = await locate(file);
  const shape = inputShape === undefined ? {} : {inputShape};
  const draft = await readDraft(found, {name: file, ...shape});
  const named: Draft = {
    ...draft,
    name: path.basename(file),
    ...(classes === undefined ? {} : {classes: checkClasses(classes, 'the classes given')}),
    ...(preprocessing === undefined
      ? {}
      : {preprocessing: checkPreprocessing(preprocessing, 'the preprocessing given')}),
  };
  return canonise(named, {batchNorm});
}

interface Located {
  readonly format: 'onnx' | 'tfjs' | 'keras' | 'safetensors';
  readonly path: string;
}

const EXTENSIONS: Readonly<Record<string, Located['format']>> = {
  '.json': 'tfjs',
  '.h5': 'keras',
  '.hdf5': 'keras',
  '.keras': 'keras',
  '.safetensors': 'safetensors',
};

/** Files by which a folder is a model: what a training run writes, what tfjs writes. */
const INSIDE: readonly (readonly [string, Located['format']])[] = [
  ['model.onnx', 'onnx'],
  ['model.json', 'tfjs'],
];

/** Reads a file by the reader of its format, loaded only then: all four take long to load. */
async function readDraft(
  {format, path: file}: Located,
  options: {readonly name: string; readonly inputShape?: Shape},
): Promise<Draft> {
  switch (format) {
    case 'tfjs': {
      const {loadTfjs} = await import('./tfjs/load-tfjs.js');
      return loadTfjs(file, options);
    }
    case 'keras': {
      const {loadKeras} = await import('./keras/load-keras.js');
      return loadKeras(file, options);
    }
    case 'safetensors': {
      const {readSafetensors} = await import('./safetensors/read-safetensors.js');
      const {draftOfWeights} = await import('./stack/draft-of-weights.js');
      const tensors = readSafetensors(await readWhole(file, options.name), options.name);
      return {...draftOfWeights(tensors, options), format};
    }
    case 'onnx': {
      const bytes = await readWhole(file, options.name);
      refusePickle(bytes, options.name);
      const {loadOnnx} = await import('./onnx/load-onnx.js');
      return loadOnnx(bytes, {
        ...options,
        readExternal: externalFiles(path.dirname(file)),
      });
    }
  }
}

async function locate(file: string): Promise<Located> {
  const status = await stat(file).catch(() => null);
  if (status === null) {
    throw new ModelError('model/missing', `${file}: there is no such file or folder`);
  }
  if (!status.isDirectory()) {
    return {format: EXTENSIONS[path.extname(file).toLowerCase()] ?? 'onnx', path: file};
  }
  for (const [name, format] of INSIDE) {
    const inside = path.join(file, name);
    if ((await lstat(inside).catch(() => null)) !== null) return {format, path: inside};
  }
  throw new ModelError(
    'model/missing',
    `${file}: the folder holds no model.onnx and no model.json; name an ONNX file, a Keras file (.keras, .h5), the folder of a training run or that of a tfjs model`,
  );
}

/** What `torch.save` writes is a zip archive, or a pickle as such; reading either runs what is written in it. */
function refusePickle(bytes: Uint8Array, name: string): void {
  const starts = (...head: readonly number[]): boolean =>
    head.every((byte, i) => bytes[i] === byte);
  if (!starts(0x50, 0x4b, 3, 4) && !starts(0x80, 2)) return;
  throw new ModelError(
    'model/not-onnx',
    `${name}: this is no ONNX model but an archive or a pickle, as torch.save() writes them (.pth, .pt), which is not read, since reading it could run code; in Python, write the whole network with torch.onnx.export(), or a VGG's weights with safetensors.torch.save_file(model.state_dict(), 'net.safetensors')`,
  );
}

async function readWhole(file: string, name: string): Promise<Uint8Array> {
  const status = await stat(file);
  if (!status.isFile()) {
    throw new ModelError('model/not-onnx', `${name}: this is not a file`);
  }
  if (status.size > maxFileSize) {
    throw new ModelError(
      'model/too-large',
      `${name}: the file has ${status.size} bytes; at most 2 GiB are read, what the ONNX format allows (larger weights lie in files beside it)`,
    );
  }
  return readFile(file).catch(error => {
    throw new ModelError(
      'model/unreadable',
      `${name}: the file cannot be read (${(error as Error).message})`,
    );
  });
}
