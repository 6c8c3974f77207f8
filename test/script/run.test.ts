import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import sharp from 'sharp';
import {writeNpyFile, writeOnnx} from '../helpers/cli-models.js';
import {readTestNpy} from '../helpers/npy.js';
import {offlineFaults} from '../helpers/offline.js';
import {floats, onnxNode, type OnnxParts} from '../helpers/onnx-maker.js';
import {runCli} from '../helpers/run-cli.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';
import {unzip} from '../helpers/unzip.js';

/** Mean of a channel: class 0 reads red, class 1 green minus blue. Without biases all of its score arrives. */
const colours: OnnxParts = {
  nodes: [
    onnxNode('Conv', ['input', 'w'], ['c'], {kernel_shape: [1, 1]}, {name: 'mix'}),
    onnxNode('GlobalAveragePool', ['c'], ['g']),
    onnxNode('Flatten', ['g'], ['output']),
  ],
  weights: [floats('w', [2, 3, 1, 1], [1, 0, 0, 0, 1, -1])],
  inputs: {input: [0, 3, 6, 6]},
  metadata: {
    'lrplab.preprocessing': JSON.stringify({
      channels: 'RGB',
      scale: 1 / 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    }),
  },
};

/** A folder with the network, two pictures and an array. */
async function workshop(t: ExecutionContext): Promise<string> {
  const work = await temporaryFolder(t);
  await mkdir(join(work, 'parts'));
  await writeOnnx(work, colours, 'colours.onnx');
  for (const [name, background] of [
    ['red', '#ff0000'],
    ['green', '#336600'],
  ] as const) {
    await sharp({create: {width: 6, height: 6, channels: 3, background}})
      .png()
      .toFile(join(work, `${name}.png`));
  }
  await writeNpyFile(
    work,
    'two.npy',
    [2, 3, 6, 6],
    Array.from({length: 216}, (_, i) => (i % 7) / 7),
  );
  await writeFile(
    join(work, 'parts/plans.lrp'),
    'let e = 2 * 5e-7\nplan base { all use epsilon(e) }\n',
  );
  return work;
}

/** An array of an archive, read as its users do. */
async function arrayOf(
  work: string,
  entries: ReadonlyMap<string, Buffer>,
  name: string,
): Promise<ReturnType<typeof readTestNpy>> {
  await writeFile(join(work, 'entry.npy'), entries.get(`${name}.npy`)!);
  return readTestNpy(join(work, 'entry.npy'));
}

