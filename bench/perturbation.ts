import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Command} from 'commander';
import {readPictures} from '../src/data/picture-input.js';
import {writeFilesWhole} from '../src/data/write-file.js';
import {openEngine} from '../src/engine/open-engine.js';
import {pooledRelevance} from '../src/evaluate/localisation/relevance-mass.js';
import {modelInputShape, rows} from '../src/explain/batch.js';
import {samplesPerRun} from '../src/explain/batch-size.js';
import {PlanRunner} from '../src/explain/plan-runner.js';
import type {Graph, Tensor} from '../src/graph/graph.js';
import {loadModel} from '../src/model/load-model.js';
import {compileForward} from '../src/program/compile.js';
import {agreement} from './agreement.js';
import {makePictures} from './bulk/make-pictures.js';
import {thisMachine} from './machine.js';
import {summarise} from './measure/statistics.js';
import {packageFolder} from './package-folder.js';
import {OwnLoop} from './perturbation/own-loop.js';
import {type PerturbationResults, perturbationLines} from './perturbation/perturbation-results.js';
import {
  type LoopCurves,
  type LoopRun,
  type PerturbedData,
  TorchLoop,
} from './perturbation/torch-loop.js';
import {presetPlan} from './preset-plan.js';
import {performanceDocument} from './report/document.js';
import type {Results} from './results.js';

// Perturbed pictures scored a second, the whole loop, beside the same loop image by image in torch.
// LRPLAB_PYTHON=python3 node dist/bench/perturbation.js

interface Options {
  readonly model: string;
  readonly pictures?: string;
  readonly count: string;
  readonly rounds: string;
  readonly methods: string;
  readonly write: boolean;
}

const [region, steps] = [8, 18];

async function pictureFiles(
  {pictures, count}: Options,
  folder: string,
): Promise<readonly string[]> {
  if (pictures === undefined) return makePictures(folder, Number(count), 96);
  const names = readdirSync(pictures).filter(name => /\.(jpe?g|png)$/i.test(name));
  return names
    .toSorted()
    .slice(0, Number(count))
    .map(name => join(pictures, name));
}

/** Pictures with the maps that plans give for each picture's strongest class. */
async function makeData(
  graph: Graph,
  methods: readonly string[],
  pictures: Tensor,
): Promise<PerturbedData> {
  const plans = methods.map(name => presetPlan(name, graph));
  const runner = await PlanRunner.open(graph, plans, {ledger: false, top: true});
  const count = pictures.shape[0]!;
  const top = Array.from({length: count}, () => ['top'] as const);
  const result = await runner.run(pictures, top);
  await runner.dispose();
  const shape = modelInputShape(graph);
  const pooled = Array.from({length: count}, (_, row) =>
    result.plans.map(({relevance}) =>
      pooledRelevance(rows(relevance, row, row + 1).data, shape, graph.layout),
    ),
  );
  const data = Float32Array.from(pooled.flatMap(maps => maps.flatMap(map => [...map])));
  return {
    pictures,
    maps: {shape: [count, methods.length, ...pictures.shape.slice(2)], data},
    targets: result.targets.map(([target]) => target!),
  };
}

/** Milliseconds a picture that the network alone takes in batches of a size, each another run. */
async function forwardTimes(graph: Graph, batch: number, runs: number): Promise<readonly number[]> {
  const engine = await openEngine('onnx', 'cpu');
  const executable = await engine.prepare(compileForward(graph));
  const shape = [batch, ...graph.nodes[graph.input]!.shape];
  const data = new Float32Array(shape.reduce((a, b) => a * b)).map((_, at) => Math.sin(at));
  const inputs = new Map([['input', {shape, data}]]);
  const times: number[] = [];
  await executable.run(inputs);
  for (let run = 0; run < runs; run += 1) {
    const begun = performance.now();
    await executable.run(inputs);
    times.push((performance.now() - begun) / batch);
  }
  await executable.dispose();
  return times;
}

const flat = (curves: LoopCurves): Float32Array => Float32Array.from(curves.flat(3));

async function measure(
  options: Options,
  graph: Graph,
  data: PerturbedData,
): Promise<PerturbationResults> {
  const methods = options.methods.split(',');
  const count = data.targets.length;
  const torch = await TorchLoop.open();
  const own = await OwnLoop.open(graph, data, region, steps);
  try {
    await torch.load(graph, data);
    // Warm both, and compare what they say.
    const {cosine, difference} = agreement(
      flat((await own.score(0, 1)).curves),
      flat((await torch.score(0, 1, region, steps)).curves),
    );
    const times = {own: [] as LoopRun[], torch: [] as LoopRun[]};
    const forward = {torch: [] as number[], own: [] as number[], batched: [] as number[]};
    const batch = samplesPerRun(compileForward(graph));
    for (let round = 0; round < Number(options.rounds); round += 1) {
      times.own.push(await own.score(0, count));
      times.torch.push(await torch.score(0, count, region, steps));
      forward.own.push(...(await forwardTimes(graph, 1, 10)));
      forward.batched.push(...(await forwardTimes(graph, batch, 3)));
      for (let run = 0; run < 10; run += 1) forward.torch.push(await torch.forward());
      process.stderr.write(`round ${round + 1} of ${options.rounds}\n`);
    }
    const orders = 2 * methods.length;
    return {
      version: 1,
      command: ['node dist/bench/perturbation.js', ...process.argv.slice(2)].join(' '),
      date: new Date().toISOString().slice(0, 10),
      machine: {...thisMachine(null), ...torch.versions},
      network: graph.name,
      ...{pictures: count, methods, steps, region},
      points: count * orders * (steps + 1),
      run: count * (2 + orders * (steps - 1)),
      own: summarise(times.own.map(({ms}) => ms)),
      torch: summarise(times.torch.map(({ms}) => ms)),
      ownProcessor: summarise(times.own.map(({processor}) => processor)),
      torchProcessor: summarise(times.torch.map(({processor}) => processor)),
      forward: {
        torch: summarise(forward.torch),
        own: summarise(forward.own),
        batched: summarise(forward.batched),
        batch,
      },
      ...{cosine, difference},
    };
  } finally {
    torch.close();
    await own.dispose();
  }
}

async function bench(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lrplab-perturb-'));
  try {
    const graph = await loadModel(options.model);
    const {tensor} = await readPictures(await pictureFiles(options, folder), graph);
    const data = await makeData(graph, options.methods.split(','), tensor);
    const results = await measure(options, graph, data);
    process.stdout.write(`${perturbationLines(results).join('\n')}\n`);
    if (!options.write) return;
    const docs = join(packageFolder(), 'docs');
    const all = JSON.parse(readFileSync(join(docs, 'performance.json'), 'utf8')) as Results;
    await writeFilesWhole([
      {
        path: join(docs, 'performance-perturbation.json'),
        content: `${JSON.stringify(results, null, 2)}\n`,
      },
      {path: join(docs, 'performance.md'), content: performanceDocument(all, results)},
    ]);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

await new Command('perturbation')
  .option(
    '--model <path>',
    'a network without branches',
    join(packageFolder(), 'notebooks/models/talk'),
  )
  .option('--pictures <folder>', 'folder of pictures; made on the spot where none is named')
  .option('--count <pictures>', 'how many pictures a round', '4')
  .option('--rounds <count>', 'how often both sides take turns', '5')
  .option(
    '--methods <presets>',
    'presets whose maps are compared',
    'TalkComposite,DeepTaylor,Gradient',
  )
  .option('--write', 'write docs/performance-perturbation.json and docs/performance.md', false)
  .action(bench)
  .parseAsync();
