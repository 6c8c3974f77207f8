import {extname, join, normalize} from 'node:path';
import {writeFilesWhole} from '../data/write-file.js';
import {emitOnnx} from '../engine/onnx/emit.js';
import {explainPlans} from '../explain/explain-plans.js';
import {describeOutsideBounds, findOutsideBounds} from '../explain/outside-bounds.js';
import type {Explained} from '../explain/explained.js';
import {runCheck, type CheckResult} from '../ledger/checks.js';
import type {Plan} from '../plan/plan.js';
import {reportPage} from '../plot/html.js';
import {ledgerRows, type TextTable} from '../plot/ledger-table.js';
import type {Section} from '../plot/page-section.js';
import {compileProgram} from '../program/compile.js';
import {compare} from '../report/compare.js';
import {graphTable} from '../report/graph-table.js';
import {comparisonSections, differenceTable, likenessTable} from '../report/comparison-sections.js';
import {explainedSections} from '../report/sections.js';
import {describeModel, planTable, summaryTable, toleranceText} from '../report/tables.js';
import {loadSources} from './load-sources.js';
import type {PreparedExplain, PreparedStep} from './prepared.js';
import {safeNames} from './safe-name.js';
import {heatmapPng, leftOutNote, savedFile} from './saved-files.js';

/** Where a running script reports to: a terminal, a notebook. */
export interface ScriptSink {
  readonly text: (line: string) => void;
  readonly table: (caption: string, table: TextTable) => void;
  readonly progress: (done: number, total: number) => void;
}

export interface RunScriptOptions {
  /** Folder for everything that is written. Made if it is not there. */
  readonly out: string;
  /** Title of the report. */
  readonly title: string;
  readonly sink: ScriptSink;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
}

/** How a script ended. */
export interface ScriptOutcome {
  readonly checks: readonly CheckResult[];
  /** Paths of the files written, the report first. */
  readonly written: readonly string[];
}

/** Everything a script has made so far. Files are only written at its end, so that a failure leaves nothing behind. */
class Run {
  readonly checks: CheckResult[] = [];
  readonly files: {readonly path: string; readonly content: () => Uint8Array | string}[] = [];
  readonly #options: RunScriptOptions;
  readonly #explained = new Map<
    number,
    {explained: Explained; checks: CheckResult[]; sections: Section[]}
  >();
  readonly #steps: readonly PreparedStep[];

  constructor(steps: readonly PreparedStep[], options: RunScriptOptions) {
    this.#steps = steps;
    this.#options = options;
  }

