import {type Command, Option} from 'commander';
import {readVocSplit} from '../../data/voc/read-voc-split.js';
import type {BrokenFile, VocSplit} from '../../data/voc/voc-dataset.js';
import type {Graph} from '../../graph/graph.js';
import {findModelClasses} from '../../train/model-classes.js';
import type {Console} from '../console.js';
import {collect, parseCount, parseNames} from '../parse-options.js';
import {openProgress} from '../progress.js';
import {
  openModel,
  withEngineOptions,
  withModelOptions,
  type EngineSettings,
  type ModelSettings,
} from '../settings.js';

/** What every command is told that holds a model against a split of a devkit. */
export interface SplitSettings extends ModelSettings, EngineSettings {
  readonly data: string;
  readonly split: string;
  readonly year?: string;
  readonly classes?: readonly string[];
  readonly strict?: boolean;
  readonly batchSize?: number;
  readonly json?: boolean;
}

/** `--data`, `--split` and `--year`, which come first in the help. */
export function withDevkitOptions(command: Command): Command {
  return command
    .option(
      '--data <folder>',
      'the devkit: VOCdevkit/VOC2012, VOCdevkit, or a folder that holds VOCdevkit',
    )
    .option('--split <name>', 'image set: train, val, trainval, test, …', 'test')
    .option('--year <year>', 'which year, where the folder holds several');
}

/** Which plans are held against the pictures. */
export function withPlanOption(command: Command): Command {
  return command.option(
    '--plan <plan>',
    'FILE.lrp, FILE.lrp#NAME, or a preset such as EpsilonPlus; may be given several times',
    collect,
  );
}

/** `--limit`: how many pictures at most. */
export function withLimitOption(command: Command): Command {
  return command.addOption(
    new Option('--limit <count>', 'pictures at most, from the first on').argParser(parseCount),
  );
}

/**
 * The options that come last in the help: classes, broken files, batches, output, model and engine.
 *
 * @param use What is done with a class: judged, explained.
 * @param computed What a batch holds: pictures, explanations.
 */
export function withSplitOptions(
  command: Command,
  {use, computed}: {readonly use: 'judge' | 'explain'; readonly computed: string},
): Command {
  command
    .addOption(
      new Option(
        '--classes <names>',
        `classes to ${use}, such as horse,person (default: all that the model names)`,
      ).argParser(parseNames),
    )
    .option('--strict', 'stop at the first broken file instead of leaving it out')
    .addOption(
      new Option('--batch-size <count>', `${computed} computed together`).argParser(parseCount),
    )
    .option('--json', 'print as JSON');
  return withEngineOptions(withModelOptions(command));
}

/**
 * Opens a model whose classes are named: a model that names none takes those of `--classes` for its outputs.
 *
 * @throws LrpError as `openModel` and `findModelClasses` do.
 */
export async function openNamedModel(
  model: string,
  settings: SplitSettings,
): Promise<{readonly graph: Graph; readonly classes: readonly string[]}> {
  const opened = await openModel(model, settings);
  const classes = findModelClasses(opened, settings.classes ?? null).names;
  return {graph: opened.classes === null ? {...opened, classes} : opened, classes};
}

/** Reads the annotations of the split, with a bar. */
export async function openSplit(
  {data, split, year, strict = false}: SplitSettings,
  classes: readonly string[],
  signal: AbortSignal,
  console: Console,
): Promise<VocSplit> {
  const reading = openProgress(console, 'annotations');
  return readVocSplit(data, split, {
    ...{classes, strict, signal, onProgress: reading.update},
    ...(year === undefined ? {} : {year}),
  }).finally(reading.stop);
}

interface EngineOptions extends EngineSettings {
  readonly batchSize?: number;
}

/** What of the engine and its batches was chosen, for functions that take these as options. */
export function engineOptions({engine, device, batchSize}: SplitSettings): EngineOptions {
  return {
    ...(engine === undefined ? {} : {engine}),
    ...(device === undefined ? {} : {device}),
    ...(batchSize === undefined ? {} : {batchSize}),
  };
}

/** Names on stderr what was left out, and what was odd. */
export function printBroken(broken: readonly BrokenFile[], console: Console): void {
  for (const {path, message, kept} of broken) {
    const told = message.startsWith('"') ? message : `"${path}": ${message}`;
    console.error(`${kept ? 'odd' : 'left out'}: ${told}`);
  }
}
