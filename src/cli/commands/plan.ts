import type {Command} from 'commander';
import {planCost} from '../../report/plan-cost.js';
import {costText, describeModel, planTable} from '../../report/tables.js';
import {formatRule} from '../../rules/describe.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {loadPlan} from '../load-plan.js';
import {needOptions, openModel, withModelOptions, type ModelSettings} from '../settings.js';
import {printWarnings} from '../warnings.js';

interface PlanSettings extends ModelSettings {
  readonly plan: string;
  readonly json?: boolean;
}

async function planCommand(model: string, settings: PlanSettings, console: Console): Promise<void> {
  const graph = await openModel(model, settings);
  const {plan, warnings, sources} = await loadPlan(settings.plan, graph);
  printWarnings(warnings, sources, console);
  const cost = planCost(graph, plan);
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
    console.out(formatJson({model: graph.name, plan: plan.name, start: plan.start, cost, layers}));
    return;
  }
  console.out(describeModel(graph));
  console.outStyled(formatTable(planTable(plan), {colour: console.outIsTerminal}));
  console.out(`cost ${costText(cost)}`);
}

export function addPlan(program: Command, console: Console): void {
  const command = program
    .command('plan <model>')
    .description('print which layer gets which rule, from which line, and what it costs')
    .option('--plan <plan>', 'FILE.lrp, FILE.lrp#NAME or a preset')
    .option('--json', 'print as JSON');
  withModelOptions(command).action((model: string, settings: PlanSettings) => {
    needOptions(command, ['plan']);
    return planCommand(model, settings, console);
  });
}
