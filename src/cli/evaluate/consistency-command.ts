import {type Command, Option} from 'commander';
import {readVocSplit} from '../../data/voc/read-voc-split.js';
import type {EngineName} from '../../engine/engine.js';
import {
  consistencyLayersTable,
  consistencyNotes,
  consistencyTable,
} from '../../evaluate/consistency/consistency-table.js';
import {measureConsistency} from '../../evaluate/consistency/measure-consistency.js';
import {pictureSize} from '../../evaluate/picture-size.js';
import {evaluationTasks} from '../../evaluate/tasks.js';
import {targetIndex} from '../../explain/targets.js';
import type {Plan} from '../../plan/plan.js';
import {describeModel} from '../../report/tables.js';
import {findModelClasses} from '../../train/model-classes.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {interruptSignal} from '../interrupt.js';
import {loadPlan} from '../load-plan.js';
import {checkPlanPrecision} from '../plan-precision.js';
import {openProgress} from '../progress.js';
import {
  needOptions,
  openModel,
  withEngineOptions,
  withModelOptions,
  type ModelSettings,
} from '../settings.js';
import {printWarnings} from '../warnings.js';
import {collect, parseCount, parseNames, parseTolerance} from './parse-options.js';

interface ConsistencySettings extends ModelSettings {
  readonly data: string;
  readonly split: string;
  readonly year?: string;
  readonly plan: readonly string[];
  readonly classes?: readonly string[];
  readonly limit?: number;
  readonly within: number;
  readonly layers?: boolean;
  readonly strict?: boolean;
  readonly engine?: EngineName;
  readonly device?: string;
  readonly batchSize?: number;
  readonly json?: boolean;
}

async function consistencyCommand(
  model: string,
  settings: ConsistencySettings,
  console: Console,
): Promise<void> {
  const signal = interruptSignal();
  const {data, year, limit, within, strict = false, engine, device, batchSize} = settings;
  const opened = await openModel(model, settings);
  const classes = findModelClasses(opened, settings.classes ?? null).names;
  // Of a model that names none, those given are its outputs.
  const graph = opened.classes === null ? {...opened, classes} : opened;
  const plans: Plan[] = [];
  for (const text of settings.plan) {
    const {plan, warnings, sources} = await loadPlan(text, graph);
    printWarnings(warnings, sources, console);
    checkPlanPrecision(plan, sources, settings);
    plans.push(plan);
  }
  const seen = pictureSize(graph);
  const targets = new Map(classes.map(name => [name, targetIndex(name, graph)]));
  const reading = openProgress(console, 'annotations');
  const split = await readVocSplit(data, settings.split, {
    ...{classes, strict, signal, onProgress: reading.update},
    ...(year === undefined ? {} : {year}),
  }).finally(reading.stop);
  const progress = openProgress(console, 'pictures', {rate: true});
  const tasks = evaluationTasks(split, targets, seen, limit);
  const result = await measureConsistency(graph, plans, tasks, {
    ...{data: split, within, signal, onProgress: progress.update},
    ...(engine === undefined ? {} : {engine}),
    ...(device === undefined ? {} : {device}),
    ...(batchSize === undefined ? {} : {batchSize}),
  }).finally(progress.stop);
  for (const {message, kept} of split.broken)
    console.error(`${kept ? 'odd' : 'left out'}: ${message}`);
  if (settings.json === true) {
    console.out(formatJson(result));
    return;
  }
  console.out(describeModel(graph));
  console.out(`on ${result.engine}`);
  console.outStyled(formatTable(consistencyTable(result), {colour: console.outIsTerminal}));
  for (const note of consistencyNotes(result)) console.out(note);
  if (settings.layers !== true) return;
  for (const plan of result.plans) {
    console.out(`\nlayers under ${plan.plan}`);
    console.outStyled(formatTable(consistencyLayersTable(plan), {colour: console.outIsTerminal}));
  }
}

/** `lrplab evaluate consistency`. */
export function addEvaluateConsistency(evaluate: Command, console: Console): void {
  const command = evaluate
    .command('consistency <model>')
    .description(
      'how many maps add up to the score (conservative), have no negative relevance (positive), or both (consistent, Montavon et al. 2017), over a data set, and which layers are to blame',
    )
    .option(
      '--data <folder>',
      'the devkit: VOCdevkit/VOC2012, VOCdevkit, or a folder that holds VOCdevkit',
    )
    .option('--split <name>', 'image set: train, val, trainval, test, …', 'test')
    .option('--year <year>', 'which year, where the folder holds several')
    .option(
      '--plan <plan>',
      'FILE.lrp, FILE.lrp#NAME, or a preset such as EpsilonPlus; may be given several times',
      collect,
    )
    .addOption(
      new Option(
        '--within <share>',
        'largest deviation that counts as none, a share of the score and of Σ|R|',
      )
        .argParser(parseTolerance)
        .default(0.05, '5%'),
    )
    .option('--layers', "print each plan's layers too")
    .addOption(
      new Option(
        '--classes <names>',
        'classes to explain, such as horse,person (default: all that the model names)',
      ).argParser(parseNames),
    )
    .addOption(
      new Option('--limit <count>', 'pictures at most, from the first on').argParser(parseCount),
    )
    .option('--strict', 'stop at the first broken file instead of leaving it out')
    .addOption(
      new Option('--batch-size <count>', 'pictures computed together').argParser(parseCount),
    )
    .option('--json', 'print as JSON');
  withEngineOptions(withModelOptions(command)).action(
    (model: string, settings: ConsistencySettings) => {
      needOptions(command, ['data', 'plan']);
      return consistencyCommand(model, settings, console);
    },
  );
}
