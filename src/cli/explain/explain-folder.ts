import {type BulkOutcome, explainInBulk} from '../../bulk/explain-in-bulk.js';
import {describePreprocessing} from '../../data/preprocess-presets.js';
import {describeOutsideBounds} from '../../explain/outside-bounds.js';
import {costText, describeModel} from '../../report/tables.js';
import {planCost} from '../../report/plan-cost.js';
import {formatJson, type Console} from '../console.js';
import {InterruptedError} from '../interrupt.js';
import {openProgress} from '../progress.js';
import {readyLine} from '../ready-line.js';
import {expandInputs} from './expand-inputs.js';
import type {ExplainJob} from './explain-once.js';
import {formatMemory, peakMemory} from './parse-memory.js';
import {targetColumns} from './target-option.js';

/** Broken samples that are named one by one. */
const mostNamed = 20;

/** Explains inputs in bulk, each into files of its own below a folder. What is finished stays, whatever happens. */
export async function explainFolder(
  {graph, plans, settings, signal, verbose}: ExplainJob,
  console: Console,
): Promise<void> {
  const out = settings.outDir!;
  const {engine, device, memory, batchSize, resume, skipBroken} = settings;
  const paths = await expandInputs(settings.input);
  const progress = openProgress(console, 'images', {rate: true});
  const started = performance.now();
  let state: {readonly done: number; readonly total: number} | null = null;
  const outcome = await explainInBulk(graph, plans, paths, {
    ...{targets: targetColumns(settings.target, graph), out, signal},
    resume: resume === true,
    skipBroken: skipBroken === true,
    onProgress: (done, total) => {
      state = {done, total};
      progress.update(done, total);
    },
    onReady: program => {
      if (verbose) console.error(readyLine(program));
    },
    ...(engine === undefined ? {} : {engine}),
    ...(device === undefined ? {} : {device}),
    ...(memory === undefined ? {} : {memory}),
    ...(batchSize === undefined ? {} : {batchSize}),
  })
    .catch((error: unknown) => {
      progress.stop();
      if (state === null) throw error;
      const {done, total} = state;
      const told = `${done} of ${total} are done in ${out}; the same command with --resume goes on`;
      if (error instanceof InterruptedError) throw new InterruptedError(`interrupted; ${told}`);
      console.error(told);
      throw error;
    })
    .finally(progress.stop);
  const seconds = (performance.now() - started) / 1000;
  for (const outside of outcome.outside) console.error(describeOutsideBounds(outside));
  for (const {code, message} of outcome.brokenNow.slice(0, mostNamed))
    console.error(`left out [${code}]: ${message}`);
  if (outcome.brokenNow.length > mostNamed)
    console.error(`left out: ${outcome.brokenNow.length - mostNamed} more, each with its .json`);
  if (verbose) console.error(`  peak memory ${formatMemory(peakMemory())}`);
  const rate = outcome.explained / seconds;
  if (settings.json === true) {
    const {outside: _, ...told} = outcome;
    const plan = plans.map(({name}) => name);
    const measured = {seconds, imagesPerSecond: rate, peakMemory: peakMemory()};
    console.out(
      formatJson({model: graph.name, head: graph.head, plans: plan, out, ...told, ...measured}),
    );
    return;
  }
  console.out(describeModel(graph));
  if (graph.preprocessing !== null)
    console.out(`pictures: ${describePreprocessing(graph.preprocessing)}`);
  for (const plan of plans)
    console.out(`plan ${plan.name} on ${outcome.engine}, ${costText(planCost(graph, plan))}`);
  console.out(summaryLine(outcome, seconds));
  console.out(`wrote ${out}: manifest.json, and for each sample its .npz and .json`);
}

function summaryLine(outcome: BulkOutcome, seconds: number): string {
  const {explained, before, broken, batch} = outcome;
  const rate = explained === 0 ? '' : ` (${(explained / seconds).toPrecision(3)} a second)`;
  return [
    `explained ${explained} in ${seconds.toFixed(1)} s${rate}, ${batch.samples} at a time`,
    ...(before === 0 ? [] : [`${before} were done before`]),
    ...(broken === 0 ? [] : [`${broken} could not be read`]),
  ].join('; ');
}
