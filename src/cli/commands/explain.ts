import type {Command} from 'commander';
import {encodeNpy} from '../../data/npy.js';
import {describePreprocessing} from '../../data/preprocess-presets.js';
import {writeFilesWhole, type FileContent} from '../../data/write-file.js';
import {explainPlans} from '../../explain/explain-plans.js';
import {describeOutsideBounds, findOutsideBounds} from '../../explain/outside-bounds.js';
import type {Explained} from '../../explain/explained.js';
import type {Target} from '../../explain/targets.js';
import type {Graph} from '../../graph/graph.js';
import {reportPage} from '../../plot/html.js';
import {explainedSections} from '../../report/sections.js';
import {costText, describeModel, summaryTable} from '../../report/tables.js';
import {loadSources} from '../../script/load-sources.js';
import {heatmapPng, leftOutNote, ledgerOf} from '../../script/saved-files.js';
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
  type EngineSettings,
  type ModelSettings,
} from '../settings.js';
import {printWarnings} from '../warnings.js';

interface ExplainSettings extends ModelSettings, EngineSettings {
  readonly input: readonly string[];
  readonly plan: string;
  readonly target: string;
  readonly out?: string;
  readonly ledger?: string;
  readonly html?: string;
  readonly png?: string;
  readonly json?: boolean;
}

/** `3`, `3,0,1`, `horse`, `top`, `horse,top`: one for all samples or one each. A name that holds a comma is tried whole first. */
export function parseTargets(text: string, graph: Graph): readonly Target[] {
  if (graph.classes?.includes(text)) return [text];
  return text.split(',').map(part => part.trim());
}

function summary(explained: Explained): object {
  const [plan] = explained.plans;
  return {
    model: explained.graph.name,
    head: explained.graph.head,
    plan: plan!.plan.name,
    engine: plan!.engine,
    cost: plan!.cost,
    samples: explained.rows.map((row, index) => ({
      sample: row.sample,
      target: row.target,
      class: explained.graph.classes?.[row.target] ?? null,
      logit: row.logits[row.target],
      relevance: plan!.relevance[index]!.reduce((sum, value) => sum + value, 0),
    })),
  };
}

/** Everything that is to be written, made before the first file is. */
function outputs(explained: Explained, settings: ExplainSettings): readonly FileContent[] {
  const [plan] = explained.plans;
  const files: FileContent[] = [];
  const add = (path: string, content: FileContent['content']): void => {
    files.push({path, content});
  };
  if (settings.out !== undefined) {
    const size = plan!.relevance[0]!.length;
    const data = new Float32Array(size * explained.rows.length);
    plan!.relevance.forEach((row, index) => {
      data.set(row, index * size);
    });
    add(settings.out, encodeNpy([explained.rows.length, ...explained.shape], data));
  }
  if (settings.ledger !== undefined)
    add(settings.ledger, `${JSON.stringify(ledgerOf(explained, plan!), null, 1)}\n`);
  if (settings.png !== undefined) add(settings.png, heatmapPng(explained, settings.png));
  if (settings.html !== undefined) {
    add(
      settings.html,
      reportPage({
        title: `Relevance: ${explained.graph.name}`,
        sections: explainedSections(explained),
        plotly: 'embed',
      }),
    );
  }
  return files;
}

async function explainCommand(
  model: string,
  settings: ExplainSettings,
  console: Console,
  verbose: boolean,
): Promise<void> {
  const signal = interruptSignal();
  const graph = await openModel(model, settings);
  const {plan, warnings, sources} = await loadPlan(settings.plan, graph);
  printWarnings(warnings, sources, console);
  checkPlanPrecision(plan, sources, settings);
  const batch = await loadSources(
    settings.input.map(path => ({path})),
    graph,
  );
  for (const outside of findOutsideBounds(graph, plan, batch.tensor)) {
    console.error(describeOutsideBounds(outside));
  }
  const targets = parseTargets(settings.target, graph);
  const progress = openProgress(console, 'samples');
  const {engine, device} = settings;
  const explained = await explainPlans(graph, [plan], batch, {
    targets: [targets.length === 1 ? targets[0]! : targets],
    signal,
    onProgress: progress.update,
    ...(engine === undefined ? {} : {engine}),
    ...(device === undefined ? {} : {device}),
  }).finally(progress.stop);
  const files = outputs(explained, settings);
  signal.throwIfAborted();
  await writeFilesWhole(files);
  if (settings.json === true) {
    console.out(formatJson(summary(explained)));
    return;
  }
  console.out(describeModel(graph));
  if (batch.notes.length > 0)
    console.out(`pictures: ${describePreprocessing(graph.preprocessing!)}`);
  for (const note of batch.notes) console.out(`  ${note}`);
  console.out(
    `plan ${plan.name} on ${explained.plans[0]!.engine}, ${costText(explained.plans[0]!.cost)}`,
  );
  if (verbose) for (const note of graph.notes) console.error(`  ${note}`);
  const start = plan.start === 'one' ? '1 (a gradient)' : 'the logit of the target';
  console.out(`relevance starts as ${start}`);
  console.outStyled(formatTable(summaryTable(explained), {colour: console.outIsTerminal}));
  const leftOut = settings.png === undefined ? null : leftOutNote(settings.png, explained);
  if (leftOut !== null) console.out(leftOut);
  for (const {path} of files) console.out(`wrote ${path}`);
}

export function addExplain(program: Command, console: Console): void {
  const command = program
    .command('explain <model>')
    .description('explain the scores of a model for arrays or pictures')
    .option('--input <file...>', "X.npy (float32, the model's own layout, batch first) or pictures")
    .option(
      '--plan <plan>',
      'FILE.lrp, FILE.lrp#NAME, or a preset such as EpsilonPlus or "EpsilonGammaBox(-2.2, 2.7)"',
    )
    .option(
      '--target <target>',
      'class index or name, or top; one for all samples or one each: 3,0,1',
      'top',
    )
    .option('--out <file.npy>', 'write the relevance, shaped as the input')
    .option('--ledger <file.json>', 'write where the relevance went, layer by layer')
    .option('--html <file.html>', 'write a report that opens offline')
    .option('--png <file.png>', 'write the heatmaps')
    .option('--json', 'print the summary as JSON');
  withEngineOptions(withModelOptions(command)).action(
    (model: string, settings: ExplainSettings) => {
      needOptions(command, ['input', 'plan']);
      return explainCommand(model, settings, console, program.opts()['verbose'] === true);
    },
  );
}