  async #explain(step: PreparedExplain, plans: readonly Plan[]): Promise<Explained> {
    const {sink, signal} = this.#options;
    const batch = await loadSources(step.sources, step.graph);
    // A comparison that needs further plans explains the same samples again.
    if (plans === step.plans) for (const note of batch.notes) sink.text(note);
    for (const outside of plans.flatMap(plan =>
      findOutsideBounds(step.graph, plan, batch.tensor),
    )) {
      sink.text(describeOutsideBounds(outside));
    }
    return explainPlans(step.graph, plans, batch, {
      targets: step.targets,
      engine: step.engine,
      onProgress: sink.progress,
      ...(step.device === null ? {} : {device: step.device}),
      ...(signal === undefined ? {} : {signal}),
    });
  }

  async #runExplain(step: PreparedExplain, position: number): Promise<void> {
    this.#options.sink.text(describeModel(step.graph));
    this.#explained.set(position, {
      explained: await this.#explain(step, step.plans),
      checks: [],
      sections: [],
    });
  }

  #check(step: PreparedStep & {kind: 'check'}): void {
    const {explained, checks} = this.#explained.get(step.explain)!;
    for (const {plan, ledger, relevance} of explained.plans) {
      const result = runCheck(
        step.what,
        {plan: plan.name, samples: ledger, relevance, start: plan.start},
        step.tolerance,
      );
      checks.push(result);
      this.checks.push(result);
      const failed = new Set(result.failures.map(({sample}) => sample)).size;
      this.#options.sink.text(
        `check ${step.what} within ${toleranceText(step.tolerance)}, plan ${plan.name}: ${result.passed ? 'passed' : `FAILED for ${failed} of ${explained.rows.length}`}`,
      );
      for (const failure of result.failures.slice(0, 5)) {
        this.#options.sink.text(
          `  ${explained.rows[failure.sample]!.label}${failure.layer === null ? '' : `, layer "${failure.layer}"`}: ${failure.reason}`,
        );
      }
      if (result.failures.length > 5)
        this.#options.sink.text(`  … and ${result.failures.length - 5} more, in the report`);
    }
  }

  #show(step: PreparedStep & {kind: 'show'}): void {
    const {sink} = this.#options;
    const explained = step.explain === null ? null : this.#explained.get(step.explain)!.explained;
    switch (step.what) {
      case 'plan':
        for (const plan of step.plans) sink.table(`plan ${plan.name}`, planTable(plan));
        return;
      case 'graph':
        sink.table(describeModel(step.graph), graphTable(step.graph));
        return;
      case 'ledger':
        sink.table('where the relevance went', summaryTable(explained!));
        for (const plan of explained!.plans) {
          sink.table(
            `ledger of ${explained!.rows[0]!.label}, plan ${plan.plan.name}`,
            ledgerRows(plan.ledger[0]!, {compact: true}),
          );
        }
        return;
      case 'heatmap': {
        const name = `heatmap-${this.files.filter(file => /heatmap-\d+\.png$/.test(file.path)).length + 1}.png`;
        if (explained!.shape.length === 3) {
          this.files.push({path: name, content: () => heatmapPng(explained!, name)});
          this.#noteLeftOut(name, explained!);
        } else sink.text('heatmap: the input is no picture; the report shows bars');
      }
    }
  }

  async #compare(step: PreparedStep & {kind: 'compare'}): Promise<void> {
    const entry = this.#explained.get(step.explain)!;
    const source = this.#steps[step.explain] as PreparedExplain;
    const known = new Map(entry.explained.plans.map(plan => [plan.plan.name, plan]));
    const missing = step.plans.filter(plan => !known.has(plan.name));
    const all =
      missing.length === 0
        ? entry.explained.plans
        : [...entry.explained.plans, ...(await this.#explain(source, missing)).plans];
    const find = (plan: Plan) => all.find(candidate => candidate.plan.name === plan.name)!;
    for (const [index, plan] of step.plans.entries()) {
      for (const other of step.plans.slice(index + 1)) {
        const comparison = compare(entry.explained, find(plan), find(other));
        entry.sections.push(...comparisonSections(entry.explained, comparison));
        this.#options.sink.table(`${plan.name} against ${other.name}`, likenessTable(comparison));
        this.#options.sink.table(
          comparison.differences.length === 0
            ? 'the plans give every layer the same rule'
            : 'layers in which they differ',
          differenceTable(comparison),
        );
      }
    }
  }

  #noteLeftOut(path: string, explained: Explained): void {
    const note = leftOutNote(path, explained);
    if (note !== null) this.#options.sink.text(note);
  }

  #save(step: PreparedStep & {kind: 'save'}): void {
    const {explained} = this.#explained.get(step.explain)!;
    this.files.push({
      path: step.path,
      content: () => savedFile(step.path, explained, this.sections(step.explain)),
    });
    if (extname(step.path).toLowerCase() === '.png') this.#noteLeftOut(step.path, explained);
  }

  #export(step: PreparedStep & {kind: 'export'}): void {
    const names = safeNames(step.plans.map(plan => plan.name));
    for (const [index, plan] of step.plans.entries()) {
      const ending = extname(step.path);
      const path =
        step.plans.length === 1
          ? step.path
          : `${step.path.slice(0, step.path.length - ending.length)}-${names[index]}${ending}`;
      this.files.push({
        path,
        content: () =>
          emitOnnx(compileProgram(step.graph, plan).program, {'lrplab.plan': plan.name}),
      });
    }
  }

  /** Sections of the report, of one explanation or of all. */
  sections(explain?: number): readonly Section[] {
    return [...this.#explained].flatMap(([position, {explained, checks, sections}]) =>
      explain === undefined || explain === position
        ? [...explainedSections(explained, checks), ...sections]
        : [],
    );
  }

  async step(step: PreparedStep, position: number): Promise<void> {
    switch (step.kind) {
      case 'explain':
        return this.#runExplain(step, position);
      case 'check':
        return this.#check(step);
      case 'show':
        return this.#show(step);
      case 'compare':
        return this.#compare(step);
      case 'save':
        return this.#save(step);
      case 'export':
        return this.#export(step);
    }
  }
}

/**
 * Carries out a prepared script: explains, checks, shows, compares, and at its end writes the report
 * and whatever it saves into the output folder.
 *
 * @throws LrpError from loading inputs, engines and files; nothing is written then.
 */
export async function runScript(
  steps: readonly PreparedStep[],
  options: RunScriptOptions,
): Promise<ScriptOutcome> {
  const run = new Run(steps, options);
  for (const [position, step] of steps.entries()) {
    options.signal?.throwIfAborted();
    await run.step(step, position);
  }
  const sections = run.sections();
  const files = run.files
    // The report holds all that a page of one explanation does.
    .filter(({path}) => normalize(path) !== 'report.html')
    .map(({path, content}) => ({path, content: content()}));
  if (sections.length > 0)
    files.unshift({
      path: 'report.html',
      content: reportPage({title: options.title, sections, plotly: 'embed'}),
    });
  options.signal?.throwIfAborted();
  const written = files.map(({path, content}) => ({path: join(options.out, path), content}));
  await writeFilesWhole(written);
  return {checks: run.checks, written: written.map(({path}) => path)};
}