test('a script explains pictures and arrays for several targets and plans, checks, shows, compares, saves and exports', async t => {
  const work = await workshop(t);
  await writeFile(
    join(work, 'whole.lrp'),
    `
model "colours.onnx" as net
include "parts/plans.lrp"
classes "red", "green not blue"
image "red.png"
image "green.png" as leaf
input "two.npy" as two
plan bounded extends base { input use zB }
explain red, leaf, two for red, 1 with base, bounded
check conservation within 7%
show heatmap, ledger, plan, graph
compare base, bounded, EpsilonPlusFlat
save "all.npz"
save "deep/ledgers.json"
save "pictures.png"
save "page.html"
export onnx "explanation.onnx"
engine tfjs device wasm
explain leaf for top with base
check positivity
save "leaf.npy"
save "leaf.json"
`,
  );
  const {code, stdout, stderr} = await runCli(['run', 'whole.lrp', '--out', 'results/one'], {
    cwd: work,
  });
  t.is(code, 0, stderr);
  t.false(stderr.includes('error'), stderr);
  const written = [...stdout.matchAll(/^wrote (.*)$/gm)].map(([, path]) => path!);
  const names = [
    ...[
      'report.html',
      'heatmap-1.png',
      'all.npz',
      'deep/ledgers.json',
      'pictures.png',
      'page.html',
    ],
    ...['explanation-base.onnx', 'explanation-bounded.onnx', 'leaf.npy', 'leaf.json'],
  ];
  t.deepEqual(written.toSorted(), names.map(name => `results/one/${name}`).toSorted());
  t.deepEqual(
    (await readdir(join(work, 'results/one'))).toSorted(),
    [...names.filter(name => !name.includes('/')), 'deep'].toSorted(),
  );
  for (const part of [
    'red: 6×6, as it is',
    'leaf for green not blue (1)',
    'two[1] for red (0)',
    'plan bounded',
    'base against bounded',
    'base against EpsilonPlusFlat',
    'check conservation within 7 %, plan bounded: passed',
    'check positivity within 1 %, plan base: passed',
  ])
    t.true(stdout.includes(part), part);
  t.is(stdout.split('red: 6×6').length, 2, 'said once, although the comparison explains again');

  const out = join(work, 'results/one');
  const entries = unzip(await readFile(join(out, 'all.npz')));
  t.deepEqual(
    [...entries.keys()],
    ['relevance.base.npy', 'relevance.bounded.npy', 'logits.npy', 'targets.npy'],
  );
  // Rows: sample by sample, target by target.
  const base = await arrayOf(work, entries, 'relevance.base');
  const logits = await arrayOf(work, entries, 'logits');
  const targets = await arrayOf(work, entries, 'targets');
  t.deepEqual(base.shape, [8, 3, 6, 6]);
  t.deepEqual([...targets.data], [0, 1, 0, 1, 0, 1, 0, 1]);
  t.deepEqual(logits.shape, [8, 2]);
  [1, 0, 0.2, 0.4].forEach((score, i) => {
    t.true(Math.abs(logits.data[2 * Math.floor(i / 2) * 2 + (i % 2)]! - score) < 1e-6);
  });
  const [red, leafGreen] = [base.data.subarray(0, 108), base.data.subarray(3 * 108, 4 * 108)];
  t.true(red.every((value, i) => Math.abs(value - (i < 36 ? 1 / 36 : 0)) < 1e-6));
  t.true(
    leafGreen.every((value, i) => Math.abs(value - (i >= 36 && i < 72 ? 0.4 / 36 : 0)) < 1e-6),
  );

  const leaf = readTestNpy(join(out, 'leaf.npy'));
  t.deepEqual(leaf.shape, [1, 3, 6, 6]);
  t.true(leaf.data.every((value, i) => Math.abs(value - leafGreen[i]!) < 1e-6));
  const single = JSON.parse(await readFile(join(out, 'leaf.json'), 'utf8')) as {plan: string};
  t.is(single.plan, 'base');
  const both = JSON.parse(await readFile(join(out, 'deep/ledgers.json'), 'utf8')) as {
    version: number;
    ledgers: {plan: string; samples: unknown[]}[];
  };
  t.deepEqual(
    both.ledgers.map(({plan, samples}) => [plan, samples.length]),
    [
      ['base', 8],
      ['bounded', 8],
    ],
  );
  for (const page of ['report.html', 'page.html']) {
    const html = await readFile(join(out, page), 'utf8');
    t.deepEqual(offlineFaults(html), []);
    t.true(html.includes('green not blue'));
  }
  for (const picture of ['heatmap-1.png', 'pictures.png'])
    t.is((await sharp(await readFile(join(out, picture))).stats()).channels.length >= 3, true);

  // The exported graph needs nothing of lrplab.
  const {InferenceSession, Tensor} = await import('onnxruntime-node');
  const session = await InferenceSession.create(join(out, 'explanation-bounded.onnx'));
  t.deepEqual([...session.inputNames].toSorted(), ['input', 'target']);
  const input = readTestNpy(join(work, 'two.npy'));
  const outputs = await session.run({
    input: new Tensor('float32', input.data, [2, 3, 6, 6]),
    target: new Tensor('float32', Float32Array.of(1, 0, 0, 1), [2, 2]),
  });
  const exported = outputs['relevance']!.data as Float32Array;
  const bounded = await arrayOf(work, entries, 'relevance.bounded');
  // Rows 4 and 7: the first sample of two for class 0, the second for class 1.
  const expected = [...bounded.data.subarray(4 * 108, 5 * 108), ...bounded.data.subarray(7 * 108)];
  t.is(exported.length, expected.length);
  t.true(exported.every((value, i) => Math.abs(value - expected[i]!) < 1e-6));
});

