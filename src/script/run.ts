import {extname} from 'node:path';
import {readVocSplit} from '../data/voc/read-voc-split.js';
import type {VocSplit} from '../data/voc/voc-dataset.js';
import {explainPlans, type ReadyProgram} from '../explain/explain-plans.js';
import type {Explained} from '../explain/explained.js';
import {describeOutsideBounds, findOutsideBounds} from '../explain/outside-bounds.js';
import type {RunnerCache} from '../explain/runner-cache.js';
import {runCheck, type CheckResult} from '../ledger/checks.js';
import type {Plan} from '../plan/plan.js';
import type {Section} from '../plot/page-section.js';
import {compare, comparePlans} from '../report/compare.js';
import {contrast} from '../report/contrast.js';
import {comparisonSections} from '../report/comparison-sections.js';
import {planDiff} from '../report/plan-diff.js';
import {planDiffSections} from '../report/plan-diff-sections.js';
import {explainedSections} from '../report/sections.js';
import type {EvaluationFinding} from './evaluation/evaluation-finding.js';
import {findingSections} from './evaluation/evaluation-tables.js';
import {runEvaluation} from './evaluation/run-evaluation.js';
import {savedEvaluation} from './evaluation/saved-evaluation.js';
import {exportedFiles} from './exported-files.js';
import {loadSources} from './load-sources.js';
import type {PreparedCheck, PreparedEvaluation, PreparedExplain, PreparedStep} from './prepared.js';
import type {OutputFile, Reporter} from './reporter.js';
import {leftOutNote, savedFile} from './saved-files.js';

/** An explanation with what was found out about it since. */
export interface Finding {
  readonly explained: Explained;
  readonly checks: CheckResult[];
  /** Sections of comparisons, for the report. */
  readonly sections: Section[];
}

export interface RunOptions {
  readonly reporter: Reporter;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
  /** What earlier runs explained. @default nothing */
  readonly findings?: ReadonlyMap<PreparedExplain, Finding>;
  /** What earlier runs evaluated. @default nothing */
  readonly evaluations?: ReadonlyMap<PreparedEvaluation, EvaluationFinding>;
  /** The journal of an evaluation, so that it can be stopped and gone on with. @default none is kept */
  readonly journal?: (step: PreparedEvaluation) => string;
  /** Whether the relevance at every layer is kept. @default false */
  readonly layers?: boolean;
  /** Where compiled programs are kept from one run to the next; the caller disposes it. @default none are kept */
  readonly cache?: RunnerCache;
  /** Called when a program is ready. */
  readonly onReady?: (program: ReadyProgram) => void;
}

/** Carries out prepared steps one by one. Files are only asked for, so that a failure leaves nothing behind. */
export class Run {
  readonly checks: CheckResult[] = [];
  readonly files: OutputFile[] = [];
  readonly findings: Map<PreparedExplain, Finding>;
  readonly evaluations: Map<PreparedEvaluation, EvaluationFinding>;
  /** Splits that were read, by what they were read for. */
  readonly #splits = new Map<string, VocSplit>();
  /** Sections of what belongs to no single explanation, in their order. */
  readonly #further: Section[] = [];
  readonly #options: RunOptions;
  readonly #steps: readonly PreparedStep[];

  constructor(steps: readonly PreparedStep[], options: RunOptions) {
    this.#steps = steps;
    this.#options = options;
    this.findings = new Map(options.findings);
    this.evaluations = new Map(options.evaluations);
  }

