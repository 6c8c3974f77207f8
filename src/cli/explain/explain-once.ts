import {describePreprocessing} from '../../data/preprocess-presets.js';
import {writeFilesWhole} from '../../data/write-file.js';
import {explainPlans} from '../../explain/explain-plans.js';
import {describeOutsideBounds, findOutsideBounds} from '../../explain/outside-bounds.js';
import type {Graph} from '../../graph/graph.js';
import type {Plan} from '../../plan/plan.js';
import {costText, describeModel, summaryTable} from '../../report/tables.js';
import {loadSources} from '../../script/load-sources.js';
import {leftOutNote} from '../../script/saved-files.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {openProgress} from '../progress.js';
import {readyLine} from '../ready-line.js';
import {expandInputs} from './expand-inputs.js';
import type {ExplainSettings} from './explain-settings.js';
import {explainOutputs, explainSummary} from './outputs.js';
import {formatMemory, peakMemory} from './parse-memory.js';
import {targetColumns} from './target-option.js';

/** What the command has found out before it explains. */
export interface ExplainJob {
  readonly graph: Graph;
  readonly plans: readonly Plan[];
  readonly settings: ExplainSettings;
  readonly signal: AbortSignal;
  readonly verbose: boolean;
}

/** Explains all inputs together and prints and writes what was asked for; nothing is written where anything fails. */
export async function explainOnce(
  {graph, plans, settings, signal, verbose}: ExplainJob,
  console: Console,
): Promise<void> {
  const paths = await expandInputs(settings.input);
  const batch = await loadSources(
    paths.map(path => ({path})),
    graph,
  );
  for (const plan of plans) {
    for (const outside of findOutsideBounds(graph, plan, batch.tensor))
      console.error(describeOutsideBounds(outside));
  }
  const progress = openProgress(console, 'samples');
  const {engine, device, memory, batchSize} = settings;
  const count = batch.samples.length;
  const explained = await explainPlans(graph, plans, batch, {
    targets: targetColumns(settings.target, graph),
    signal,
    onProgress: (done, total) => progress.update((done * count) / total, count),
    onReady: program => {
      if (verbose) console.error(readyLine(program));
    },
    ...(engine === undefined ? {} : {engine}),
    ...(device === undefined ? {} : {device}),
    ...(memory === undefined ? {} : {memory}),
    ...(batchSize === undefined ? {} : {batchSize}),
  }).finally(progress.stop);
  const files = explainOutputs(explained, settings);
  signal.throwIfAborted();
  await writeFilesWhole(files);
  if (verbose) console.error(`  peak memory ${formatMemory(peakMemory())}`);
  if (settings.json === true) {
    console.out(formatJson(explainSummary(explained)));
    return;
  }
  console.out(describeModel(graph));
  if (batch.notes.length > 0)
    console.out(`pictures: ${describePreprocessing(graph.preprocessing!)}`);
  for (const note of batch.notes) console.out(`  ${note}`);
  for (const {plan, engine: where, cost} of explained.plans) {
    console.out(`plan ${plan.name} on ${where}, ${costText(cost)}`);
    const start = plan.start === 'one' ? '1 (a gradient)' : 'the logit of the target';
    console.out(`relevance starts as ${start}`);
  }
  if (verbose) for (const note of graph.notes) console.error(`  ${note}`);
  console.outStyled(formatTable(summaryTable(explained), {colour: console.outIsTerminal}));
  const leftOut = settings.png === undefined ? null : leftOutNote(settings.png, explained);
  if (leftOut !== null) console.out(leftOut);
  for (const {path} of files) console.out(`wrote ${path}`);
}
