import {readFile, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import test from 'ava';
import {relativeError, sampleOf} from '../helpers/compare.js';
import {goldenCases} from '../helpers/golden-cases.js';
import {readTestNpy} from '../helpers/npy.js';
import {openCliProcess} from '../helpers/cli-process.js';
import {runCli} from '../helpers/run-cli.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';
import {linearParts, linearWeights, writeNpyFile, writeOnnx} from '../helpers/cli-models.js';
import {layer, sequential, writeModel} from '../helpers/tfjs-files.js';
import {onnxNode} from '../helpers/onnx-maker.js';
import type {Tensor} from '../../src/graph/graph.js';

const cli = openCliProcess();
test.after.always(cli.close);

interface LedgerFile {
  readonly version: number;
  readonly model: string;
  readonly plan: string;
  readonly samples: readonly {
    readonly target: number;
    readonly logit: number;
    readonly layers: readonly Record<string, number | string | null>[];
  }[];
}

const layerKeys = [
  'index',
  'name',
  'kind',
  'rule',
  'relevanceOut',
  'relevanceIn',
  'bias',
  'stabiliser',
  'gain',
  'masked',
  'remainder',
  'negativeShare',
];

function worst(mine: Tensor, reference: Tensor): number {
  const count = reference.shape[0]!;
  return Math.max(
    ...Array.from({length: count}, (_, sample) =>
      relativeError(sampleOf(mine.data, sample, count), sampleOf(reference.data, sample, count)),
    ),
  );
}

const own = resolve('test/golden/open');
const golden = (name: string) => goldenCases().find(each => each.folder === join(own, name))!;

for (const [name, planName] of [
  ['mlp', 'override'],
  ['conv-variety', 'talk'],
  ['bn-right', 'epsilon-drop'],
  ['resnet-mini', 'epsilon-plus-flat'],
  ['lenet-avg', 'dtd-bounded'],
] as const) {
  test(`${name}, ${planName}: relevance and ledger written by explain are those of the reference`, async t => {
    const {folder, plans} = golden(name);
    const plan = plans[planName]!;
    const work = await temporaryFolder(t);
    await writeFile(join(work, 'plan.lrp'), `${plan.dsl}\n`);
    const {code, stdout} = await cli.run(
      [
        'explain',
        join(folder, 'model.onnx'),
        '--input',
        join(folder, 'input.npy'),
        '--plan',
        'plan.lrp',
        '--target',
        plan.targets.join(),
        '--out',
        'R.npy',
        '--ledger',
        'L.json',
      ],
      {cwd: work},
    );
    t.is(code, 0);
    t.regex(stdout, /wrote R\.npy\nwrote L\.json\n$/);
    const relevance = readTestNpy(join(work, 'R.npy'));
    t.deepEqual(relevance.shape, readTestNpy(join(folder, 'input.npy')).shape);
    const error = worst(relevance, readTestNpy(join(folder, plan.file)));
    t.true(error < 1e-3, String(error));

    const ledger = JSON.parse(await readFile(join(work, 'L.json'), 'utf8')) as LedgerFile;
    t.deepEqual(Object.keys(ledger), ['version', 'model', 'plan', 'samples']);
    t.deepEqual([ledger.version, ledger.model, ledger.plan], [1, 'model.onnx', 'main']);
    t.deepEqual(
      ledger.samples.map(({target}) => target),
      [...plan.targets],
    );
    const logits = readTestNpy(join(folder, 'logits.npy'));
    const layers = (
      JSON.parse(await readFile(join(folder, 'case.json'), 'utf8')) as {layers: unknown[]}
    ).layers.length;
    ledger.samples.forEach((sample, k) => {
      t.deepEqual(Object.keys(sample), ['target', 'logit', 'layers']);
      const expected = logits.data[k * logits.shape[1]! + sample.target]!;
      t.true(Math.abs(sample.logit - expected) <= 1e-4 * Math.max(1, Math.abs(expected)));
      const numbered = sample.layers.map(each => each['index']).filter(index => index !== null);
      t.deepEqual(
        numbered,
        numbered.map((_, index) => index),
        'forward order',
      );
      t.true(numbered.length > 0 && numbered.length <= layers);
      for (const line of sample.layers) {
        t.deepEqual(Object.keys(line), layerKeys);
        const of = (key: string): number => line[key] as number;
        const rest =
          of('relevanceOut') -
          of('relevanceIn') -
          (of('bias') + of('stabiliser') + of('gain') + of('masked') + of('remainder'));
        const scale = Math.max(Math.abs(of('relevanceOut')), Math.abs(of('relevanceIn')));
        t.true(Math.abs(rest) <= 1e-9 + 1e-6 * scale, `${line['name']}: ${rest}`);
        t.true(Math.abs(of('remainder')) <= 1e-5 * scale, `${line['name']}: remainder`);
        t.true(of('negativeShare') >= 0 && of('negativeShare') <= 1);
        const index = line['index'];
        if (typeof index !== 'number') continue;
        const reference = [plan.layer_output_sums[index]![k]!, plan.layer_input_sums[index]![k]!];
        t.true(Math.abs(of('relevanceOut') - reference[0]!) <= 1e-3 * Math.max(1, scale));
        t.true(Math.abs(of('relevanceIn') - reference[1]!) <= 1e-3 * Math.max(1, scale));
      }
    });
  });
}

test('tfjs on wasm and cpu give the same file as onnx', async t => {
  const {folder, plans} = golden('lenet-avg');
  const work = await temporaryFolder(t);
  const plan = plans['epsilon-gamma-box']!;
  for (const device of ['wasm', 'cpu']) {
    const {code, stdout} = await cli.run(
      [
        'explain',
        join(folder, 'model.onnx'),
        ...['--input', join(folder, 'input.npy')],
        ...['--plan', 'EpsilonGammaBox(0, 1)', '--target', plan.targets.join()],
        ...['--out', `${device}.npy`, '--engine', 'tfjs', '--device', device],
      ],
      {cwd: work},
    );
    t.is(code, 0);
    t.true(stdout.includes(`plan EpsilonGammaBox(0, 1) on tfjs/${device}`));
    const error = worst(
      readTestNpy(join(work, `${device}.npy`)),
      readTestNpy(join(folder, plan.file)),
    );
    t.true(error < 1e-3, `${device}: ${error}`);
  }
});

test('a plan is a file, a plan of a file, a preset or a preset with bounds', async t => {
  const {folder, plans} = golden('bn-right');
  const work = await temporaryFolder(t);
  await writeFile(
    join(work, 'several.lrp'),
    'plan one { all use zero }\nplan "the other" { all use zplus bias drop }\n',
  );
  const explain = async (plan: string, name: string): Promise<void> => {
    const {code, stderr} = await cli.run(
      [
        'explain',
        join(folder, 'model.onnx'),
        ...['--input', join(folder, 'input.npy'), '--plan', plan],
        ...['--target', plans[name]!.targets.join(), '--out', 'R.npy'],
      ],
      {cwd: work},
    );
    t.is(code, 0, stderr);
    const error = worst(
      readTestNpy(join(work, 'R.npy')),
      readTestNpy(join(folder, plans[name]!.file)),
    );
    t.true(error < 1e-3, `${plan}: ${error}`);
  };
  await explain('several.lrp#one', 'zero');
  await explain('several.lrp#the other', 'zplus-drop');
  await explain('EpsilonPlus', 'epsilon-plus');
  await explain('EpsilonGammaBox(-2.2, 2.7)', 'epsilon-gamma-box');
  await explain('gradient', 'gradient');
  const open = await cli.run(['plan', join(folder, 'model.onnx'), '--plan', 'several.lrp'], {
    cwd: work,
  });
  t.is(open.code, 1);
  t.regex(open.stderr, /^error\[plan\/choose\].*one, the other.*#NAME\n$/);
});

test('a target is an index, one each, a name or the strongest class', async t => {
  const work = await temporaryFolder(t);
  const model = await writeOnnx(work, {
    ...linearParts,
    metadata: {'lrplab.classes': '["cat", "dog, wet", "top hat"]'},
  });
  const x = [
    [1, 2, 3, 4],
    [-1, 0.5, 2, 0.5],
  ];
  await writeNpyFile(work, 'x.npy', [2, 4], x.flat());
  for (const [text, targets] of [
    ['2', [2, 2]],
    ['0,2', [0, 2]],
    ['cat', [0, 0]],
    ['dog, wet', [1, 1]],
    ['top hat, cat', [2, 0]],
    // The scores are −10, −20, −30 and 2, 4, 6.
    ['top', [0, 2]],
  ] as const) {
    const {code, stdout, stderr} = await cli.run(
      [
        ...['explain', model, '--input', 'x.npy', '--plan', 'EpsilonPlus', '--target', text],
        ...['--json', '--out', 'R.npy'],
      ],
      {cwd: work},
    );
    t.is(code, 0, `${text}: ${stderr}`);
    const told = JSON.parse(stdout) as {samples: {target: number; class: string}[]};
    t.deepEqual(
      told.samples.map(({target}) => target),
      [...targets],
      text,
    );
    t.is(told.samples[0]!.class, ['cat', 'dog, wet', 'top hat'][targets[0]]!);
    const relevance = readTestNpy(join(work, 'R.npy'));
    targets.forEach((target, sample) => {
      x[sample]!.forEach((value, i) => {
        const expected = value * linearWeights[target]![i]!;
        t.true(Math.abs(relevance.data[sample * 4 + i]! - expected) < 1e-3);
      });
    });
  }
});

test('several files are one batch, in their order, also where the file fixes the batch at 1', async t => {
  const work = await temporaryFolder(t);
  const model = await writeOnnx(work, {...linearParts, inputs: {input: [1, 4]}});
  await writeNpyFile(work, 'a.npy', [1, 4], [1, 2, 3, 4]);
  await writeNpyFile(work, 'b.npy', [2, 4], [5, 6, 7, 8, 9, 10, 11, 12]);
  await writeFile(join(work, 'plan.lrp'), 'all use zero');
  const {code, stdout} = await runCli(
    [
      ...['explain', model, '--input', 'b.npy', 'a.npy', '--plan', 'plan.lrp'],
      ...['--target', '0', '--out', 'sub/folder/R.npy'],
    ],
    {cwd: work},
  );
  t.is(code, 0);
  t.regex(stdout, /b\.npy\[0\].*\n.*b\.npy\[1\].*\n.*a\.npy /);
  const relevance = readTestNpy(join(work, 'sub/folder/R.npy'));
  t.deepEqual(relevance.shape, [3, 4]);
  [5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3, 4].forEach((value, i) => {
    t.true(Math.abs(relevance.data[i]! - value * linearWeights[0]![i % 4]!) < 1e-3);
  });
});

for (const head of ['Softmax', 'Sigmoid']) {
  test(`a ${head.toLowerCase()} head is cut: relevance starts at the logit, and the output says so`, async t => {
    const work = await temporaryFolder(t);
    const model = await writeOnnx(work, {
      ...linearParts,
      nodes: [
        onnxNode('Gemm', ['input', 'w'], ['z']),
        onnxNode(head, ['z'], ['output'], head === 'Softmax' ? {axis: 1} : {}),
      ],
    });
    await writeNpyFile(work, 'x.npy', [1, 4], [4, 3, 2, 1]);
    const {code, stdout} = await cli.run(
      [
        ...['explain', model, '--input', 'x.npy', '--plan', 'EpsilonPlus', '--target', '1'],
        ...['--ledger', 'L.json'],
      ],
      {cwd: work},
    );
    t.is(code, 0);
    t.true(stdout.includes(`${head.toLowerCase()} head cut`));
    t.true(stdout.includes('relevance starts as the logit of the target'));
    const ledger = JSON.parse(await readFile(join(work, 'L.json'), 'utf8')) as LedgerFile;
    // 2·(4 − 6 + 6 − 4)
    t.true(Math.abs(ledger.samples[0]!.logit - 0) < 1e-5);
  });
}

test('a tfjs model takes and gives channels last', async t => {
  const work = await temporaryFolder(t);
  const scale = [2, 3, 5];
  const kernel = [0, 1, 2].flatMap(i => [0, 1, 2].map(o => (i === o ? scale[i]! : 0)));
  const dense = Array.from({length: 24}, (_, i) => ((i * 7) % 11) - 5);
  const file = await writeModel(
    work,
    sequential([
      layer('Conv2D', 'c', {
        batch_input_shape: [null, 2, 2, 3],
        filters: 3,
        kernel_size: [1, 1],
        use_bias: false,
      }),
      layer('Flatten', 'f'),
      layer('Dense', 'd', {units: 2, use_bias: false}),
    ]),
    [
      {name: 'c/kernel', shape: [1, 1, 3, 3], values: kernel},
      {name: 'd/kernel', shape: [12, 2], values: dense},
    ],
  );
  const x = Array.from({length: 12}, (_, i) => i - 4.5);
  await writeNpyFile(work, 'x.npy', [1, 2, 2, 3], x);
  await writeFile(join(work, 'plan.lrp'), 'all use zero');
  for (const model of [file, work]) {
    for (const engine of ['onnx', 'tfjs']) {
      const {code, stderr} = await cli.run(
        [
          ...['explain', model, '--input', 'x.npy', '--plan', 'plan.lrp', '--target', '1'],
          ...['--out', 'R.npy', '--engine', engine],
        ],
        {cwd: work},
      );
      t.is(code, 0, stderr);
      const relevance = readTestNpy(join(work, 'R.npy'));
      t.deepEqual(relevance.shape, [1, 2, 2, 3]);
      x.forEach((value, i) => {
        const expected = value * scale[i % 3]! * dense[2 * i + 1]!;
        t.true(Math.abs(relevance.data[i]! - expected) < 1e-3 * 200, `${i}`);
      });
    }
  }
});

test('--shape gives the lengths that a model leaves open, in its own layout', async t => {
  const work = await temporaryFolder(t);
  await writeModel(
    work,
    sequential([
      layer('Conv2D', 'c', {
        batch_input_shape: [null, null, null, 3],
        filters: 1,
        kernel_size: [1, 1],
        use_bias: false,
      }),
      layer('GlobalAveragePooling2D', 'g'),
    ]),
    [{name: 'c/kernel', shape: [1, 1, 3, 1], values: [1, 2, 3]}],
  );
  const open = await cli.run(['graph', '.'], {cwd: work});
  t.is(open.code, 1);
  t.regex(open.stderr, /^error\[model\/input-shape\]: [^\n]*\n$/);
  const given = await cli.run(['graph', '.', '--shape', '4x5x3', '--json'], {cwd: work});
  t.is(given.code, 0, given.stderr);
  const {layout, layers} = JSON.parse(given.stdout) as {
    layout: string;
    layers: {shape: number[]}[];
  };
  t.is(layout, 'channels-last');
  t.deepEqual(layers[0]!.shape, [3, 4, 5], 'tables are channels first');
});
