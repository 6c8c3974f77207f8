import {basename} from 'node:path';
import type {Command} from 'commander';
import {openScript} from '../../script/open-script.js';
import {runScript} from '../../script/run-script.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {interruptSignal} from '../interrupt.js';
import {openProgress} from '../progress.js';
import {readyLine} from '../ready-line.js';
import {withEngineOptions, type EngineSettings} from '../settings.js';
import {printWarnings} from '../warnings.js';

interface RunSettings extends EngineSettings {
  readonly out: string;
  readonly json?: boolean;
}

async function runCommand(
  file: string,
  settings: RunSettings,
  console: Console,
  verbose: boolean,
): Promise<void> {
  const signal = interruptSignal();
  const {engine, device, out} = settings;
  const {steps, warnings, sources} = await openScript(file, {
    ...(engine === undefined ? {} : {engine}),
    ...(device === undefined ? {} : {device}),
  });
  printWarnings(warnings, sources, console);
  const isJson = settings.json === true;
  const progress = openProgress(console, 'explanations');
  const sink = {
    text: (line: string) => (isJson ? undefined : console.out(line)),
    table: (caption: string, table: Parameters<typeof formatTable>[0]) => {
      if (isJson) return;
      console.out(`\n${caption}`);
      console.outStyled(`${formatTable(table, {colour: console.outIsTerminal})}\n`);
    },
    progress: progress.update,
  };
  const outcome = await runScript(steps, {
    out,
    title: `lrplab: ${basename(file)}`,
    sink,
    signal,
    onReady: program => {
      if (verbose) console.error(readyLine(program));
    },
  }).finally(progress.stop);
  if (isJson) console.out(formatJson(outcome));
  if (steps.length === 0)
    sink.text(`${file}: nothing to run; it explains, shows and exports nothing`);
  for (const path of outcome.written) sink.text(`wrote ${path}`);
  if (outcome.checks.some(check => !check.passed)) process.exitCode = 1;
}

export function addRun(program: Command, console: Console): void {
  const command = program
    .command('run <file.lrp>')
    .description('carry out a script; exit code 1 where one of its checks fails')
    .option('--out <folder>', 'folder for the report and everything else that is written', 'out')
    .option('--json', 'print the outcome as JSON');
  withEngineOptions(command).action((file: string, settings: RunSettings) =>
    runCommand(file, settings, console, program.opts()['verbose'] === true),
  );
}