test('a check that fails ends with 1 and names layer and cause; everything is written all the same', async t => {
  const work = await temporaryFolder(t);
  // 1 of the score 3 is kept by the bias.
  await writeOnnx(work, {
    nodes: [onnxNode('Gemm', ['input', 'w', 'b'], ['output'], {}, {name: 'score'})],
    weights: [floats('w', [2, 1], [1, 1]), floats('b', [1], [1])],
    inputs: {input: [0, 2]},
  });
  await writeNpyFile(work, 'x.npy', [1, 2], [3, -1]);
  const script = (tolerance: string): Promise<void> =>
    writeFile(
      join(work, 'check.lrp'),
      `model "model.onnx"\ninput "x.npy"\nall use epsilon\nexplain x for 0\ncheck conservation within ${tolerance}\nsave "x-r.npy"\n`,
    );
  await script('30%');
  const failed = await runCli(['run', 'check.lrp'], {cwd: work});
  t.is(failed.code, 1);
  t.is(failed.stderr, '');
  t.regex(failed.stdout, /check conservation within 30 %, plan main: FAILED for 1 of 1/);
  t.regex(failed.stdout, /layer "score": .*33\.3 %.*bias/);
  t.deepEqual((await readdir(join(work, 'out'))).toSorted(), ['report.html', 'x-r.npy']);
  t.true((await readFile(join(work, 'out/report.html'), 'utf8')).includes('FAILED'));

  await script('40%');
  const passed = await runCli(['run', 'check.lrp', '--json', '--out', 'second'], {cwd: work});
  t.is(passed.code, 0);
  const outcome = JSON.parse(passed.stdout) as {
    checks: {check: string; plan: string; passed: boolean; tolerance: number}[];
    written: string[];
  };
  t.deepEqual(
    outcome.checks.map(({check, plan, passed: ok, tolerance}) => [check, plan, ok, tolerance]),
    [['conservation', 'main', true, 0.4]],
  );
  t.deepEqual(outcome.written, ['second/report.html', 'second/x-r.npy']);
});

test('the command line chooses the engine and the device before the script does', async t => {
  const work = await workshop(t);
  await writeFile(
    join(work, 'engine.lrp'),
    'model "colours.onnx"\nengine tfjs\nimage "red.png"\nexplain red for 0 with EpsilonPlus\nsave "r.html"\n',
  );
  for (const [more, engine] of [
    [[], 'tfjs/wasm'],
    [['--device', 'cpu'], 'tfjs/cpu'],
    [['--engine', 'onnx'], 'onnx/cpu'],
    [['--engine', 'tfjs', '--device', 'cpu'], 'tfjs/cpu'],
  ] as const) {
    const {code, stderr} = await runCli(['run', 'engine.lrp', ...more], {cwd: work});
    t.is(code, 0, stderr);
    const html = await readFile(join(work, 'out/report.html'), 'utf8');
    t.true(html.includes(`run on ${engine}.`), `${more}: ${/run on [^.]*/.exec(html)?.[0]}`);
  }
  const unknown = await runCli(['run', 'engine.lrp', '--device', 'cuda', '--out', 'no'], {
    cwd: work,
  });
  t.is(unknown.code, 1);
  t.regex(
    unknown.stderr,
    /^error\[engine\/unknown-device\]: engine tfjs has no device "cuda"; it has node-gpu, node, webgpu, wasm, cpu, auto\n$/,
  );
  t.false((await readdir(work)).includes('no'));
});