  async #explain(step: PreparedExplain, plans: readonly Plan[]): Promise<Explained> {
    const {reporter, signal, layers = false, cache, onReady} = this.#options;
    const batch = await loadSources(step.sources, step.graph);
    // A comparison that needs further plans explains the same samples again.
    if (plans === step.plans) for (const note of batch.notes) reporter.loaded(note);
    for (const outside of plans.flatMap(plan =>
      findOutsideBounds(step.graph, plan, batch.tensor),
    )) {
      reporter.note(describeOutsideBounds(outside));
    }
    return explainPlans(step.graph, plans, batch, {
      targets: step.targets,
      engine: step.engine,
      layers,
      onProgress: reporter.progress,
      ...(step.device === null ? {} : {device: step.device}),
      ...(signal === undefined ? {} : {signal}),
      ...(cache === undefined ? {} : {cache}),
      ...(onReady === undefined ? {} : {onReady}),
    });
  }

  async #runExplain(step: PreparedExplain): Promise<void> {
    const {reporter} = this.#options;
    reporter.begin(step);
    const explained = await this.#explain(step, step.plans);
    this.findings.set(step, {explained, checks: [], sections: []});
    reporter.explained(explained);
  }

  #runChecks({explain, what, tolerance}: PreparedCheck): readonly CheckResult[] {
    const {explained} = this.findings.get(explain)!;
    return explained.plans.map(({plan, ledger, relevance}) =>
      runCheck(what, {plan: plan.name, samples: ledger, relevance, start: plan.start}, tolerance),
    );
  }

  #check(step: PreparedCheck): void {
    const {explained, checks} = this.findings.get(step.explain)!;
    for (const result of this.#runChecks(step)) {
      checks.push(result);
      this.checks.push(result);
      this.#options.reporter.checked(result, explained);
    }
  }

  /** The checks of an explanation, those still to come included: a ledger marks where they fail. */
  #allChecks(explain: PreparedExplain, after: PreparedStep): readonly CheckResult[] {
    const later = this.#steps
      .slice(this.#steps.indexOf(after) + 1)
      .filter(step => step.kind === 'check' && step.explain === explain);
    return [
      ...this.findings.get(explain)!.checks,
      ...later.flatMap(step => this.#runChecks(step as PreparedCheck)),
    ];
  }

  #show(step: PreparedStep & {kind: 'show'}): void {
    const {reporter} = this.#options;
    switch (step.what) {
      case 'plan':
        reporter.showPlans(step.plans, step.graph);
        return;
      case 'graph':
        reporter.showGraph(step.graph);
        return;
      case 'ledger':
        reporter.showLedger(
          this.findings.get(step.explain!)!.explained,
          this.#allChecks(step.explain!, step),
        );
        return;
      case 'sums':
        this.files.push(...reporter.showSums(this.findings.get(step.explain!)!.explained));
        return;
      case 'heatmap': {
        const file = reporter.showHeatmap(this.findings.get(step.explain!)!.explained);
        if (file !== null) this.files.push(file);
      }
    }
  }

  async #compare(step: PreparedStep & {kind: 'compare'}): Promise<void> {
    const entry = this.findings.get(step.explain)!;
    // In a notebook a plan may have been made anew since the explanation: its name alone says nothing.
    const known = entry.explained.plans.filter(({plan}) =>
      step.plans.some(asked => asked.name === plan.name && areSame(asked, plan)),
    );
    const missing = step.plans.filter(asked => known.every(({plan}) => plan.name !== asked.name));
    const all =
      missing.length === 0
        ? known
        : [...known, ...(await this.#explain(step.explain, missing)).plans];
    const find = (asked: Plan) => all.find(({plan}) => plan.name === asked.name)!;
    for (const [index, plan] of step.plans.entries()) {
      for (const other of step.plans.slice(index + 1)) {
        const comparison = compare(entry.explained, find(plan), find(other));
        entry.sections.push(...comparisonSections(entry.explained, comparison));
        this.#options.reporter.compared(entry.explained, comparison);
      }
    }
  }

  /** Compares explanations of the same, plan by plan. */
  #contrast({explains}: PreparedStep & {kind: 'contrast'}): void {
    const found = explains.map(step => ({
      name: step.name!,
      explained: this.findings.get(step)!.explained,
    }));
    for (const [index, first] of found.entries()) {
      for (const second of found.slice(index + 1)) {
        for (const comparison of contrast(first, second)) {
          this.#further.push(...comparisonSections(first.explained, comparison));
          this.#options.reporter.compared(first.explained, comparison);
        }
      }
    }
  }

  /** Reads a split for some classes, once a script. */
  async #split({devkit, split, classes}: PreparedEvaluation): Promise<VocSplit> {
    const {signal} = this.#options;
    const key = JSON.stringify([devkit.folder, split, classes]);
    const known = this.#splits.get(key);
    if (known !== undefined) return known;
    const read = await readVocSplit(devkit.folder, split, {
      classes,
      ...(signal === undefined ? {} : {signal}),
    });
    this.#splits.set(key, read);
    return read;
  }

  async #evaluate(step: PreparedEvaluation): Promise<void> {
    const {reporter, signal, journal} = this.#options;
    const finding = await runEvaluation(step, await this.#split(step), {
      onProgress: reporter.progress,
      ...(journal === undefined ? {} : {journal: journal(step)}),
      ...(signal === undefined ? {} : {signal}),
    });
    this.evaluations.set(step, finding);
    this.#further.push(...findingSections(finding));
    reporter.evaluated(finding);
  }

  #saveEvaluation({evaluation, path}: PreparedStep & {kind: 'saveEvaluation'}): void {
    const finding = this.evaluations.get(evaluation)!;
    this.files.push({path, content: () => savedEvaluation(path, finding)});
  }

  #diff({graph, plans}: PreparedStep & {kind: 'diff'}): void {
    for (const [index, first] of plans.entries()) {
      for (const second of plans.slice(index + 1)) {
        const diff = planDiff(graph, first, second);
        this.#further.push(...planDiffSections(diff, [first, second]));
        this.#options.reporter.differ(diff, [first, second]);
      }
    }
  }

  #save(step: PreparedStep & {kind: 'save'}): void {
    const {explained} = this.findings.get(step.explain)!;
    this.files.push({
      path: step.path,
      content: () => savedFile(step.path, explained, this.sections(step.explain)),
    });
    const note = leftOutNote(step.path, explained);
    if (extname(step.path).toLowerCase() === '.png' && note !== null)
      this.#options.reporter.note(note);
  }

  /** Sections of the report, of one explanation or of all. */
  sections(explain?: PreparedExplain): readonly Section[] {
    const own = [...this.findings].flatMap(([step, {explained, checks, sections}]) =>
      explain === undefined || explain === step
        ? [...explainedSections(explained, checks, step.name), ...sections]
        : [],
    );
    return explain === undefined ? [...own, ...this.#further] : own;
  }

  async #step(step: PreparedStep): Promise<void> {
    switch (step.kind) {
      case 'explain':
        return this.#runExplain(step);
      case 'check':
        return this.#check(step);
      case 'show':
        return this.#show(step);
      case 'compare':
        return this.#compare(step);
      case 'contrast':
        return this.#contrast(step);
      case 'evaluate':
        return this.#evaluate(step);
      case 'save':
        return this.#save(step);
      case 'saveEvaluation':
        return this.#saveEvaluation(step);
      case 'diff':
        return this.#diff(step);
      case 'export':
        this.files.push(...exportedFiles(step));
    }
  }

  /**
   * Carries out every step.
   *
   * @throws LrpError from loading inputs and engines; the signal's reason where it was set.
   */
  async all(): Promise<void> {
    for (const step of this.#steps) {
      this.#options.signal?.throwIfAborted();
      await this.#step(step);
    }
  }
}

function areSame(first: Plan, second: Plan): boolean {
  return first.start === second.start && comparePlans(first, second).length === 0;
}
