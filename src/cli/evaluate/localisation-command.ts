import {type Command, Option} from 'commander';
import {readVocSplit} from '../../data/voc/read-voc-split.js';
import type {EngineName} from '../../engine/engine.js';
import {
  localisationNotes,
  localisationTable,
} from '../../evaluate/localisation/localisation-table.js';
import {measureLocalisation} from '../../evaluate/localisation/measure-localisation.js';
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
import {collect, parseCount, parseNames} from './parse-options.js';

interface LocalisationSettings extends ModelSettings {
  readonly data: string;
  readonly split: string;
  readonly year?: string;
  readonly plan: readonly string[];
  readonly classes?: readonly string[];
  readonly limit?: number;
  readonly seed: number;
  readonly strict?: boolean;
  readonly engine?: EngineName;
  readonly device?: string;
  readonly batchSize?: number;
  readonly json?: boolean;
}

async function localisationCommand(
  model: string,
  settings: LocalisationSettings,
  console: Console,
): Promise<void> {
  const signal = interruptSignal();
  const {data, year, limit, seed, strict = false, engine, device, batchSize} = settings;
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
  const reading = openProgress(console, 'annotations');
  const split = await readVocSplit(data, settings.split, {
    ...{classes, strict, signal, onProgress: reading.update},
    ...(year === undefined ? {} : {year}),
  }).finally(reading.stop);
  const progress = openProgress(console, 'pictures', {rate: true});
  const result = await measureLocalisation(graph, plans, split, {
    ...{seed, signal, onProgress: progress.update},
    ...(limit === undefined ? {} : {limit}),
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
  console.outStyled(formatTable(localisationTable(result), {colour: console.outIsTerminal}));
  for (const note of localisationNotes(result)) console.out(note);
}

/** `lrplab evaluate localisation`. */
export function addEvaluateLocalisation(evaluate: Command, console: Console): void {
  const command = evaluate
    .command('localisation <model>')
    .description(
      "how much of the positive relevance lies inside the boxes of the class that is explained (Kohlbrenner et al. 2020's μ), beside what relevance spread evenly would score",
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
        '--classes <names>',
        'classes to explain, such as horse,person (default: all that the model names)',
      ).argParser(parseNames),
    )
    .addOption(
      new Option('--limit <count>', 'pictures at most, from the first on').argParser(parseCount),
    )
    .addOption(
      new Option('--seed <number>', 'of the bootstrap over the pictures')
        .argParser(parseCount)
        .default(1),
    )
    .option('--strict', 'stop at the first broken file instead of leaving it out')
    .addOption(
      new Option('--batch-size <count>', 'pictures computed together').argParser(parseCount),
    )
    .option('--json', 'print as JSON');
  withEngineOptions(withModelOptions(command)).action(
    (model: string, settings: LocalisationSettings) => {
      needOptions(command, ['data', 'plan']);
      return localisationCommand(model, settings, console);
    },
  );
}
