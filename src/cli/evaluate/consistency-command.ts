import {Option, type Command} from 'commander';
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
import {formatJson, formatTable, type Console} from '../console.js';
import {interruptSignal} from '../interrupt.js';
import {openPlan} from '../open-plan.js';
import {parseTolerance} from '../parse-options.js';
import {openProgress} from '../progress.js';
import {needOptions} from '../settings.js';
import {
  engineOptions,
  openNamedModel,
  openSplit,
  printBroken,
  withDevkitOptions,
  withLimitOption,
  withPlanOption,
  withSplitOptions,
  type SplitSettings,
} from './split-options.js';

interface ConsistencySettings extends SplitSettings {
  readonly plan: readonly string[];
  readonly limit?: number;
  readonly within: number;
  readonly layers?: boolean;
}

async function consistencyCommand(
  model: string,
  settings: ConsistencySettings,
  console: Console,
): Promise<void> {
  const signal = interruptSignal();
  const {limit, within} = settings;
  const {graph, classes} = await openNamedModel(model, settings);
  const plans: Plan[] = [];
  for (const text of settings.plan) plans.push(await openPlan(text, graph, settings, console));
  const seen = pictureSize(graph);
  const targets = new Map(classes.map(name => [name, targetIndex(name, graph)]));
  const split = await openSplit(settings, classes, signal, console);
  const progress = openProgress(console, 'pictures', {rate: true});
  const tasks = evaluationTasks(split, targets, seen, limit);
  const result = await measureConsistency(graph, plans, tasks, {
    ...{data: split, within, signal, onProgress: progress.update},
    ...engineOptions(settings),
  }).finally(progress.stop);
  printBroken(split.broken, console);
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
    );
  withPlanOption(withDevkitOptions(command))
    .addOption(
      new Option(
        '--within <share>',
        'largest deviation that counts as none, a share of the score and of Σ|R|',
      )
        .argParser(parseTolerance)
        .default(0.05, '5%'),
    )
    .option('--layers', "print each plan's layers too");
  withSplitOptions(withLimitOption(command), {use: 'explain', computed: 'pictures'}).action(
    (model: string, settings: ConsistencySettings) => {
      needOptions(command, ['data', 'plan']);
      return consistencyCommand(model, settings, console);
    },
  );
}