test('networks of one name in two folders get each their own bounds', async t => {
  const work = await workshop(t);
  const black = await sharp({create: {width: 3, height: 6, channels: 3, background: '#000000'}})
    .png()
    .toBuffer();
  await sharp(join(work, 'red.png'))
    .composite([{input: black, left: 0, top: 0}])
    .toFile(join(work, 'half.png'));
  const preprocessing = (mean: number): string =>
    JSON.stringify({channels: 'RGB', scale: 1 / 255, mean: [mean, 0, 0], std: [1, 1, 1]});
  for (const [folder, mean] of [
    ['a', 0.25],
    ['b', 0.125],
  ] as const) {
    await mkdir(join(work, folder));
    await writeOnnx(
      join(work, folder),
      {...colours, metadata: {'lrplab.preprocessing': preprocessing(mean)}},
      'net.onnx',
    );
  }
  await writeFile(
    join(work, 'two.lrp'),
    [
      'image "half.png"\nall use zero\ninput use zB',
      ...['a', 'b'].map(
        name =>
          `model "${name}/net.onnx" as ${name}\nexplain half for 0 with main\nsave "${name}.npy"`,
      ),
    ].join('\n'),
  );
  const {code, stderr} = await runCli(['run', 'two.lrp'], {cwd: work});
  t.is(code, 0, stderr);
  // zB on one weight 1 is in proportion to x − l: nothing where the picture is black, which is l.
  for (const name of ['a', 'b']) {
    const {data} = readTestNpy(join(work, 'out', `${name}.npy`));
    data.forEach((value, i) => {
      const isRed = i < 36 && i % 6 >= 3;
      t.true(isRed ? value > 1e-2 : Math.abs(value) < 1e-5, `${name} ${i}: ${value}`);
    });
  }
});

test('the report stands where a script saves a page of that name', async t => {
  const work = await workshop(t);
  await writeFile(
    join(work, 'page.lrp'),
    'model "colours.onnx"\nimage "red.png"\nexplain red with EpsilonPlus\nexplain red for 1 with Gradient\nsave "report.html"\n',
  );
  const {code, stdout} = await runCli(['run', 'page.lrp'], {cwd: work});
  t.is(code, 0);
  t.is(stdout.match(/^wrote /gm)?.length, 1);
  const html = await readFile(join(work, 'out/report.html'), 'utf8');
  t.true(html.includes('Plan EpsilonPlus') && html.includes('Plan Gradient'));
});

test('a script that does nothing says so', async t => {
  const work = await temporaryFolder(t);
  await writeFile(join(work, 'plan.lrp'), 'all use zplus\n');
  const {code, stdout} = await runCli(['run', 'plan.lrp'], {cwd: work});
  t.is(code, 0);
  t.regex(stdout, /^plan\.lrp: nothing to run/);
  t.deepEqual(await readdir(work), ['plan.lrp']);
});

test('files are written although the reader of the output went away', async t => {
  const work = await workshop(t);
  await writeFile(
    join(work, 'long.lrp'),
    'model "colours.onnx"\nimage "red.png"\nshow graph\nexplain red with EpsilonPlus\nshow plan, ledger\nsave "r.npy"\n',
  );
  const {code, stderr} = await runCli(['run', 'long.lrp'], {cwd: work, deaf: true});
  t.is(code, 0, stderr);
  t.deepEqual((await readdir(join(work, 'out'))).toSorted(), ['r.npy', 'report.html']);
});

test('a PNG says how many rows it has no room for', async t => {
  const work = await workshop(t);
  await writeNpyFile(
    work,
    'many.npy',
    [30, 3, 6, 6],
    Array.from({length: 30 * 108}, (_, i) => (i % 11) / 11),
  );
  const {code, stdout, stderr} = await runCli(
    [
      ...['explain', 'colours.onnx', '--input', 'many.npy', '--plan', 'EpsilonPlus'],
      ...['--target', '0', '--png', 'p.png', '--out', 'R.npy'],
    ],
    {cwd: work},
  );
  t.is(code, 0, stderr);
  t.true(stdout.includes('p.png: the first 24 of 30 rows'));
  t.deepEqual(readTestNpy(join(work, 'R.npy')).shape, [30, 3, 6, 6]);
});
