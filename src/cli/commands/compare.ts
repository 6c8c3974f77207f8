import {existsSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {type Command, Option} from 'commander';
import {writeFilesWhole} from '../../data/write-file.js';
import {LrpError} from '../../errors/lrp-error.js';
import {RunnerCache} from '../../explain/runner-cache.js';
import {reportPage} from '../../plot/html.js';
import {comparisonNames} from '../../script/evaluation/comparison-names.js';
import {savedEvaluation} from '../../script/evaluation/saved-evaluation.js';
import {openScript} from '../../script/open-script.js';
import type {PreparedEvaluation, PreparedStep} from '../../script/prepared.js';
import {Run} from '../../script/run.js';
import {textReporter} from '../../script/text-reporter.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {InterruptedError, interruptSignal} from '../interrupt.js';
import {parseCount} from '../parse-options.js';
import {openProgress} from '../progress.js';
import {withEngineOptions, type EngineSettings} from '../settings.js';
import {printWarnings} from '../warnings.js';

interface CompareSettings extends EngineSettings {
  readonly output: string;
  readonly limit?: number;
  readonly fresh?: boolean;
  readonly json?: boolean;
}

/** The evaluations and differences of plans of a script. */
function comparedSteps(
  steps: readonly PreparedStep[],
  limit: number | undefined,
): readonly PreparedStep[] {
  return steps.flatMap((step): PreparedStep[] => {
    if (step.kind === 'diff') return [step];
    if (step.kind !== 'evaluate') return [];
    return [limit === undefined ? step : {...step, limit}];
  });
}

async function compareCommand(
  file: string,
  {output, limit, fresh = false, json = false, engine, device}: CompareSettings,
  console: Console,
): Promise<void> {
  const signal = interruptSignal();
  const opened = await openScript(file, {
    ...(engine === undefined ? {} : {engine}),
    ...(device === undefined ? {} : {device}),
  });
  printWarnings(opened.warnings, opened.sources, console);
  const steps = comparedSteps(opened.steps, limit);
  const evaluations = steps.filter((step): step is PreparedEvaluation => step.kind === 'evaluate');
  if (evaluations.length === 0)
    throw new LrpError(
      'compare/nothing',
      `${file} evaluates nothing; add a line such as: evaluate perturbation, localisation on voc with talk, Random`,
    );
  const names = comparisonNames(evaluations.map(({name}) => name));
  const pathOf = (step: PreparedEvaluation, ending: string): string =>
    join(output, `${names[evaluations.indexOf(step)]}${ending}`);
  const journals = evaluations.map(step => pathOf(step, '.journal'));
  if (fresh) for (const path of journals) await rm(path, {force: true});
  const gone = journals.filter(path => existsSync(path));
  for (const path of gone) console.error(`going on after what ${path} holds; --fresh begins anew`);
  const progress = openProgress(console, 'explanations', {rate: true});
  const cache = new RunnerCache();
  const run = new Run(steps, {
    reporter: textReporter({
      text: line => (json ? undefined : console.out(line)),
      table: (caption, table) => {
        if (json) return;
        console.out(`\n${caption}`);
        console.outStyled(`${formatTable(table, {colour: console.outIsTerminal})}\n`);
      },
      progress: progress.update,
    }),
    ...{cache, signal},
    journal: step => pathOf(step, '.journal'),
  });
  try {
    await run.all();
  } catch (error) {
    throw explained(error, journals);
  } finally {
    progress.stop();
    await cache.dispose();
  }
  const title = `lrplab: ${basename(file)}`;
  const page = join(output, 'comparison.html');
  const written = [
    {path: page, content: reportPage({title, sections: run.sections(), plotly: 'embed'})},
    ...evaluations.flatMap(step =>
      ['.json', '.csv', '.tex'].map(ending => {
        const path = pathOf(step, ending);
        return {path, content: savedEvaluation(path, run.evaluations.get(step)!)};
      }),
    ),
  ];
  signal.throwIfAborted();
  await writeFilesWhole(written);
  const paths = written.map(({path}) => path);
  if (json) {
    const found = evaluations.map(step => run.evaluations.get(step)!);
    const all = found.map(({name, evaluation, summary}) => ({name, ...evaluation, summary}));
    console.out(formatJson({evaluations: all, written: paths}));
  }
  for (const path of json ? [] : paths) console.out(`wrote ${path}`);
}

/** What stopped a comparison, with how to go on. */
function explained(error: unknown, journals: readonly string[]): unknown {
  const kept = journals.some(path => existsSync(path));
  if (error instanceof InterruptedError && kept)
    return new InterruptedError(
      'interrupted; what was finished is kept: the same call goes on there, --fresh begins anew',
    );
  if (error instanceof LrpError && error.code === 'evaluate/other-run')
    return new LrpError(error.code, `${error.message}, or begin anew with --fresh`, {cause: error});
  return error;
}

/** `lrplab compare`: the evaluations of a script, with all their reports, in a folder. */
export function addCompare(program: Command, console: Console): void {
  const command = program
    .command('compare <file.lrp>')
    .description(
      'carry out the evaluate and diff lines of a script and write comparison.html, .json, .csv and .tex; a comparison that was stopped goes on where it was',
    )
    .option('--output <folder>', 'folder for the reports and the journal', 'comparison')
    .addOption(
      new Option(
        '--limit <count>',
        'pictures at most, whatever the script says; another limit is another comparison',
      ).argParser(parseCount),
    )
    .option('--fresh', 'begin anew, whatever was finished before')
    .option('--json', 'print everything as JSON');
  withEngineOptions(command).action((file: string, settings: CompareSettings) =>
    compareCommand(file, settings, console),
  );
}
