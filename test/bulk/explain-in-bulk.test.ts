import {readFile, rm, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import {type BulkOptions, explainInBulk} from '../../src/bulk/explain-in-bulk.js';
import {decodeNpy, encodeNpy} from '../../src/data/npy.js';
import {explainPlans} from '../../src/explain/explain-plans.js';
import {RunnerCache} from '../../src/explain/runner-cache.js';
import {loadModel} from '../../src/model/load-model.js';
import {findPreset} from '../../src/plan/presets.js';
import {resolvePlan} from '../../src/plan/resolve.js';
import {loadSources} from '../../src/script/load-sources.js';
import type {Graph} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import {smallPictures} from '../helpers/small-pictures.js';
import {snapshot, temporaryFolder} from '../helpers/temporary-folder.js';
import {unzip} from '../helpers/unzip.js';

function preset(name: string, graph: Graph): Plan {
  const resolved = resolvePlan(findPreset(name)!, graph);
  if (!resolved.ok) throw new Error(name);
  return resolved.value;
}

const digits = once(() => loadModel('notebooks/models/digits.onnx'));

/** The same promise for all tests, made when the first asks. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

async function numbersOf(path: string): Promise<ReadonlyMap<string, Float32Array>> {
  const entries = unzip(await readFile(path));
  return new Map([...entries].map(([name, bytes]) => [name, decodeNpy(bytes).data]));
}

const targets: BulkOptions['targets'] = ['top', 3];

test('each sample gets its own files, with the numbers that explaining all together gives', async t => {
  const graph = await digits();
  const work = await temporaryFolder(t);
  const paths = await smallPictures(join(work, 'in'), 7);
  const plans = [preset('EpsilonPlus', graph), preset('DeepTaylor', graph)];
  const out = join(work, 'out');
  const progress: number[] = [];
  const outcome = await explainInBulk(graph, plans, paths, {
    ...{targets, out, batchSize: 3},
    onProgress: (done, total) => {
      t.is(total, 7);
      progress.push(done);
    },
  });
  t.deepEqual(progress, [0, 3, 6, 7]);
  t.like(outcome, {samples: 7, explained: 7, before: 0, broken: 0, engine: 'onnx/cpu'});
  t.deepEqual(outcome.batch, {samples: 3, targets: 2});
  const batch = await loadSources(
    paths.map(path => ({path})),
    graph,
  );
  const expected = await explainPlans(graph, plans, batch, {targets, batchSize: 3});
  const names = Object.keys(await snapshot(out)).toSorted();
  t.deepEqual(
    names,
    [
      'manifest.json',
      ...[0, 1, 2, 3, 4, 5, 6].flatMap(n => [`0${n}.png.json`, `0${n}.png.npz`]),
    ].toSorted(),
  );
  for (const [n, {sample}] of batch.samples.entries()) {
    const rows = expected.rows.flatMap((row, index) => (row.sample === sample ? [index] : []));
    const arrays = await numbersOf(join(out, `0${n}.png.npz`));
    t.deepEqual(
      [...arrays.get('targets.npy')!],
      rows.map(row => expected.rows[row]!.target),
    );
    t.deepEqual(arrays.get('logits.npy'), Float32Array.from(expected.rows[rows[0]!]!.logits));
    for (const {plan, relevance} of expected.plans) {
      t.deepEqual(
        [...arrays.get(`relevance.${plan.name}.npy`)!],
        rows.flatMap(row => [...relevance[row]!]),
      );
    }
    const text = JSON.parse(await readFile(join(out, `0${n}.png.json`), 'utf8')) as {
      sample: string;
      targets: {target: number}[];
      ledgers: {plan: string; samples: unknown[]}[];
    };
    t.is(text.sample, sample);
    t.deepEqual(
      text.ledgers,
      expected.plans.map(({plan, ledger}) => ({
        plan: plan.name,
        samples: JSON.parse(JSON.stringify(rows.map(row => ledger[row]))) as unknown[],
      })),
    );
  }
});

test('a run stopped by its signal keeps what is finished, and resumed it ends in the same files', async t => {
  const graph = await digits();
  const work = await temporaryFolder(t);
  const paths = await smallPictures(join(work, 'in'), 9);
  const plans = [preset('EpsilonPlus', graph)];
  const common = {targets, batchSize: 2};
  await explainInBulk(graph, plans, paths, {...common, out: join(work, 'whole')});
  const controller = new AbortController();
  const reason = new Error('enough');
  const out = join(work, 'out');
  const seen: number[] = [];
  const stopped = explainInBulk(graph, plans, paths, {
    ...{...common, out, signal: controller.signal},
    onProgress: done => {
      seen.push(done);
      if (done === 4) controller.abort(reason);
    },
  });
  t.is(await t.throwsAsync(stopped), reason);
  t.true(seen.at(-1)! <= 6, 'within one batch');
  const half = Object.keys(await snapshot(out)).length;
  t.true(half >= 9 && half < 19, `${half} files`);

  // What a killed process may leave besides: a file half-written, a sample with one of its two files, a batch with a gap.
  await writeFile(join(out, '.08.png.npz.00000000-0000-0000-0000-000000000000.tmp'), 'half');
  await rm(join(out, '00.png.npz'));
  await rm(join(out, '03.png.json'));
  const done: number[] = [];
  const outcome = await explainInBulk(graph, plans, paths, {
    ...{targets, out, resume: true, memory: 5e9},
    onProgress: count => done.push(count),
  });
  t.is(done.at(-1), 9);
  t.is(outcome.explained + outcome.before, 9);
  t.deepEqual(await snapshot(out), await snapshot(join(work, 'whole')));
  // Once more there is nothing to do.
  const again = await explainInBulk(graph, plans, paths, {targets, out, resume: true});
  t.like(again, {explained: 0, before: 9});
  t.deepEqual(await snapshot(out), await snapshot(join(work, 'whole')));
});

test('resume begins a run where there is none, and what is no run is left alone', async t => {
  const graph = await digits();
  const work = await temporaryFolder(t);
  const paths = await smallPictures(join(work, 'in'), 2);
  const plans = [preset('EpsilonPlus', graph)];
  const run = (out: string, resume: boolean) =>
    explainInBulk(graph, plans, paths, {targets, out: join(work, out), resume});
  t.is((await run('new', true)).explained, 2);
  const before = await snapshot(work);
  await t.throwsAsync(run('new', false), {code: 'bulk/not-empty', message: /--resume/});
  await t.throwsAsync(run('in', false), {code: 'bulk/not-empty'});
  await t.throwsAsync(run('in', true), {code: 'bulk/no-manifest'});
  await t.throwsAsync(run('in/00.png', true), {code: 'bulk/folder'});
  t.deepEqual(await snapshot(work), before);
  for (const text of ['', '{', '{"version": 2}', '{"version": 1}', 'null']) {
    await writeFile(join(work, 'new', 'manifest.json'), text);
    await t.throwsAsync(run('new', true), {code: 'bulk/manifest'}, text);
  }
});

test('what differs from the run that is to be resumed is said, each thing on its line', async t => {
  const graph = await digits();
  const work = await temporaryFolder(t);
  const paths = await smallPictures(join(work, 'in'), 3);
  const plus = preset('EpsilonPlus', graph);
  const out = join(work, 'out');
  await explainInBulk(graph, [plus], paths, {targets, out, batchSize: 2});
  const before = await snapshot(out);
  const resume = (
    net: Graph,
    plans: readonly Plan[],
    files: readonly string[],
    options: Partial<BulkOptions> = {},
  ) => explainInBulk(net, plans, files, {targets, out, resume: true, ...options});
  const code = 'bulk/differs';
  const taylor = preset('DeepTaylor', graph);
  await t.throwsAsync(resume(graph, [taylor], paths), {
    code,
    message: /plans: "EpsilonPlus" then, "DeepTaylor" now/,
  });
  await t.throwsAsync(resume(graph, [{...taylor, name: 'EpsilonPlus'}], paths), {
    code,
    message: /plan "EpsilonPlus": 0 conv1_1: zplus then, 0 conv1_1: zplus bias drop now/,
  });
  await t.throwsAsync(resume(graph, [plus], paths, {targets: ['top']}), {
    code,
    message: /targets: \["top",3\] then, \["top"\] now/,
  });
  await t.throwsAsync(resume(graph, [plus], paths, {batchSize: 3}), {code, message: /batch: 2/});
  await t.throwsAsync(resume(graph, [plus], paths, {engine: 'tfjs', device: 'cpu'}), {
    code,
    message: /engine: onnx\/cpu then, tfjs\/cpu now/,
  });
  await t.throwsAsync(resume(graph, [plus], paths.toReversed()), {
    code,
    message: /inputs: number 1 was 00\.png, now it is 02\.png/,
  });
  await t.throwsAsync(resume(graph, [plus], paths.slice(0, 2)), {code, message: /inputs/});
  const nodes = graph.nodes.map(node =>
    node.kind === 'dense'
      ? {...node, weight: {...node.weight, data: node.weight.data.map(value => 2 * value)}}
      : node,
  );
  await t.throwsAsync(resume({...graph, nodes}, [plus], paths), {
    code,
    message: /model "digits\.onnx": its weights or layers are others now/,
  });
  t.deepEqual(await snapshot(out), before);
  await utimes(paths[1]!, 1, 1);
  await t.throwsAsync(resume(graph, [plus], paths), {code: 'bulk/changed', message: /"01\.png"/});
  t.deepEqual(await snapshot(out), before);
});

test('a picture that cannot be read ends the run by name, and repaired the run goes on', async t => {
  const graph = await digits();
  const work = await temporaryFolder(t);
  const paths = await smallPictures(join(work, 'in'), 6);
  const plans = [preset('EpsilonPlus', graph)];
  const common = {targets, batchSize: 2};
  await explainInBulk(graph, plans, paths, {...common, out: join(work, 'whole')});
  const good = await readFile(paths[3]!);
  await writeFile(paths[3]!, good.subarray(0, 90));
  const out = join(work, 'out');
  await t.throwsAsync(explainInBulk(graph, plans, paths, {...common, out}), {
    code: 'image/damaged',
    message: /03\.png.*--skip-broken/s,
  });
  t.deepEqual(Object.keys(await snapshot(out)).toSorted(), [
    '00.png.json',
    '00.png.npz',
    '01.png.json',
    '01.png.npz',
    'manifest.json',
  ]);
  await writeFile(paths[3]!, good);
  await explainInBulk(graph, plans, paths, {...common, out, resume: true});
  const [mine, whole] = [await snapshot(out), await snapshot(join(work, 'whole'))];
  // The manifest says when the repaired picture was changed.
  t.deepEqual({...mine, 'manifest.json': ''}, {...whole, 'manifest.json': ''});
});

test('pictures that cannot be read are noted and left out where that is asked for', async t => {
  const graph = await digits();
  const work = await temporaryFolder(t);
  const paths = await smallPictures(join(work, 'in'), 5);
  for (const broken of [1, 4]) await writeFile(paths[broken]!, 'no picture');
  const out = join(work, 'out');
  const plans = [preset('EpsilonPlus', graph)];
  const common = {targets, out, batchSize: 2, skipBroken: true};
  const outcome = await explainInBulk(graph, plans, paths, common);
  t.like(outcome, {samples: 5, explained: 3, broken: 2});
  t.deepEqual(
    outcome.brokenNow.map(({sample, code}) => [sample, code]),
    [
      ['01.png', 'image/not-a-picture'],
      ['04.png', 'image/not-a-picture'],
    ],
  );
  const note = JSON.parse(await readFile(join(out, '01.png.json'), 'utf8')) as object;
  t.like(note, {sample: '01.png', broken: {code: 'image/not-a-picture'}});
  const again = await explainInBulk(graph, plans, paths, {...common, resume: true});
  t.like(again, {explained: 0, before: 3, broken: 2, brokenNow: []});
});

test('every row of an array is a sample, and each can have its own target', async t => {
  const graph = await digits();
  const work = await temporaryFolder(t);
  const data = Float32Array.from({length: 3 * 784}, (_, i) => ((i * 7919) % 256) / 255);
  const array = join(work, 'x.npy');
  await writeFile(array, encodeNpy([3, 1, 28, 28], data));
  const [picture] = await smallPictures(join(work, 'more'), 1);
  const out = join(work, 'out');
  const plans = [preset('EpsilonPlus', graph)];
  await explainInBulk(graph, plans, [array, picture!], {targets: [[4, 5, 6, 7], 'four'], out});
  const found = await Promise.all(
    ['x.npy_0', 'x.npy_1', 'x.npy_2', 'more_00.png'].map(async name => [
      ...(await numbersOf(join(out, `${name}.npz`))).get('targets.npy')!,
    ]),
  );
  t.deepEqual(found, [[4], [5, 4], [6, 4], [7, 4]]);
  const alone = await explainPlans(graph, plans, await loadSources([{path: array}], graph), {
    targets: [4],
  });
  const own = (await numbersOf(join(out, 'x.npy_2.npz'))).get('relevance.EpsilonPlus.npy')!;
  const other = alone.plans[0]!.relevance[2]!;
  t.true(other.every((value, i) => Math.abs(value - own[784 + i]!) < 1e-4));
});

for (const [what, make, code] of [
  ['nothing', async () => [], 'input/empty'],
  ['a file that is not there', async (work: string) => [join(work, 'no.png')], 'input/missing'],
  [
    'an array of another shape',
    async (work: string) => {
      await writeFile(join(work, 'x.npy'), encodeNpy([2, 4], new Float32Array(8)));
      return [join(work, 'x.npy')];
    },
    'input/shape',
  ],
  [
    'a row with NaN',
    async (work: string) => {
      await writeFile(
        join(work, 'x.npy'),
        encodeNpy([1, 1, 28, 28], new Float32Array(784).fill(Number.NaN)),
      );
      return [join(work, 'x.npy')];
    },
    'data/not-finite',
  ],
] as const) {
  test(`${what} to explain is ${code}`, async t => {
    const graph = await digits();
    const work = await temporaryFolder(t);
    const paths = await make(work);
    const plans = [preset('EpsilonPlus', graph)];
    await t.throwsAsync(explainInBulk(graph, plans, paths, {targets, out: join(work, 'out')}), {
      code,
    });
  });
}

test.serial('a second run leaves no more tensors behind than the first', async t => {
  const graph = await digits();
  const work = await temporaryFolder(t);
  const paths = await smallPictures(join(work, 'in'), 3);
  const plans = [preset('EpsilonPlus', graph)];
  const cache = new RunnerCache();
  const held: number[] = [];
  for (const out of ['first', 'second']) {
    const device = {engine: 'tfjs', device: 'cpu'} as const;
    await explainInBulk(graph, plans, paths, {
      ...{targets, out: join(work, out), batchSize: 2, cache},
      ...device,
    });
    held.push(tf.memory().numTensors);
  }
  t.true(held[0]! > 0);
  t.is(held[1], held[0]);
  await cache.dispose();
  t.is(tf.memory().numTensors, 0);
  t.deepEqual(await snapshot(join(work, 'first')), await snapshot(join(work, 'second')));
});
