import {randomUUID} from 'node:crypto';
import {realpathSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {examine} from '../../dsl/compile.js';
import type {LanguageContext} from '../../dsl/language-context.js';
import type {Script} from '../../dsl/tree.js';
import {writeFilesWhole} from '../data/write-file.js';
import {DiagnosticsError} from '../errors/diagnostics-error.js';
import {RunnerCache} from '../explain/runner-cache.js';
import {bundleOf} from '../inline/bundle.js';
import type {InlineOutput} from '../inline/inline-output.js';
import {PlotlyCarrier} from '../inline/plotly-carrier.js';
import {joinDiagnostics} from '../script/join-diagnostics.js';
import {furtherMistakes, prepareScript} from '../script/prepare.js';
import type {Prepared} from '../script/prepared.js';
import {includeReader} from '../script/read-script.js';
import {Run} from '../script/run.js';
import {cellReporter} from './cell-reporter.js';
import {cellResult, type CellResult} from './cell-result.js';
import type {CellSink} from './cell-sink.js';
import {contextOf} from './context-of.js';
import {Memory, noValues, type HostValues, type Surroundings} from './memory.js';
import {nameValues} from './name-values.js';
import {ProgressDisplay} from './progress-display.js';
import {outputLeft} from './output-left.js';
import {WarningsTold} from './warnings-told.js';

export interface SessionOptions {
  /** Folder that paths are read from, and results written to. @default the process's */
  readonly folder?: string;
  /** @default Plotly inside the notebook */
  readonly plotly?: PlotlyCarrier;
}

export interface RunCellOptions {
  readonly sink: CellSink;
  /** Stops between two batches; the call then throws the signal's reason. */
  readonly signal?: AbortSignal | null;
  /** Values by name from outside. @default none */
  readonly values?: HostValues;
  /** What diagnostics call the text. @default '<cell>' */
  readonly file?: string;
  /** Which cell of the notebook this is, where that is known. */
  readonly cell?: string | null;
}

function namesSource(kind: Script['statements'][number]['kind']): boolean {
  return kind === 'model' || kind === 'image' || kind === 'input' || kind === 'sample';
}

/**
 * A notebook's texts one after the other: what one names the next can use, and names can be made anew.
 * Nothing of a text that fails is kept. Compiled programs are, for cells that explain again: dispose when done.
 */
export class Session {
  readonly folder: string;
  readonly plotly: PlotlyCarrier;
  readonly #memory = new Memory();
  readonly #warnings = new WarningsTold();
  /** What cells have said of the model and the pictures in use. */
  readonly #said = new Set<string>();
  readonly #programs = new RunnerCache();

  constructor({folder = process.cwd(), plotly = new PlotlyCarrier()}: SessionOptions = {}) {
    this.folder = resolve(folder);
    this.plotly = plotly;
  }

  /** What completion and hover know beyond the text. */
  context(values: HostValues = noValues): LanguageContext {
    return contextOf(this.#memory, values, this.folder);
  }

  /** A text's plans as written, without carrying anything out. @throws DiagnosticsError */
  plansOf(
    text: string,
    {values = noValues, file = '<cell>'}: Pick<RunCellOptions, 'values' | 'file'> = {},
  ): Script['plans'] {
    const {script} = this.#examine(text, file, this.#memory.around(text, values)).examined;
    return script.plans;
  }

  /**
   * Carries out a text: nothing runs where anything in it is wrong. Files it saves are written at its end.
   *
   * @throws DiagnosticsError with every mistake at once; LrpError from inputs, engines and files; the signal's reason.
   */
  async run(text: string, options: RunCellOptions): Promise<CellResult> {
    const {sink, signal = null, values = noValues, file = '<cell>', cell = null} = options;
    const around = this.#memory.around(text, values);
    const {examined, sources} = this.#examine(text, file, around, false);
    const {models, workspace} = around;
    const prepare = {folder: this.folder, workspace, models};
    if (examined.diagnostics.some(({severity}) => severity === 'error')) {
      const further = await furtherMistakes(examined.script, prepare);
      throw new DiagnosticsError(joinDiagnostics(examined.diagnostics, further), sources);
    }
    const prepared = await prepareScript(examined.script, prepare);
    if (!prepared.ok)
      throw new DiagnosticsError(
        joinDiagnostics(examined.diagnostics, prepared.diagnostics),
        sources,
      );
    const warnings = joinDiagnostics(examined.diagnostics, prepared.warnings);
    const frames = this.#warnings.tell(warnings, sources, cell ?? file);
    if (frames !== '') sink.warning(frames);
    const shown = {count: 0};
    const show = (output: InlineOutput): void => {
      shown.count += 1;
      sink.display(bundleOf(output, this.plotly, {cell}));
    };
    if (examined.script.statements.some(({kind}) => namesSource(kind))) this.#said.clear();
    const run = await this.#carryOut(prepared.value, {sink, signal, show, cell});
    const written = await this.#write(run);
    for (const path of written) sink.text(`wrote ${path}`);
    return this.#keep({
      examined,
      prepared: prepared.value,
      run,
      written,
      shown: shown.count > 0,
      values,
      cell,
    });
  }

  #examine(text: string, file: string, {known}: Surroundings, isStrict = true) {
    const sources = this.#warnings.sourcesWith(file, text);
    const readInclude = includeReader(realpathSync(this.folder), sources);
    const examined = examine(text, {file, known, readInclude});
    if (isStrict && examined.diagnostics.some(({severity}) => severity === 'error'))
      throw new DiagnosticsError(examined.diagnostics, sources);
    return {examined, sources};
  }

  async #carryOut(
    {steps}: Prepared,
    {
      sink,
      signal,
      show,
      cell,
    }: {
      readonly sink: CellSink;
      readonly signal: AbortSignal | null;
      readonly show: (output: InlineOutput) => void;
      readonly cell: string | null;
    },
  ): Promise<Run> {
    const id = `lrplab-progress-${randomUUID()}`;
    const progress = new ProgressDisplay(
      output => sink.display(bundleOf(output, this.plotly, {cell}), id),
      'explanations',
    );
    const {latest, latestEvaluation} = this.#memory;
    const run = new Run(steps, {
      reporter: cellReporter({
        text: sink.text,
        once: line => {
          if (!this.#said.has(line)) sink.text(line);
          this.#said.add(line);
        },
        show,
        progress: (done, total) => progress.update(done, total),
      }),
      layers: true,
      cache: this.#programs,
      ...(signal === null ? {} : {signal}),
      ...(latest === null ? {} : {findings: new Map([[latest.step, latest.finding]])}),
      ...(latestEvaluation === null
        ? {}
        : {evaluations: new Map([[latestEvaluation.step, latestEvaluation.finding]])}),
    });
    try {
      await run.all();
    } finally {
      progress.stop();
    }
    signal?.throwIfAborted();
    return run;
  }

  async #write(run: Run): Promise<readonly string[]> {
    const files = run.files.map(({path, content}) => ({
      path: join(this.folder, path),
      content: content(),
    }));
    await writeFilesWhole(files);
    return run.files.map(({path}) => path);
  }

  /** Remembers what a text made and gives it. */
  async #keep({
    examined,
    prepared,
    run,
    written,
    shown,
    values,
    cell,
  }: {
    readonly examined: ReturnType<typeof examine>;
    readonly prepared: Prepared;
    readonly run: Run;
    readonly written: readonly string[];
    readonly shown: boolean;
    readonly values: HostValues;
    readonly cell: string | null;
  }): Promise<CellResult> {
    const memory = this.#memory;
    const named = await nameValues(examined, prepared, run, {
      bundle: output => this.bundle(output, cell),
      waiting: memory.unchanged(values),
    });
    for (const [name, value] of examined.lets) memory.lets.set(name, value);
    const {script} = examined;
    for (const statement of script.statements) {
      if (statement.kind === 'plan') {
        memory.plans.set(statement.source.name, statement.source);
        memory.sweeps.delete(statement.source.name);
      }
      const sweep = statement.kind === 'sweep' ? script.sweeps.get(statement.name) : undefined;
      if (sweep === undefined) continue;
      memory.sweeps.set(sweep.name, sweep);
      memory.plans.delete(sweep.name);
    }
    for (const [name, model] of prepared.models) memory.models.set(name, model);
    memory.remember(prepared.workspace);
    const step = prepared.workspace.explain;
    const finding = step === null ? undefined : run.findings.get(step);
    memory.latest = step === null || finding === undefined ? memory.latest : {step, finding};
    const {evaluation} = prepared.workspace;
    const evaluated = evaluation === null ? undefined : run.evaluations.get(evaluation);
    if (evaluation !== null && evaluated !== undefined)
      memory.latestEvaluation = {step: evaluation, finding: evaluated};
    for (const {name, value} of named.all) memory.published.set(name, value);
    return cellResult({
      plans: named.plans,
      explanation: named.explanation,
      explanations: named.explanations,
      evaluation: named.evaluation,
      evaluations: named.evaluations,
      checks: run.checks,
      written,
      named: named.all,
      left: () => {
        const output = shown ? null : outputLeft(examined.script, prepared, run);
        return output === null ? null : this.bundle(output, cell);
      },
    });
  }

  /** Lets the compiled programs go. The session stays usable, but compiles anew for every cell. */
  async dispose(): Promise<void> {
    await this.#programs.dispose();
  }

  /** An output as this session's notebook shows it. */
  bundle(output: InlineOutput, cell: string | null = null): ReturnType<typeof bundleOf> {
    return bundleOf(output, this.plotly, {cell});
  }
}
