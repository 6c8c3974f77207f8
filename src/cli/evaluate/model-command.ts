import {InvalidArgumentError, Option, type Command} from 'commander';
import {writeFileWhole} from '../../data/write-file.js';
import {describeModel} from '../../report/tables.js';
import {evaluationPage} from '../../script/training/evaluation-page.js';
import {evaluationTable, labelSetNote, labelSetTable} from '../../script/training/score-table.js';
import {evaluateModel} from '../../train/evaluate-model.js';
import type {AveragePrecisionMethod} from '../../train/scores/average-precision.js';
import type {ProbabilityHead} from '../../train/to-probabilities.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {interruptSignal} from '../interrupt.js';
import {parseCount} from '../parse-options.js';
import {openProgress} from '../progress.js';
import {needOptions} from '../settings.js';
import {evaluationJson} from './evaluation-json.js';
import {
  engineOptions,
  openNamedModel,
  openSplit,
  printBroken,
  withDevkitOptions,
  withSplitOptions,
  type SplitSettings,
} from './split-options.js';

interface EvaluateModelSettings extends SplitSettings {
  readonly threshold: number;
  readonly bins: number;
  readonly ap: AveragePrecisionMethod;
  readonly head?: ProbabilityHead;
  readonly html?: string;
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
  const {threshold, bins, ap, head, strict = false, json = false} = settings;
  const {graph, classes} = await openNamedModel(model, settings);
  const split = await openSplit(settings, classes, signal, console);
  const progress = openProgress(console, 'pictures', {rate: true});
  const evaluation = await evaluateModel(graph, split, {
    threshold,
    bins,
    method: ap,
    strict,
    signal,
    onProgress: progress.update,
    ...(head === undefined ? {} : {head}),
    ...engineOptions(settings),
  }).finally(progress.stop);
  signal.throwIfAborted();
  if (settings.html !== undefined) await writeFileWhole(settings.html, evaluationPage(evaluation));
  printBroken(evaluation.broken, console);
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
    .description('how well a model tells the classes of a Pascal VOC split');
  withDevkitOptions(command)
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
    .option('--html <file.html>', 'write a report with curves, which opens offline');
  withSplitOptions(command, {use: 'judge', computed: 'pictures'}).action(
    (model: string, settings: EvaluateModelSettings) => {
      needOptions(command, ['data']);
      return evaluateModelCommand(model, settings, console);
    },
  );
}
