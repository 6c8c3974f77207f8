import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {floats, onnxBytes, onnxNode} from '../../helpers/onnx-maker.js';
import {runCli, type CliOutcome} from '../../helpers/run-cli.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';
import {writeDevkit} from '../../helpers/voc-devkit.js';

const size = {width: 8, height: 8};
const scenes = [
  {id: '1', objects: [{name: 'horse', box: [1, 1, 4, 8]}], ...size},
  {id: '2', objects: [{name: 'horse', box: [1, 1, 8, 2], difficult: true}], ...size},
  {id: '3', objects: [{name: 'horse', box: [1, 1, 4, 8]}, {name: 'dog'}], ...size},
  {id: '4', objects: [{name: 'person', box: [1, 1, 8, 4]}], ...size},
] as const;

/** Horse is the sum of the left half of a picture, person that of the right half, each pixel its share: z = Σ x. */
const halves = onnxBytes({
  nodes: [
    onnxNode('Flatten', ['input'], ['flat']),
    onnxNode('Gemm', ['flat', 'w'], ['logits'], {}, {name: 'halves'}),
  ],
  weights: [
    floats(
      'w',
      [192, 2],
      Array.from({length: 384}, (_, i) => {
        const isLeft = Math.floor(i / 2) % 8 < 4;
        return isLeft === (i % 2 === 0) ? 1 : 0;
      }),
    ),
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
  await writeFile(join(cwd, 'halves.onnx'), halves);
  await writeFile(
    join(cwd, 'plans.lrp'),
    'plan direct { all use zero }\nplan evenly { all use flat }\n',
  );
  await writeDevkit(cwd, '2012', scenes, {test: scenes.map(({id}) => id)});
  const data = ['--data', 'VOCdevkit', '--plan', 'plans.lrp#direct', '--plan', 'plans.lrp#evenly'];
  return runCli(['evaluate', 'localisation', 'halves.onnx', ...data, ...args], {cwd});
}

test('a network that reads the boxes scores 1, relevance spread evenly scores the uniform share', async t => {
  const {code, stdout, stderr} = await evaluate(t, []);
  t.is(code, 0, stderr);
  t.regex(stdout, /horse +direct +1\.000 +1\.000…1\.000 +0\.500 +2/);
  t.regex(stdout, /horse +evenly +0\.500 +0\.500…0\.500 +0\.500 +2/);
  // A person's box is the upper half, but the network reads the right half of it.
  t.regex(stdout, /person +evenly +0\.500 +0\.500…0\.500 +0\.500 +1/);
  t.regex(stdout, /channels are summed first/);
});

test('--json is for machines; classes and pictures can be fewer', async t => {
  const {code, stdout, stderr} = await evaluate(t, [
    ...['--json', '--classes', 'horse', '--limit', '1', '--seed', '3'],
  ]);
  t.is(code, 0, stderr);
  const {scores, classes, ...rest} = JSON.parse(stdout) as Record<string, unknown[]>;
  t.like(rest, {model: 'halves.onnx', split: 'test', seed: 3} as object);
  t.deepEqual(classes, [{name: 'horse', target: 0, images: 1, baseline: 0.5}]);
  t.is(scores!.length, 2);
  t.like(scores![0], {className: 'horse', plan: 'direct', mean: 1, low: 1, high: 1, images: 1});
});

test('what is missing or wrong is said, without a trace of the program', async t => {
  const cases = [
    [['--classes', 'cow'], 1, /has no class "cow"/],
    [['--split', 'vall'], 1, /no split "vall"/],
    [['--limit', '0'], 2, /whole number from 1/],
    [['--plan', 'plans.lrp'], 1, /--plan plans\.lrp#NAME/],
  ] as const;
  for (const [args, expected, message] of cases) {
    const {code, stdout, stderr} = await evaluate(t, args);
    t.is(code, expected, stderr);
    t.is(stdout, '');
    t.regex(stderr, message);
    t.notRegex(stderr, /^\s+at /m);
  }
});
