import {readFile, stat} from 'node:fs/promises';
import {ModelError} from '../../errors/model-error.js';
import type {JsonObject} from './config.js';
import {fieldOf, isJsonObject} from './config.js';

/** What of a `model.json` is needed, not looked into yet. */
export interface ModelJson {
  /** `{class_name, config}` of the outermost model. */
  readonly topology: JsonObject;
  readonly weightsManifest: unknown;
  readonly userDefinedMetadata: unknown;
}

/** Largest `model.json` that is read, in bytes. It holds no weights: a few hundred kilobytes are usual. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * Reads the `model.json` of a tfjs layers model. Only JSON is parsed; nothing is executed.
 *
 * @throws ModelError `model/missing`, `model/not-a-file`, `model/empty`, `model/too-large`,
 *   `model/truncated`, `model/not-json`, `model/graph-model`, `model/not-tfjs`.
 */
export async function readModelJson(path: string): Promise<ModelJson> {
  const parsed = parse(await readText(path), path);
  if (!isJsonObject(parsed)) throw notTfjs(path, 'it holds no JSON object');
  const format = parsed['format'];
  if (format === 'graph-model' || (isJsonObject(parsed['modelTopology']) && isGraph(parsed))) {
    throw new ModelError(
      'model/graph-model',
      `"${path}": this is a tfjs graph model (a frozen TensorFlow graph); only layers models can be read; convert the original model to ONNX, or save it as a layers model`,
    );
  }
  if (format !== undefined && format !== null && format !== 'layers-model') {
    throw notTfjs(path, `its format is ${JSON.stringify(format)}, not "layers-model"`);
  }
  const topology = parsed['modelTopology'];
  if (!isJsonObject(topology)) throw notTfjs(path, 'it has no "modelTopology"');
  const wrapped = fieldOf(topology, 'model_config');
  const model = isJsonObject(wrapped) ? wrapped : topology;
  if (typeof fieldOf(model, 'class_name') !== 'string') {
    throw notTfjs(path, 'its "modelTopology" names no class of model');
  }
  return {
    topology: model,
    weightsManifest: parsed['weightsManifest'],
    userDefinedMetadata: parsed['userDefinedMetadata'],
  };
}

function isGraph(parsed: JsonObject): boolean {
  const topology = parsed['modelTopology'] as JsonObject;
  return Array.isArray(topology['node']) && fieldOf(topology, 'class_name') === undefined;
}

function notTfjs(path: string, why: string): ModelError {
  return new ModelError(
    'model/not-tfjs',
    `"${path}": this is no tfjs layers model: ${why}; give the "model.json" that model.save() or tensorflowjs_converter wrote`,
  );
}

async function readText(path: string): Promise<string> {
  try {
    const status = await stat(path);
    if (!status.isFile()) {
      throw new ModelError('model/not-a-file', `"${path}": not a file; give a "model.json"`);
    }
    if (status.size === 0) {
      throw new ModelError('model/empty', `"${path}": the file is empty; save the model again`);
    }
    if (status.size > MAX_BYTES) {
      throw new ModelError(
        'model/too-large',
        `"${path}": the file has ${status.size} bytes; a model.json of at most ${MAX_BYTES} is read (the weights stand in files of their own)`,
      );
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof ModelError) throw error;
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new ModelError(
      missing ? 'model/missing' : 'model/unreadable',
      missing
        ? `"${path}": there is no such file; check the path`
        : `"${path}": the file cannot be read: ${String(error)}`,
      {cause: error},
    );
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (text.trimStart().startsWith('{') && /end of JSON|Unterminated/.test(reason)) {
      throw new ModelError(
        'model/truncated',
        `"${path}": the JSON stops in the middle after ${text.length} characters; copy the file again`,
        {cause: error},
      );
    }
    throw new ModelError('model/not-json', `"${path}": this is no JSON: ${reason}`, {cause: error});
  }
}
