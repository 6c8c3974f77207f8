import {join, normalize} from 'node:path';
import {writeFilesWhole} from '../data/write-file.js';
import type {ReadyProgram} from '../explain/explain-plans.js';
import {RunnerCache} from '../explain/runner-cache.js';
import type {CheckResult} from '../ledger/checks.js';
import {reportPage} from '../plot/html.js';
import type {PreparedStep} from './prepared.js';
import {Run} from './run.js';
import {textReporter, type ScriptSink} from './text-reporter.js';

export interface RunScriptOptions {
  /** Folder for everything that is written. Made if it is not there. */
  readonly out: string;
  /** Title of the report. */
  readonly title: string;
  readonly sink: ScriptSink;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
  /** Called when a program is ready. */
  readonly onReady?: (program: ReadyProgram) => void;
}

/** How a script ended. */
export interface ScriptOutcome {
  readonly checks: readonly CheckResult[];
  /** Paths of the files written, the report first. */
  readonly written: readonly string[];
}

/**
 * Carries out a prepared script: explains, checks, shows, compares, and at its end writes the report
 * and whatever it saves into the output folder.
 *
 * @throws LrpError from loading inputs, engines and files; nothing is written then.
 */
export async function runScript(
  steps: readonly PreparedStep[],
  {out, title, sink, signal, onReady}: RunScriptOptions,
): Promise<ScriptOutcome> {
  const cache = new RunnerCache();
  const run = new Run(steps, {
    reporter: textReporter(sink),
    cache,
    ...(signal === undefined ? {} : {signal}),
    ...(onReady === undefined ? {} : {onReady}),
  });
  await run.all().finally(() => cache.dispose());
  const sections = run.sections();
  const files = run.files
    // The report holds all that a page of one explanation does.
    .filter(({path}) => normalize(path) !== 'report.html')
    .map(({path, content}) => ({path, content: content()}));
  if (sections.length > 0)
    files.unshift({
      path: 'report.html',
      content: reportPage({title, sections, plotly: 'embed'}),
    });
  signal?.throwIfAborted();
  const written = files.map(({path, content}) => ({path: join(out, path), content}));
  await writeFilesWhole(written);
  return {checks: run.checks, written: written.map(({path}) => path)};
}
