import {createRequire} from 'node:module';
import {DataError} from '../data/data-error.js';
import {LrpError} from '../errors/lrp-error.js';
import {type BatchSize, type BatchSizeOptions, chooseBatch} from '../explain/batch-size.js';
import type {ReadyProgram} from '../explain/explain-plans.js';
import type {OutsideBounds} from '../explain/outside-bounds.js';
import type {PlanRunnerOptions} from '../explain/plan-runner.js';
import {RunnerCache} from '../explain/runner-cache.js';
import {takeTurns} from '../explain/take-turns.js';
import {readColumns, type TargetColumn} from '../explain/target-columns.js';
import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {type BulkInput, listInputs} from './bulk-input.js';
import {computeBatch, type Outcome} from './compute-batch.js';
import {IoThread} from './io-thread.js';
import type {Mishap, ReadSample, ResultContent} from './io-messages.js';
import {type Manifest, makeManifest, manifestDifferences} from './manifest.js';
import {OutputFolder, type SampleState} from './output-folder.js';
import {OutsideTally} from './outside-tally.js';
import {overlap} from './overlap.js';
import {brokenContent, resultContent} from './result-content.js';

export interface BulkOptions
  extends Pick<PlanRunnerOptions, 'engine' | 'device'>,
    BatchSizeOptions {
  /** Columns of targets: each explains every sample (one target for all, or one each). */
  readonly targets: readonly TargetColumn[];
  /** Folder for the results, made if it is not there. */
  readonly out: string;
  /** Whether a run that was stopped is gone on with. @default false */
  readonly resume?: boolean;
  /** Whether samples that cannot be read are noted and left out; else the first ends the run. @default false */
  readonly skipBroken?: boolean;
  /** Where compiled programs are looked for and kept. @default none are kept */
  readonly cache?: RunnerCache;
  /** Stops within one batch: the call then throws the signal's reason, and what was finished stays. */
  readonly signal?: AbortSignal;
  /** Called at the beginning and whenever samples are written: those done, earlier runs included, and how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly onReady?: (program: ReadyProgram) => void;
}

/** A sample that could not be read. */
export interface BrokenSample extends Mishap {
  readonly sample: string;
}

/** What a bulk run has done. */
export interface BulkOutcome {
  readonly samples: number;
  /** Samples explained by this run. */
  readonly explained: number;
  /** Samples that earlier runs had explained. */
  readonly before: number;
  /** Samples that could not be read, in this run or an earlier one. */
  readonly broken: number;
  /** Those of this run. */
  readonly brokenNow: readonly BrokenSample[];
  /** `onnx/cpu`, … */
  readonly engine: string;
  readonly batch: Pick<BatchSize, 'samples' | 'targets'>;
  /** Layers under zB that saw numbers outside their bounds in this run. */
  readonly outside: readonly OutsideBounds[];
}

/** A stretch of samples that are computed together. */
interface Batch {
  readonly first: number;
  readonly inputs: readonly BulkInput[];
}

function versionOfLrplab(): string {
  const require = createRequire(import.meta.url);
  return (require('../../../package.json') as {version: string}).version;
}

/** The batches of which something is left to do. */
function batchesLeft(
  inputs: readonly BulkInput[],
  states: readonly SampleState[],
  size: number,
): readonly Batch[] {
  const batches: Batch[] = [];
  for (let first = 0; first < inputs.length; first += size) {
    if (states.slice(first, first + size).includes('missing'))
      batches.push({first, inputs: inputs.slice(first, first + size)});
  }
  return batches;
}

/** Makes sure that a run can be gone on with. @throws DataError `bulk/differs`, `bulk/changed`. */
function checkSame(
  was: Manifest,
  now: Manifest,
  states: readonly SampleState[],
  path: string,
): void {
  const differences = manifestDifferences(was, now);
  if (differences.length > 0) {
    throw new DataError(
      'bulk/differs',
      path,
      `the run cannot be gone on with, it was another one:\n${differences.map(line => `  ${line}`).join('\n')}\nask for the same again, or give another folder`,
    );
  }
  const changed = was.inputs.find(
    ({size, modified}, index) =>
      states[index] === 'done' &&
      (size !== now.inputs[index]!.size || modified !== now.inputs[index]!.modified),
  );
  if (changed !== undefined) {
    throw new DataError(
      'bulk/changed',
      path,
      `the input "${changed.sample}" was explained already and has been changed since; remove its results, or give another folder`,
    );
  }
}

/**
 * Explains many samples for several targets under several plans and writes each sample's results as files of its own.
 * Reading, computing and writing overlap, and memory stays flat however many there are. A run that was stopped, be it
 * by killing the process, is gone on with by the same call with `resume`; the files are then those of a run that
 * nobody stopped, byte for byte.
 *
 * @param paths Pictures, and `.npy` files of which every row is a sample.
 * @throws LrpError `input/*`, `target/*`, `engine/*`, `explain/*`; DataError `bulk/*`, `npy/*`, `image/*`, `write/*`; the
 *   signal's reason. What was finished before stays.
 */
export async function explainInBulk(
  graph: Graph,
  plans: readonly Plan[],
  paths: readonly string[],
  options: BulkOptions,
): Promise<BulkOutcome> {
  const {targets, out, resume = false, memory, batchSize, engine, device} = options;
  const inputs = await listInputs(paths, graph);
  const columns = readColumns(targets, graph, inputs.length);
  const folder = await OutputFolder.open(out, {resume});
  const run = {
    ...(engine === undefined ? {} : {engine}),
    ...(device === undefined ? {} : {device}),
  };
  const chosen = chooseBatch(graph, plans, columns.most, {
    ...run,
    ...(memory === undefined ? {} : {memory}),
    ...(batchSize === undefined ? {} : {batchSize}),
  });
  // Another machine has other memory free, but a run that goes on keeps its batches.
  const batch = {...chosen, ...folder.manifest?.batch};
  const before = await folder.statesOf(inputs);
  const programs = options.cache ?? new RunnerCache();
  const leased = await programs.lease(
    graph,
    plans,
    {...run, targets: batch.targets, top: columns.topAlone},
    batch.samples,
  );
  try {
    const {runner, wasReady} = leased;
    options.onReady?.({
      ...{batch, wasReady},
      milliseconds: runner.milliseconds,
      engine: runner.engine,
    });
    const manifest = makeManifest({
      ...{lrplab: versionOfLrplab(), graph, plans, targets, inputs},
      engine: runner.engine,
      // Who says how many, means it: it is told where that is another number.
      batch: {...batch, samples: batchSize ?? batch.samples},
    });
    if (folder.manifest !== null) checkSame(folder.manifest, manifest, before, out);
    await folder.writeManifest(manifest);
    const tally = new OutsideTally(graph, plans);
    const brokenNow = await work({
      batches: batchesLeft(inputs, before, batch.samples),
      ...{graph, manifest, folder, before, options},
      compute: (samples, first) =>
        computeBatch(runner, samples, columns, first, input => tally.add(input)),
    });
    const after = await folder.statesOf(inputs);
    const count = (states: readonly SampleState[], wanted: SampleState): number =>
      states.filter(state => state === wanted).length;
    return {
      samples: inputs.length,
      explained: count(after, 'done') - count(before, 'done'),
      before: count(before, 'done'),
      broken: count(after, 'broken'),
      brokenNow,
      engine: runner.engine,
      batch: {samples: batch.samples, targets: batch.targets},
      outside: tally.outside,
    };
  } finally {
    await leased.release();
    if (options.cache === undefined) await programs.dispose();
  }
}

/** Takes the batches through reading, computing and writing. */
async function work(run: {
  readonly batches: readonly Batch[];
  readonly graph: Graph;
  readonly manifest: Manifest;
  readonly folder: OutputFolder;
  readonly before: readonly SampleState[];
  readonly options: BulkOptions;
  readonly compute: (samples: readonly ReadSample[], first: number) => Promise<readonly Outcome[]>;
}): Promise<readonly BrokenSample[]> {
  const {batches, graph, manifest, folder, before, options} = run;
  const {signal, onProgress, skipBroken = false} = options;
  const broken: BrokenSample[] = [];
  const todo = batches.reduce((sum, {inputs}) => sum + inputs.length, 0);
  const total = before.length;
  let done = total - todo;
  onProgress?.(done, total);
  if (todo === 0) return broken;
  const io = new IoThread(graph);
  try {
    await overlap<Batch, readonly ReadSample[], readonly ResultContent[]>(batches, {
      load: ({inputs}) => io.read(inputs),
      async compute({first, inputs}, samples) {
        await takeTurns();
        signal?.throwIfAborted();
        samples.forEach((sample, index) => {
          if (sample.ok) return;
          if (!skipBroken) throw notRead(sample.mishap);
          broken.push({sample: inputs[index]!.sample, ...sample.mishap});
        });
        const outcomes = await run.compute(samples, first);
        return outcomes.map((outcome, index) => {
          const input = inputs[index]!;
          const path = folder.pathOf(input);
          return outcome.kind === 'explained'
            ? resultContent(path, input, outcome.answers, {graph, manifest})
            : brokenContent(path, input, outcome.mishap);
        });
      },
      async write({inputs}, results) {
        await io.write(results);
        done += inputs.length;
        onProgress?.(done, total);
      },
    });
    return broken;
  } finally {
    await io.close();
  }
}

function notRead({code, message}: Mishap): LrpError {
  return new LrpError(code, `${message}; --skip-broken goes on without such samples`);
}
