import test from 'ava';
import {agreement} from '../../bench/agreement.js';
import {OwnLoop} from '../../bench/perturbation/own-loop.js';
import {
  perturbationLines,
  type PerturbationResults,
  throughputRatio,
} from '../../bench/perturbation/perturbation-results.js';
import {type LoopCurves, TorchLoop} from '../../bench/perturbation/torch-loop.js';
import {createRandom} from '../../src/data/random.js';
import {canonise} from '../../src/graph/canonise.js';
import {draftOfStack} from '../../src/model/stack/draft-of-stack.js';
import {tensorOf} from '../helpers/graph-builder.js';
import {talkNetwork} from '../helpers/talk-network.js';

const numbers = (shape: readonly number[], seed: number) => {
  const random = createRandom(seed);
  const length = shape.reduce((product, side) => product * side, 1);
  return tensorOf(
    shape,
    Array.from({length}, () => random.normal()),
  );
};

test('the loop in torch, image by image, gives the curves that the family gives', async t => {
  if (process.env['LRPLAB_TORCH'] === undefined) {
    t.log('not run: LRPLAB_TORCH names no Python with torch');
    return void t.pass();
  }
  // Two threads of torch wait for each other, long where tests beside this one take their cores.
  process.env['LRPLAB_BENCH_THREADS'] = '1';
  const graph = canonise(draftOfStack(talkNetwork({size: 32})));
  const data = {
    pictures: numbers([2, 3, 32, 32], 1),
    maps: numbers([2, 2, 32, 32], 2),
    targets: [0, 1],
  };
  const torch = await TorchLoop.open();
  t.teardown(() => torch.close());
  await torch.load(graph, data);
  const own = await OwnLoop.open(graph, data, 8, 5);
  t.teardown(() => own.dispose());
  const flat = (curves: LoopCurves) => Float32Array.from(curves.flat(3));
  const theirs = flat((await torch.score(0, 2, 8, 5)).curves);
  t.is(theirs.length, 2 * 2 * 2 * 6);
  const {cosine, difference} = agreement(flat((await own.score(0, 2)).curves), theirs);
  t.true(cosine > 0.999999, `cosine ${cosine}`);
  t.true(difference < 1e-4, `difference ${difference}`);
});

test('what is told of a measurement: points a second, the ratio, and what it is made of', t => {
  const of = (median: number) => ({runs: 3, min: median, q1: median, median, q3: median});
  const results = {
    network: 'talk',
    ...{pictures: 1, methods: ['A'], steps: 9, region: 8, points: 20, run: 18},
    ...{own: of(100), torch: of(600), ownProcessor: of(200), torchProcessor: of(1000)},
    forward: {torch: of(25), own: of(8), batched: of(5), batch: 32},
    ...{difference: 2e-6, cosine: 1, machine: {torch: '2', threads: 2}},
  } as unknown as PerturbationResults;
  t.is(throughputRatio(results), 6);
  const lines = perturbationLines(results);
  t.is(lines[1], 'lrplab: 200.0 points a second');
  t.is(lines[3], 'ratio: 6.0× in time, 5.0× in processor time');
  t.regex(
    lines[4]!,
    /^of it: the network itself 3\.13× .* batches of 32 1\.60× .* shared points 1\.11× \(18 of 20 run\); outside of the network lrplab spends 10 % of its time$/,
  );
});
