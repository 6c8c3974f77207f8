import {InvalidArgumentError, Option, type Command} from 'commander';
import {parseChoice} from '../data/parse-preprocessing.js';
import {withPreprocessing} from '../data/with-preprocessing.js';
import type {EngineName} from '../engine/engine.js';
import {engineDevices} from '../engine/devices.js';
import type {BatchNormPolicy} from '../graph/canonise.js';
import type {Graph, Shape} from '../graph/graph.js';
import {loadModel} from '../model/load-model.js';

/** Options that several commands share. */
export interface ModelSettings {
  readonly preprocess?: string;
  readonly shape?: Shape;
  readonly batchNorm?: BatchNormPolicy;
}

export interface EngineSettings {
  readonly engine?: EngineName;
  readonly device?: string;
}

/** `3x224x224`. */
export function parseShape(text: string): Shape {
  const shape = text.split(/[x×,]/).map(Number);
  if (shape.some(length => !Number.isInteger(length) || length < 1)) {
    throw new InvalidArgumentError(
      "write the input of one sample in the model's own layout, such as 3x224x224 or 224x224x3",
    );
  }
  return shape;
}

/**
 * Ends with a usage error where an option that has to be there is not. Commander's own required options
 * are missed before unknown ones are: `--plna X` would be told that --plan is missing, not what was mistyped.
 */
export function needOptions(command: Command, names: readonly string[]): void {
  const missing = names.find(name => command.opts()[name] === undefined);
  if (missing === undefined) return;
  const flags = command.options.find(option => option.attributeName() === missing)!.flags;
  command.error(`error: required option '${flags}' not specified`);
}

export function withModelOptions(command: Command): Command {
  return command
    .option(
      '--preprocess <name>',
      'how pictures become the input: unit, signed, raw, torch, caffe, or JSON; needed where the model does not say',
    )
    .addOption(
      new Option(
        '--shape <AxBxC>',
        "input of one sample in the model's own layout, where the model leaves it open",
      ).argParser(parseShape),
    )
    .addOption(
      new Option(
        '--batch-norm <policy>',
        'fold batch norms into the layers beside them, or keep each as a layer with a rule of its own',
      )
        .choices(['fold', 'keep'])
        .default('fold'),
    );
}

export function withEngineOptions(command: Command): Command {
  return command
    .addOption(new Option('--engine <name>', 'what runs the program').choices(['onnx', 'tfjs']))
    .option(
      '--device <name>',
      `onnx: ${engineDevices.onnx.join(', ')} (cpu where nothing is said); tfjs: ${engineDevices.tfjs.join(', ')} (a native build, else wasm); auto is the fastest that works`,
    );
}

/** Loads a model as the options say. */
export async function openModel(
  path: string,
  {preprocess, shape, batchNorm = 'fold'}: ModelSettings,
): Promise<Graph> {
  const input = shape === undefined ? {} : {inputShape: shape};
  const graph = await loadModel(path, {...input, batchNorm});
  if (preprocess === undefined) return graph;
  return withPreprocessing(graph, parseChoice(preprocess));
}
