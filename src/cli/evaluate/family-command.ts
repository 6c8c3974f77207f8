import {InvalidArgumentError, Option, type Command} from 'commander';
import {parseBaselineReference} from '../../../dsl/baseline-reference.js';
import {DiagnosticsError} from '../../errors/diagnostics-error.js';
import type {Method} from '../../evaluate/methods/method.js';
import type {Graph} from '../../graph/graph.js';
import {checkArguments, describeAllowed} from '../../measures/check-arguments.js';
import type {FamilySpec, MeasureArguments} from '../../measures/measure-spec.js';
import {describeModel} from '../../report/tables.js';
import {evaluationTables} from '../../script/evaluation/evaluation-tables.js';
import {runEvaluation} from '../../script/evaluation/run-evaluation.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {interruptSignal} from '../interrupt.js';
import {openPlan} from '../open-plan.js';
import {collect, parseSeed} from '../parse-options.js';
import {openProgress} from '../progress.js';
import {needOptions} from '../settings.js';
import {
  openNamedModel,
  openSplit,
  printBroken,
  withDevkitOptions,
  withLimitOption,
  withPlanOption,
  withSplitOptions,
  type SplitSettings,
} from './split-options.js';

interface FamilySettings extends SplitSettings {
  readonly plan?: readonly string[];
  readonly baseline?: readonly string[];
  readonly set: MeasureArguments;
  readonly limit?: number;
  readonly seed: number;
  readonly journal?: string;
}

/** `region=8` or `fill=blur`, one more. @throws InvalidArgumentError */
function parseSet(text: string, before: MeasureArguments): MeasureArguments {
  const match = /^\s*([\w-]+)\s*=\s*(\S+)\s*$/.exec(text);
  if (match === null) throw new InvalidArgumentError('write NAME=VALUE, such as region=8');
  const [, name, value] = match as unknown as [string, string, string];
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`"${name}" is set twice`);
  const number = Number(value);
  return {...before, [name]: Number.isNaN(number) ? value : number};
}

async function readMethods(
  {plan = [], baseline = [], ...settings}: FamilySettings,
  graph: Graph,
  console: Console,
): Promise<readonly Method[]> {
  const methods: Method[] = [];
  for (const text of plan) {
    const opened = await openPlan(text, graph, settings, console);
    methods.push({kind: 'plan', name: opened.name, plan: opened});
  }
  for (const text of baseline) {
    const read = parseBaselineReference(text, '<--baseline>');
    if (!read.ok) throw new DiagnosticsError(read.diagnostics, new Map([['<--baseline>', text]]));
    methods.push({kind: 'baseline', ...read.value});
  }
  return methods;
}

async function familyCommand(
  family: FamilySpec,
  model: string,
  settings: FamilySettings,
  console: Console,
): Promise<void> {
  const signal = interruptSignal();
  const {limit = null, seed, strict = false, batchSize, journal} = settings;
  const families = [{name: family.name, arguments: checkArguments(family, settings.set)}];
  const {graph, classes} = await openNamedModel(model, settings);
  const methods = await readMethods(settings, graph, console);
  const split = await openSplit(settings, classes, signal, console);
  const progress = openProgress(console, 'explanations', {rate: true});
  const {engine = 'onnx', device = null} = settings;
  const request = {
    ...{name: null, graph, methods, families, sweeps: new Map()},
    ...{limit, seed, engine, device},
  };
  const finding = await runEvaluation(request, split, {
    ...{strict, signal, onProgress: progress.update},
    ...(batchSize === undefined ? {} : {batchSize}),
    ...(journal === undefined ? {} : {journal}),
  }).finally(progress.stop);
  printBroken(split.broken, console);
  if (settings.json === true) {
    const {evaluation, summary, localisation, consistency} = finding;
    console.out(
      formatJson({
        ...{...evaluation, summary},
        ...(localisation === null ? {} : {localisation}),
        ...(consistency === null ? {} : {consistency}),
      }),
    );
    return;
  }
  console.out(describeModel(graph));
  for (const {caption, table, notes} of evaluationTables(finding)) {
    console.out(`\n${caption}`);
    console.outStyled(formatTable(table, {colour: console.outIsTerminal}));
    for (const note of notes) console.out(note);
  }
}

/** `lrplab evaluate perturbation` and its like: a command for a family of measures, made from its data. */
export function addEvaluateFamily(family: FamilySpec, evaluate: Command, console: Console): void {
  const parameters = family.parameters.map(
    own => `${own.name} (${own.meaning}: ${describeAllowed(own)}, default ${own.default})`,
  );
  const command = evaluate
    .command(`${family.name} <model>`)
    .description(
      `${family.meaning}: ${family.measures.map(({title, paper}) => `${title} (${paper})`).join('; ')}`,
    );
  withPlanOption(withDevkitOptions(command))
    .option(
      '--baseline <baseline>',
      'Random, "SmoothGrad(samples=16)", …: a way to explain that is no plan; may be given several times',
      collect,
    )
    .addOption(
      new Option(
        '--set <name=value>',
        parameters.length === 0
          ? `a parameter; ${family.name} has none`
          : `a parameter; may be given several times: ${parameters.join('; ')}`,
      )
        .argParser(parseSet)
        .default({}, parameters.length === 0 ? 'none' : 'the defaults'),
    );
  withLimitOption(command)
    .addOption(
      new Option('--seed <number>', 'of everything drawn by chance')
        .argParser(parseSeed)
        .default(1),
    )
    .option(
      '--journal <file>',
      'keep finished batches in this file, and go on after those that it holds',
    );
  withSplitOptions(command, {use: 'explain', computed: 'explanations'}).action(
    (model: string, settings: FamilySettings) => {
      needOptions(command, settings.baseline === undefined ? ['data', 'plan'] : ['data']);
      return familyCommand(family, model, settings, console);
    },
  );
}
