import {InvalidArgumentError, Option, type Command} from 'commander';
import {readVocSplit} from '../../data/voc/read-voc-split.js';
import type {EngineName} from '../../engine/engine.js';
import {writeFileWhole} from '../../data/write-file.js';
import {describeModel} from '../../report/tables.js';
import {evaluationPage} from '../../script/training/evaluation-page.js';
import {evaluationTable, labelSetNote, labelSetTable} from '../../script/training/score-table.js';
import {evaluateModel} from '../../train/evaluate-model.js';
import {findModelClasses} from '../../train/model-classes.js';
import type {AveragePrecisionMethod} from '../../train/scores/average-precision.js';
import type {ProbabilityHead} from '../../train/to-probabilities.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {interruptSignal} from '../interrupt.js';
import {openProgress} from '../progress.js';
import {
  needOptions,
  openModel,
  withEngineOptions,
  withModelOptions,
  type ModelSettings,
} from '../settings.js';
import {evaluationJson} from './evaluation-json.js';
import {parseCount, parseNames} from './parse-options.js';

interface EvaluateModelSettings extends ModelSettings {
  readonly data: string;
  readonly split: string;
  readonly year?: string;
  readonly classes?: readonly string[];
  readonly threshold: number;
  readonly bins: number;
  readonly ap: AveragePrecisionMethod;
  readonly head?: ProbabilityHead;
  readonly strict?: boolean;
  readonly engine?: EngineName;
  readonly device?: string;
  readonly batchSize?: number;
  readonly html?: string;
  readonly json?: boolean;
}

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1))
    throw new InvalidArgumentError('write a number from 0 to 1');
  return share;
}

async function evaluateModelCommand(
  model: string,
  settings: EvaluateModelSettings,
  console: Console,
): Promise<void> {
  const signal = interruptSignal();
  const {data, year, threshold, bins, ap, head, strict = false, json = false} = settings;
  const {engine, device, batchSize} = settings;
  const graph = await openModel(model, settings);
  const classes = findModelClasses(graph, settings.classes ?? null).names;
  const reading = openProgress(console, 'annotations');
  const split = await readVocSplit(data, settings.split, {
    classes,
    strict,
    signal,
    onProgress: reading.update,
    ...(year === undefined ? {} : {year}),
  }).finally(reading.stop);
  const progress = openProgress(console, 'pictures', {rate: true});
  const evaluation = await evaluateModel(graph, split, {
    threshold,
    bins,
    method: ap,
    strict,
    signal,
    onProgress: progress.update,
    ...(head === undefined ? {} : {head}),
    ...(engine === undefined ? {} : {engine}),
    ...(device === undefined ? {} : {device}),
    ...(batchSize === undefined ? {} : {batchSize}),
  }).finally(progress.stop);
  signal.throwIfAborted();
  if (settings.html !== undefined) await writeFileWhole(settings.html, evaluationPage(evaluation));
  for (const {path, message, kept} of evaluation.broken)
    console.error(
      `${kept ? 'odd' : 'left out'}: ${message.startsWith('"') ? message : `"${path}": ${message}`}`,
    );
  if (json) {
    console.out(formatJson(evaluationJson(evaluation)));
    return;
  }
  const leftOut = evaluation.broken.filter(({kept}) => !kept).length;
  const colour = {colour: console.outIsTerminal};
  console.out(describeModel(graph));
  console.out(
    `${evaluation.samples} pictures of split "${evaluation.split}" in ${evaluation.folder}${leftOut === 0 ? '' : `, ${leftOut} left out`}; ${evaluation.head} on ${evaluation.engine}, threshold ${threshold}`,
  );
  console.outStyled(formatTable(evaluationTable(evaluation), colour));
  console.out('');
  console.outStyled(formatTable(labelSetTable(evaluation.labelSets), colour));
  console.out(labelSetNote(evaluation.labelSets));
  if (settings.html !== undefined) console.out(`wrote ${settings.html}`);
}

/** `lrplab evaluate model`. */
export function addEvaluateModel(evaluate: Command, console: Console): void {
  const command = evaluate
    .command('model <model>')
    .description('how well a model tells the classes of a Pascal VOC split')
    .option(
      '--data <folder>',
      'the devkit: VOCdevkit/VOC2012, VOCdevkit, or a folder that holds VOCdevkit',
    )
    .option('--split <name>', 'image set: train, val, trainval, test, …', 'test')
    .option('--year <year>', 'which year, where the folder holds several')
    .addOption(
      new Option(
        '--classes <names>',
        'classes to judge, such as horse,person (default: all that the model names)',
      ).argParser(parseNames),
    )
    .addOption(
      new Option('--threshold <probability>', 'a class is told from this probability on')
        .argParser(parseShare)
        .default(0.5),
    )
    .addOption(
      new Option('--ap <method>', 'how average precision is taken')
        .choices(['voc2010', 'voc2007', 'steps'])
        .default('voc2010'),
    )
    .addOption(
      new Option('--bins <count>', 'bins of calibration').argParser(parseCount).default(10),
    )
    .addOption(
      new Option('--head <name>', "what makes probabilities of the model's scores").choices([
        'sigmoid',
        'softmax',
      ]),
    )
    .option('--strict', 'stop at the first broken file instead of leaving it out')
    .addOption(
      new Option('--batch-size <count>', 'pictures computed together').argParser(parseCount),
    )
    .option('--html <file.html>', 'write a report with curves, which opens offline')
    .option('--json', 'print as JSON');
  withEngineOptions(withModelOptions(command)).action(
    (model: string, settings: EvaluateModelSettings) => {
      needOptions(command, ['data']);
      return evaluateModelCommand(model, settings, console);
    },
  );
}
