import {open, stat} from 'node:fs/promises';
import {ModelError} from '../../errors/model-error.js';
import type {Draft} from '../../graph/draft.js';
import type {Shape} from '../../graph/graph.js';
import {draftOfWeights} from '../stack/draft-of-weights.js';
import type {JsonObject} from '../tfjs/config.js';
import {fieldOf, isJsonObject} from '../tfjs/config.js';
import {draftOfTopology} from '../tfjs/draft-of-topology.js';
import type {WeightSource} from '../tfjs/layer-weights.js';
import type {ModelSpec} from '../tfjs/topology.js';
import {parseTopology} from '../tfjs/topology.js';
import {GroupWeights} from './group-weights.js';
import {openHdf5} from './hdf5-thread.js';
import {openKerasArchive} from './keras-archive.js';
import {TreeWeights} from './tree-weights.js';
import type {VggTensors} from './vgg-tensors.js';
import {vggTensors} from './vgg-tensors.js';

export interface LoadKerasOptions {
  /** What the model is called in messages and titles. */
  readonly name: string;
  /** Shape in the model's own layout without the batch axis ([H,W,C]), where the model leaves it open. */
  readonly inputShape?: Shape;
}

/** The weights alone are within HDF5's and our own bounds; more is no network. */
const MAX_FILE = 2 ** 33;

/**
 * Reads a Keras model, HDF5 of Keras 2 or 3 or the archive `.keras`, as a draft; of files that hold weights only, those of a VGG.
 * Only JSON and numbers are read; nothing in the file is executed.
 *
 * @throws UnsupportedLayerError naming every layer that cannot be explained.
 * @throws ModelError `model/…` for anything else that is wrong with the file.
 */
export async function loadKeras(file: string, options: LoadKerasOptions): Promise<Draft> {
  const {name} = options;
  const status = await stat(file).catch(() => null);
  if (status === null) {
    throw new ModelError('model/missing', `${name}: there is no such file; check the path`);
  }
  if (!status.isFile()) throw new ModelError('model/not-a-file', `${name}: this is not a file`);
  if (status.size > MAX_FILE) {
    throw new ModelError(
      'model/too-large',
      `${name}: the file has ${status.size} bytes; at most ${MAX_FILE} are read`,
    );
  }
  if (await isArchive(file)) {
    const {config, weights} = await openKerasArchive(file, name);
    const opened = await openHdf5(weights, `${name}: model.weights.h5`);
    try {
      return draftOf(config, options, model => new TreeWeights(opened, model));
    } finally {
      opened.close();
    }
  }
  const opened = await openHdf5({file, start: 0, size: status.size}, name);
  try {
    const [config] = opened.texts('', 'model_config') ?? [];
    return config === undefined
      ? draftOfVgg(vggTensors(opened), options)
      : draftOf(config, options, () => new GroupWeights(opened, 'model_weights'));
  } finally {
    opened.close();
  }
}

/** By its first bytes: `.keras` is a zip archive since Keras 2.12, and was HDF5 before. */
async function isArchive(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const {buffer, bytesRead} = await handle.read(new Uint8Array(4), 0, 4, 0);
    const isHdf5 =
      bytesRead === 4 && [0x89, 0x48, 0x44, 0x46].every((byte, i) => buffer[i] === byte);
    const isZip = bytesRead === 4 && [0x50, 0x4b].every((byte, i) => buffer[i] === byte);
    return isZip || (!isHdf5 && /\.keras$/i.test(file));
  } finally {
    await handle.close();
  }
}

function draftOfVgg({tensors, byName, notes}: VggTensors, options: LoadKerasOptions): Draft {
  try {
    const draft = draftOfWeights(tensors, {...options, hasOwnNames: byName});
    return {...draft, format: 'keras', notes: [...draft.notes, ...notes]};
  } catch (error) {
    if (!(error instanceof ModelError) || error.code !== 'model/bad-weights') throw error;
    throw new ModelError(
      error.code,
      `${error.message}\nweights alone do not say how the layers are connected: save the whole model with model.save('net.keras')`,
      {cause: error},
    );
  }
}

function draftOf(
  config: string,
  {name, inputShape}: LoadKerasOptions,
  weightsOf: (model: ModelSpec) => WeightSource,
): Draft {
  const model = parseTopology(parseConfig(config, name), 'keras');
  return draftOfTopology(model, weightsOf(model), {
    name,
    format: 'keras',
    classes: null,
    preprocessing: null,
    ...(inputShape === undefined ? {} : {inputShape}),
  });
}

function parseConfig(text: string, name: string): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new ModelError(
      'model/not-json',
      `${name}: the model's description is no JSON: ${(error as Error).message}; save the model again`,
      {cause: error},
    );
  }
  if (!isJsonObject(parsed) || typeof fieldOf(parsed, 'class_name') !== 'string') {
    throw new ModelError(
      'model/not-keras',
      `${name}: the model's description names no class of model; save the model again`,
    );
  }
  return parsed;
}
