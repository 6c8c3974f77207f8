import test from 'ava';
import {chooseBatch} from '../../src/explain/batch-size.js';
import {explain} from '../../src/explain/explain.js';
import {explainPlans, type ReadyProgram} from '../../src/explain/explain-plans.js';
import {RunnerCache} from '../../src/explain/runner-cache.js';
import {compilePlans} from '../../src/program/compile.js';
import {programMemory} from '../../src/program/memory.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';
import {uniformPlan} from '../helpers/make-plan.js';

const builder = new GraphBuilder([2, 2, 3]);
builder.conv(
  tensorOf(
    [2, 2, 2, 2],
    Array.from({length: 16}, (_, i) => ((i * 5) % 7) - 3),
  ),
  tensorOf([2], [0.5, -0.25]),
);
builder.relu();
builder.flatten();
builder.dense(
  tensorOf([4, 4], [1, 2, -1, 0, 0, 1, 1, 1, -1, 1, 2, 1, 3, -2, 1, 1]),
  tensorOf([4], [0.5, 0, -0.5, 0.25]),
);
const net = {...builder.build(), classes: ['a', 'b', 'c', 'd']};
const plans = [
  uniformPlan(net, {kind: 'zplus', bias: 'include', stabiliser: 1e-6}),
  {
    ...uniformPlan(net, {kind: 'epsilon', epsilon: 0.25, unit: 'rms', bias: 'include'} as const),
    name: 'second',
  },
];
const tensor = tensorOf(
  [5, 2, 2, 3],
  Array.from({length: 60}, (_, i) => ((i * 13) % 17) / 4 - 2),
);
const samples = ['p', 'q', 'r', 's', 't'].map(sample => ({sample, pixels: null}));
const batch = {tensor, samples};

const close = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length &&
  Array.from(a).every((value, i) => Math.abs(value - b[i]!) <= 1e-5 * Math.max(1, Math.abs(b[i]!)));

for (const memory of [1, 1e9]) {
  test(`several plans and targets at once agree with each alone, with ${memory} bytes of memory`, async t => {
    const columns = ['d', 'top', [0, 1, 2, 3, 0], 3];
    const programs: ReadyProgram[] = [];
    const explained = await explainPlans(net, plans, batch, {
      targets: columns,
      memory,
      layers: true,
      onReady: program => programs.push(program),
    });
    t.is(programs.length, 1);
    // "d" and 3 are one class. Where memory is short, targets are taken one by one.
    t.is(programs[0]!.batch.targets, memory === 1 ? 1 : 3);
    const [top] = [(await explain(net, plans[0]!, tensor)).targets];
    const expected = samples.flatMap((_, n) =>
      [...new Set([3, top![n]!, [0, 1, 2, 3, 0][n]!])].map(target => [n, target] as const),
    );
    t.deepEqual(
      explained.rows.map(({sample, target}) => [sample, target]),
      expected.map(([n, target]) => [samples[n]!.sample, target]),
    );
    t.deepEqual(explained.shape, [2, 2, 3]);
    for (const [index, plan] of plans.entries()) {
      for (const target of [0, 1, 2, 3]) {
        const alone = await explain(net, plan, tensor, {targets: target});
        for (const [row, [n, asked]] of expected.entries()) {
          if (asked !== target) continue;
          const own = explained.plans[index]!;
          t.true(close(own.relevance[row]!, alone.relevance.data.subarray(12 * n, 12 * n + 12)));
          const [mine, other] = [own.ledger[row]!, alone.ledger.samples[n]!];
          t.is(mine.target, target);
          t.true(close([mine.logit], [other.logit]));
          t.true(
            close(
              mine.layers.map(({bias}) => bias),
              other.layers.map(({bias}) => bias),
            ),
          );
          t.true(close([own.layers![row]![0]!.total], [mine.layers[0]!.relevanceIn]));
          t.true(close(explained.rows[row]!.logits, alone.logits.data.subarray(4 * n, 4 * n + 4)));
        }
      }
    }
    // Each plan's own cost for one target, whatever it shares here: 2 F is what the optimiser promises for epsilon.
    t.deepEqual(
      explained.plans.map(({plan: {name}}) => name),
      ['test', 'second'],
    );
    t.is(explained.plans[1]!.cost, 2);
  });
}

test('a cache has the program ready the second time, and keeps it alive', async t => {
  const cache = new RunnerCache();
  const ready: boolean[] = [];
  const run = () =>
    explainPlans(net, plans, batch, {
      targets: ['top'],
      cache,
      onReady: ({wasReady, milliseconds}) => {
        ready.push(wasReady);
        t.true(milliseconds.compile > 0 && milliseconds.prepare > 0);
      },
    });
  const [first, second] = [await run(), await run()];
  t.deepEqual(ready, [false, true]);
  t.deepEqual(second.plans, first.plans);
  t.is(cache.size, 1);
  await cache.dispose();
  t.is(cache.size, 0);
});

test('a signal stops between two batches, and the program goes back to the cache', async t => {
  const cache = new RunnerCache();
  const controller = new AbortController();
  const reason = new Error('enough');
  let batches = 0;
  const stopped = explainPlans(net, plans, batch, {
    targets: [0],
    batchSize: 2,
    cache,
    signal: controller.signal,
    onProgress: () => {
      batches += 1;
      controller.abort(reason);
    },
  });
  t.is(await t.throwsAsync(stopped), reason);
  t.is(batches, 1);
  await cache.dispose();
  t.is(cache.size, 0);
});

for (const [what, targets, code] of [
  ['no column', [], 'target/count'],
  ['a list of another length', [[0, 1]], 'target/count'],
  ['an unknown class', ['z'], 'target/unknown'],
  ['an index too high', [4], 'target/range'],
] as const) {
  test(`${what} is ${code}`, async t => {
    await t.throwsAsync(explainPlans(net, plans, batch, {targets}), {code});
  });
}

test('a batch is as large as memory allows, and takes fewer targets at a time before it takes too much', t => {
  const perSample = (targets: number): number =>
    programMemory(compilePlans(net, plans, {targets}).program).perSample;
  const {constants} = programMemory(compilePlans(net, plans).program);
  t.deepEqual(
    [1, 3].map(
      n => chooseBatch(net, plans, 1, {memory: constants + 3.1 * n * perSample(1)}).samples,
    ),
    [1, 3],
  );
  t.deepEqual(
    [8, 4, 2, 1].map(fits => {
      const memory = constants + 3.1 * perSample(fits);
      const {samples: n, targets} = chooseBatch(net, plans, 8, {memory});
      return [n, targets];
    }),
    [
      [1, 8],
      [1, 4],
      [1, 2],
      [1, 1],
    ],
  );
  const roomy = chooseBatch(net, plans, 8, {memory: 1e12});
  t.is(roomy.targets, 8);
  t.true(roomy.samples >= 16);
  t.true(roomy.bytes > 16 * perSample(8));
  t.is(chooseBatch(net, plans, 1, {batchSize: 500, memory: 1}).samples, 500);
});

for (const memory of [0, -1, Number.NaN]) {
  test(`a memory of ${memory} is refused`, t => {
    t.throws(() => chooseBatch(net, plans, 1, {memory}), {code: 'explain/memory'});
  });
}
