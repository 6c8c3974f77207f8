import test, {type ExecutionContext} from 'ava';
import {writeHalves} from '../../helpers/halves.js';
import {runCli, type CliOutcome} from '../../helpers/run-cli.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';

async function evaluate(t: ExecutionContext, args: readonly string[]): Promise<CliOutcome> {
  const cwd = await temporaryFolder(t);
  await writeHalves(cwd);
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
  const {localisation, ...evaluation} = JSON.parse(stdout) as Record<string, object>;
  t.like(evaluation, {version: 1, classes: ['horse'], seed: 3} as object);
  const {scores, classes, ...rest} = localisation as Record<string, unknown[]>;
  t.like(rest, {model: 'halves.onnx', split: 'test', seed: 3} as object);
  t.deepEqual(classes, [{name: 'horse', target: 0, images: 1}]);
  t.is(scores!.length, 2);
  t.like(scores![0], {className: 'horse', plan: 'direct', mean: 1, low: 1, high: 1, baseline: 0.5});
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
