import {type Command, Option} from 'commander';
import {readPictures} from '../../data/picture-input.js';
import {readVocSplit} from '../../data/voc/read-voc-split.js';
import type {EngineName} from '../../engine/engine.js';
import {LrpError} from '../../errors/lrp-error.js';
import {evaluationTasks} from '../../evaluate/tasks.js';
import type {TargetColumn} from '../../explain/target-columns.js';
import {targetIndex} from '../../explain/targets.js';
import type {Graph, Tensor} from '../../graph/graph.js';
import {
  constancyNotes,
  constancyTable,
  preconditionsNotes,
  preconditionsTable,
} from '../../report/taylor-tables.js';
import {describeModel} from '../../report/tables.js';
import {loadSources} from '../../script/load-sources.js';
import {examineConstancy} from '../../taylor/examine-constancy.js';
import {taylorPreconditions} from '../../taylor/taylor-preconditions.js';
import {findModelClasses} from '../../train/model-classes.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {expandInputs} from '../explain/expand-inputs.js';
import {targetColumns} from '../explain/target-option.js';
import {interruptSignal} from '../interrupt.js';
import {openPlan} from '../open-plan.js';
import {parseCount, parseSeed} from '../parse-options.js';
import {openProgress} from '../progress.js';
import {openModel, withEngineOptions, withModelOptions, type ModelSettings} from '../settings.js';

interface TaylorSettings extends ModelSettings {
  readonly input?: readonly string[];
  readonly data?: string;
  readonly split: string;
  readonly year?: string;
  readonly limit: number;
  readonly plan: string;
  readonly target?: string;
  readonly neurons: number;
  readonly seed: number;
  readonly engine?: EngineName;
  readonly device?: string;
  readonly json?: boolean;
}

/** What is examined: samples, and the class of each. */
interface Examined {
  readonly batch: Tensor;
  readonly targets: TargetColumn;
}

async function readInputs(graph: Graph, {input, target}: TaylorSettings): Promise<Examined> {
  const paths = await expandInputs(input!);
  const {tensor} = await loadSources(
    paths.map(path => ({path})),
    graph,
  );
  return {
    batch: tensor,
    targets: targetColumns(target === undefined ? undefined : [target], graph)[0]!,
  };
}

/** The first pictures of a split that show a class of the model's, each for what it shows. */
async function readData(
  graph: Graph,
  {data, split: name, year, limit, target}: TaylorSettings,
  signal: AbortSignal,
  console: Console,
): Promise<Examined> {
  const [, height, width] = graph.nodes[graph.input]!.shape;
  if (height === undefined || width === undefined)
    throw new LrpError(
      'input/no-pictures',
      `--data: model "${graph.name}" takes no pictures; give a .npy file with --input`,
    );
  const {names} = findModelClasses(graph, null);
  const classes = target === undefined || target === 'top' ? names : target.split(',');
  const progress = openProgress(console, 'annotations');
  const split = await readVocSplit(data!, name, {
    ...{classes, signal, onProgress: progress.update},
    ...(year === undefined ? {} : {year}),
  }).finally(progress.stop);
  const indices = new Map(classes.map(className => [className, targetIndex(className, graph)]));
  const tasks = evaluationTasks(split, indices, {width, height}, limit).slice(0, limit);
  if (tasks.length === 0)
    throw new LrpError(
      'input/empty',
      `${split.folder}, split "${name}": no picture shows ${classes.join(' or ')}; choose another split or other classes`,
    );
  const {tensor} = await readPictures(
    tasks.map(({image}) => image),
    graph,
  );
  return {batch: tensor, targets: target === 'top' ? 'top' : tasks.map(task => task.target)};
}

async function taylorCommand(
  model: string,
  settings: TaylorSettings,
  console: Console,
): Promise<void> {
  const signal = interruptSignal();
  const {plan: text, neurons, seed, engine, device} = settings;
  const graph = await openModel(model, settings);
  const plan = await openPlan(text, graph, settings, console);
  const {batch, targets} =
    settings.input === undefined
      ? await readData(graph, settings, signal, console)
      : await readInputs(graph, settings);
  const on = {
    ...{targets, seed, signal},
    ...(engine === undefined ? {} : {engine}),
    ...(device === undefined ? {} : {device}),
  };
  const counting = openProgress(console, 'samples');
  const preconditions = await taylorPreconditions(graph, plan, batch, {
    ...{...on, onProgress: counting.update},
  }).finally(counting.stop);
  const progress = openProgress(console, 'layers of samples', {rate: true});
  const constancy = await examineConstancy(graph, plan, batch, {
    ...{...on, neurons, onProgress: progress.update},
  }).finally(progress.stop);
  if (settings.json === true) {
    console.out(formatJson({preconditions, constancy}));
    return;
  }
  const colour = {colour: console.outIsTerminal};
  console.out(describeModel(graph));
  console.out(`plan ${plan.name} on ${constancy.engine}`);
  console.outStyled(formatTable(preconditionsTable(preconditions), colour));
  for (const note of preconditionsNotes(preconditions)) console.out(note);
  console.out('');
  console.outStyled(formatTable(constancyTable(constancy), colour));
  for (const note of constancyNotes(constancy)) console.out(note);
}

/** `lrplab taylor`. */
export function addTaylor(program: Command, console: Console): void {
  const command = program
    .command('taylor <model>')
    .description(
      'how far a network and a plan meet what deep Taylor decomposition presumes, and how constant its c is, layer by layer',
    )
    .option('--input <file...>', "X.npy, pictures, folders, or patterns such as 'photos/*.jpg'")
    .option(
      '--data <folder>',
      'in place of --input: a Pascal VOC devkit, whose pictures are explained for what they show',
    )
    .option('--split <name>', 'image set of the devkit: train, val, trainval, test, …', 'test')
    .option('--year <year>', 'which year, where the folder holds several')
    .addOption(
      new Option('--limit <count>', 'pictures of the devkit at most, from the first on')
        .argParser(parseCount)
        .default(8),
    )
    .option('--plan <plan>', 'FILE.lrp, FILE.lrp#NAME, or a preset', 'DeepTaylor')
    .option(
      '--target <target>',
      'class index or name, or top: one for all samples or one each; with --data classes to look for (default: top, with --data what a picture shows)',
    )
    .addOption(
      new Option('--neurons <count>', 'neurons of each layer and sample whose c is examined')
        .argParser(parseCount)
        .default(8),
    )
    .addOption(
      new Option('--seed <number>', 'of the neurons and the points near')
        .argParser(parseSeed)
        .default(1),
    )
    .option('--json', 'print as JSON');
  withEngineOptions(withModelOptions(command)).action((model: string, settings: TaylorSettings) => {
    if ((settings.input === undefined) === (settings.data === undefined))
      command.error("error: give either '--input <file...>' or '--data <folder>'");
    return taylorCommand(model, settings, console);
  });
}
