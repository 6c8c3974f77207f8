import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Command} from 'commander';
import {explainInBulk} from '../src/bulk/explain-in-bulk.js';
import {runBytes} from '../src/explain/batch-size.js';
import {PlanRunner} from '../src/explain/plan-runner.js';
import type {Graph} from '../src/graph/graph.js';
import {makePictures} from './bulk/make-pictures.js';
import {makeNetwork, type NetworkName} from './networks/find-network.js';
import {sampleInput} from './networks/sample-input.js';
import {small} from './networks/small.js';
import {presetPlan} from './preset-plan.js';

// Many pictures of 224×224: memory on the way, pictures a second by batch size, and how good the estimate of memory is.
// node dist/bench/bulk.js memory
// node dist/bench/bulk.js batch-sizes
// node dist/bench/bulk.js estimate

const size = 224;

function networkOf(name: string): Graph {
  return name === 'small' ? small(size) : makeNetwork(name as NetworkName, size);
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lrplab-bulk-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

interface RunOptions {
  readonly images: string;
  readonly network: string;
  readonly preset: string;
  readonly batchSize?: string;
}

async function memory({images, network, preset, batchSize}: RunOptions): Promise<void> {
  await inFolder(async folder => {
    const graph = networkOf(network);
    const paths = await makePictures(folder, Number(images), size);
    const started = performance.now();
    let told = 0;
    const {batch} = await explainInBulk(graph, [presetPlan(preset, graph)], paths, {
      targets: ['top'],
      out: join(folder, 'out'),
      ...(batchSize === undefined ? {} : {batchSize: Number(batchSize)}),
      onProgress(done, total) {
        if (done < total && done < told + 100) return;
        told = done;
        const rss = process.memoryUsage.rss();
        process.stdout.write(
          `${String(done).padStart(6)} of ${total}: ${megabytes(rss)} resident, ${megabytes(process.resourceUsage().maxRSS * 1024)} at most\n`,
        );
      },
    });
    const seconds = (performance.now() - started) / 1000;
    process.stdout.write(
      `${graph.name}, ${preset}, ${batch.samples} at a time: ${(Number(images) / seconds).toFixed(1)} a second\n`,
    );
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function batchSizes({
  images,
  network,
  preset,
  sizes,
  rounds,
}: RunOptions & {readonly sizes: string; readonly rounds: string}): Promise<void> {
  await inFolder(async folder => {
    const graph = networkOf(network);
    const plan = presetPlan(preset, graph);
    const paths = await makePictures(folder, Number(images), size);
    const tried = [null, ...sizes.split(',').map(Number)];
    const seconds = tried.map((): number[] => []);
    let chosen = 0;
    for (let round = 0; round < Number(rounds); round++) {
      for (const [index, batchSize] of tried.entries()) {
        const out = join(folder, 'out');
        const begun = performance.now();
        const {batch} = await explainInBulk(graph, [plan], paths, {
          targets: ['top'],
          out,
          ...(batchSize === null ? {} : {batchSize}),
        });
        seconds[index]!.push((performance.now() - begun) / 1000);
        if (batchSize === null) chosen = batch.samples;
        rmSync(out, {recursive: true});
      }
    }
    const best = Math.min(...seconds.map(median));
    process.stdout.write(`${graph.name}, ${preset}, ${images} pictures, ${rounds} rounds\n`);
    for (const [index, batchSize] of tried.entries()) {
      const time = median(seconds[index]!);
      const name = batchSize === null ? `automatic (${chosen})` : String(batchSize);
      process.stdout.write(
        `${name.padStart(14)}: ${(Number(images) / time).toFixed(1)} a second, ${(time / best).toFixed(2)} × the best time\n`,
      );
    }
  });
}

/** Peak memory of one run above what stood before it: in a process of its own. */
async function measure(network: string, preset: string, batch: string): Promise<void> {
  const graph = networkOf(network);
  const runner = await PlanRunner.open(graph, [presetPlan(preset, graph)]);
  const input = sampleInput(graph, Number(batch));
  const before = process.memoryUsage.rss();
  await runner.run(
    input,
    Array.from({length: Number(batch)}, () => [0]),
  );
  const taken = Math.max(0, process.resourceUsage().maxRSS * 1024 - before);
  const expected = runBytes(runner.program, Number(batch)) - runBytes(runner.program, 0);
  process.stdout.write(
    `${graph.name}, ${preset}, batch ${batch}: ${megabytes(taken)} taken by a run, ${megabytes(expected)} expected\n`,
  );
}

function estimate(): void {
  for (const [network, preset, batches] of [
    ['small', 'EpsilonPlus', [1, 8, 32]],
    ['small', 'EpsilonGammaBox', [8]],
    ['vgg16-average', 'EpsilonPlus', [1, 4]],
    ['vgg16-average', 'EpsilonGammaBox', [1, 4]],
    ['mobilenet-v2', 'EpsilonPlus', [1, 8]],
  ] as const) {
    for (const batch of batches) {
      spawnSync(process.execPath, [process.argv[1]!, 'measure', network, preset, String(batch)], {
        stdio: 'inherit',
      });
    }
  }
}

const program = new Command('bulk').description('explaining many pictures');
const withRun = (command: Command, images: string): Command =>
  command
    .option('--images <count>', 'pictures', images)
    .option('--network <name>', 'small, or one of the benchmark’s networks', 'small')
    .option('--preset <name>', 'plan', 'EpsilonPlus');
withRun(program.command('memory'), '1000')
  .option('--batch-size <count>', 'samples at a time')
  .action(memory);
withRun(program.command('batch-sizes'), '200')
  .option('--sizes <list>', 'batch sizes to try', '1,2,4,8,16,32,64')
  .option('--rounds <count>', 'rounds, each of every size', '3')
  .action(batchSizes);
program.command('estimate').action(estimate);
program.command('measure <network> <preset> <batch>').action(measure);
await program.parseAsync();
