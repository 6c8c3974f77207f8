import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {Consistency} from '../../../src/evaluate/consistency/consistency.js';
import {floats, onnxBytes, onnxNode} from '../../helpers/onnx-maker.js';
import {runCli, type CliOutcome} from '../../helpers/run-cli.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';
import {writeDevkit} from '../../helpers/voc-devkit.js';

const scenes = [
  {id: '1', objects: [{name: 'horse'}], width: 8, height: 8},
  {id: '2', objects: [{name: 'horse'}, {name: 'person'}], width: 8, height: 8},
  {id: '3', objects: [{name: 'dog'}], width: 8, height: 8},
] as const;

/** Horse is the sum of a picture's values, person that of the even less the odd ones; each has 1 more from its bias. */
const sums = onnxBytes({
  nodes: [
    onnxNode('Flatten', ['input'], ['flat']),
    onnxNode('Gemm', ['flat', 'w', 'b'], ['logits'], {}, {name: 'sums'}),
  ],
  weights: [
    floats(
      'w',
      [192, 2],
      Array.from({length: 384}, (_, i) => (i % 4 === 3 ? -1 : 1)),
    ),
    floats('b', [2], [1, 1]),
  ],
  inputs: {input: [0, 3, 8, 8]},
  outputs: ['logits'],
  metadata: {
    'lrplab.classes': '["horse", "person"]',
    'lrplab.preprocessing': JSON.stringify({
      ...{channels: 'RGB', scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1]},
    }),
  },
});

async function evaluate(t: ExecutionContext, args: readonly string[]): Promise<CliOutcome> {
  const cwd = await temporaryFolder(t);
  await writeFile(join(cwd, 'sums.onnx'), sums);
  await writeFile(
    join(cwd, 'plans.lrp'),
    'plan leaky { all use zero }\nplan kept { all use zero bias drop }\nplan slope { all use gradient }\n',
  );
  await writeDevkit(cwd, '2012', scenes, {test: scenes.map(({id}) => id), val: ['3']});
  const plans = ['leaky', 'kept', 'slope'].flatMap(name => ['--plan', `plans.lrp#${name}`]);
  return runCli(
    ['evaluate', 'consistency', 'sums.onnx', '--data', 'VOCdevkit', ...plans, ...args],
    {
      cwd,
    },
  );
}

test('a bias keeps its part of a score and is named; without it the sum arrives', async t => {
  const {code, stdout, stderr} = await evaluate(t, [
    '--json',
    '--within',
    '50%',
    '--classes',
    'horse',
  ]);
  t.is(code, 0, stderr);
  const {rows, pictures, within, plans} = JSON.parse(stdout) as Consistency;
  t.deepEqual([rows, pictures, within], [2, 2, 0.5]);
  const [leaky, kept, slope] = plans;
  const layer = leaky!.layers[0]!;
  t.deepEqual([layer.name, layer.cause], ['sums', 'bias']);
  // 1 of a score of about 96 (192 values around a half).
  t.true(layer.conservation.worst > 1 / 192 && layer.conservation.worst < 1 / 30);
  t.true(Math.abs(layer.conservation.worst - leaky!.conservation.worst) < 1e-5);
  t.true(kept!.conservation.worst < 1e-5);
  t.deepEqual(kept!.rates, {conservative: 1, positive: 1, consistent: 1});
  // The gradient is 1 for each of 192 values, where 1 started.
  t.is(slope!.start, 'one');
  t.true(Math.abs(slope!.conservation.worst - 191) < 1e-3);
});

test('a bias above the tolerance, and negative inputs to a class, show in the table', async t => {
  const {code, stdout, stderr} = await evaluate(t, ['--within', '0.001', '--layers']);
  t.is(code, 0, stderr);
  t.regex(stdout, /leaky +0 % +66\.7 % +0 % +0 %/);
  t.regex(stdout, /kept +100\.0 % +66\.7 % +66\.7 % +66\.7 %/);
  t.regex(
    stdout,
    /3 maps: 2 pictures of split "test".* explained for horse or person.*; within 0\.1 %/,
  );
  t.regex(stdout, /layers under leaky\n.*\n?.*cause/);
  t.regex(stdout, /slope is a gradient/);
});

test('a tolerance that is none, and a split without the class, end with one line each', async t => {
  const wrong = await evaluate(t, ['--within', '120%']);
  t.is(wrong.code, 2, wrong.stderr);
  t.regex(wrong.stderr, /--within.*write a share such as 5% or 0\.05/);
  const empty = await evaluate(t, ['--split', 'val']);
  t.not(empty.code, 0);
  t.regex(empty.stderr, /split "val": no picture shows a class to explain/);
});
