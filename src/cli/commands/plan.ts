import {type Command, InvalidArgumentError, Option} from 'commander';
import type {Graph} from '../../graph/graph.js';
import {planCost} from '../../report/plan-cost.js';
import {planDiff, type PlanDiff, planDiffNotes, planDiffTable} from '../../report/plan-diff.js';
import {costText, describeModel, planTable} from '../../report/tables.js';
import {formatRule} from '../../rules/describe.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {loadPlan} from '../load-plan.js';
import {needOptions, openModel, withModelOptions, type ModelSettings} from '../settings.js';
import {printWarnings} from '../warnings.js';

interface PlanSettings extends ModelSettings {
  readonly plan: string;
  readonly diff?: string;
  readonly targets: number;
  readonly json?: boolean;
}

function parseTargets(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 10_000)
    throw new InvalidArgumentError('expected a whole number from 1 to 10000');
  return count;
}

function printDiff(diff: PlanDiff, isJson: boolean, graph: Graph, console: Console): void {
  if (isJson) {
    console.out(formatJson(diff));
    return;
  }
  console.out(describeModel(graph));
  console.outStyled(formatTable(planDiffTable(diff), {colour: console.outIsTerminal}));
  for (const note of planDiffNotes(diff)) console.out(note);
}

async function planCommand(model: string, settings: PlanSettings, console: Console): Promise<void> {
  const graph = await openModel(model, settings);
  const {plan, warnings, sources} = await loadPlan(settings.plan, graph);
  printWarnings(warnings, sources, console);
  if (settings.diff !== undefined) {
    const other = await loadPlan(settings.diff, graph);
    printWarnings(other.warnings, other.sources, console);
    printDiff(planDiff(graph, plan, other.plan), settings.json === true, graph, console);
    return;
  }
  const {targets} = settings;
  const cost = planCost(graph, plan, targets);
  if (settings.json === true) {
    const layers = plan.layers.map(({index, name, kind, shape, rule, line}) => ({
      index,
      name,
      kind,
      shape,
      rule: formatRule(rule),
      parameters: rule,
      line:
        line === null
          ? null
          : {
              text: line.text,
              file: line.span?.file ?? null,
              line: line.span?.line ?? null,
              column: line.span?.column ?? null,
            },
    }));
    console.out(
      formatJson({model: graph.name, plan: plan.name, start: plan.start, targets, cost, layers}),
    );
    return;
  }
  console.out(describeModel(graph));
  console.outStyled(formatTable(planTable(plan), {colour: console.outIsTerminal}));
  const all = targets === 1 ? '' : ` for ${targets} targets of one input together`;
  console.out(`cost ${costText(cost)}${all}`);
}

export function addPlan(program: Command, console: Console): void {
  const command = program
    .command('plan <model>')
    .description('print which layer gets which rule, from which line, and what it costs')
    .option('--plan <plan>', 'FILE.lrp, FILE.lrp#NAME or a preset')
    .option('--diff <plan>', 'print in which layers this plan differs, and what both cost')
    .addOption(
      new Option('--targets <count>', 'how many classes of an input the cost is for')
        .argParser(parseTargets)
        .default(1),
    )
    .option('--json', 'print as JSON');
  withModelOptions(command).action((model: string, settings: PlanSettings) => {
    needOptions(command, ['plan']);
    return planCommand(model, settings, console);
  });
}
