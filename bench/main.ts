import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import cliProgress from 'cli-progress';
import {Command, InvalidArgumentError, Option} from 'commander';
import {interruptSignal} from '../src/cli/interrupt.js';
import {writeFilesWhole} from '../src/data/write-file.js';
import type {EngineName} from '../src/engine/engine.js';
import {packageFolder} from './package-folder.js';
import type {PerturbationResults} from './perturbation/perturbation-results.js';
import {performanceDocument} from './report/document.js';
import {drawSvg} from './report/draw-svg.js';
import {performanceFigure} from './report/performance-figure.js';
import {summaryText} from './report/summary-text.js';
import type {Results} from './results.js';
import {parts, runBenchmark, type Part} from './run-benchmark.js';

interface Options {
  readonly only?: readonly Part[];
  readonly runs: number;
  readonly budget: number;
  readonly quick: boolean;
  readonly json: boolean;
  readonly write: boolean;
  readonly render?: string | true;
  readonly engine: EngineName;
  readonly device?: string;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a number above 0');
  return value;
}

function partList(text: string): readonly Part[] {
  return text.split(',').map(name => {
    const part = parts.find(known => known === name);
    if (part === undefined) throw new InvalidArgumentError(`expected some of ${parts.join(', ')}`);
    return part;
  });
}

const docs = join(packageFolder(), 'docs');

/** Writes docs/performance.md, its picture and the results they are made from: all or none. */
async function writeDocs(results: Results): Promise<void> {
  const svg = await drawSvg(performanceFigure(results));
  if (svg === null)
    throw new Error('no Chromium to draw the picture with; LRPLAB_CHROMIUM names one');
  const beside = join(docs, 'performance-perturbation.json');
  const perturbation = existsSync(beside)
    ? (JSON.parse(readFileSync(beside, 'utf8')) as PerturbationResults)
    : null;
  await writeFilesWhole([
    {path: join(docs, 'performance.json'), content: `${JSON.stringify(results)}\n`},
    {path: join(docs, 'performance.md'), content: performanceDocument(results, perturbation)},
    {path: join(docs, 'performance.svg'), content: svg},
  ]);
}

function openBar(): {
  update: (done: number, total: number, what: string) => void;
  stop: () => void;
} {
  if (!process.stderr.isTTY)
    return {
      update: (done, total, what) => void process.stderr.write(`${done + 1}/${total} ${what}\n`),
      stop: () => {},
    };
  const bar = new cliProgress.SingleBar(
    {
      format: '{bar} {value}/{total}, {duration_formatted}: {what}',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
    },
    cliProgress.Presets.shades_classic,
  );
  let isStarted = false;
  return {
    update(done, total, what) {
      if (!isStarted) bar.start(total, done, {what});
      isStarted = true;
      bar.update(done, {what});
    },
    stop: () => bar.stop(),
  };
}

async function measure(options: Options): Promise<void> {
  const signal = interruptSignal();
  const bar = openBar();
  try {
    const results = await runBenchmark({
      only: options.only ?? parts,
      runs: options.runs,
      budget: 1000 * options.budget,
      engine: options.engine,
      device: options.device ?? null,
      quick: options.quick,
      command: ['npm run bench --', ...process.argv.slice(2)].join(' ').replace(/ --$/, ''),
      signal,
      onProgress: bar.update,
    });
    bar.stop();
    if (options.write) await writeDocs(results);
    process.stdout.write(`${options.json ? JSON.stringify(results) : summaryText(results)}\n`);
  } catch (error) {
    bar.stop();
    if (!signal.aborted) throw error;
    process.stderr.write('interrupted; nothing was written\n');
    process.exitCode = 130;
  }
}

async function bench(options: Options): Promise<void> {
  if (options.render === undefined) return measure(options);
  const file = options.render === true ? join(docs, 'performance.json') : options.render;
  await writeDocs(JSON.parse(readFileSync(file, 'utf8')) as Results);
}

await new Command('bench')
  .description(
    'Measures lrplab, side by side with torch and zennit where Python has them (LRPLAB_PYTHON, default python3; ZENNIT_SRC, the folder that holds zennit).',
  )
  .addOption(new Option('--only <parts>', `some of ${parts.join(',')}`).argParser(partList))
  .option('--runs <count>', 'rounds of a cell at most', positive, 7)
  .option('--budget <seconds>', 'time of a cell, its slowest single run aside', positive, 6)
  .option('--quick', 'few cells, in two minutes', false)
  .option('--json', 'the results as JSON on standard output', false)
  .option('--write', 'write docs/performance.md, its picture and its JSON', false)
  .option('--render [file]', 'write docs/performance.md again from results, without measuring')
  .addOption(new Option('--engine <name>', 'engine').choices(['onnx', 'tfjs']).default('onnx'))
  .option('--device <name>', 'device of the engine; its own choice where none is named')
  .action(bench)
  .parseAsync();
