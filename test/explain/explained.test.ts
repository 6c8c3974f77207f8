import test from 'ava';
import {explainPlans} from '../../src/explain/explain-plans.js';
import {describeTarget, toExplained} from '../../src/explain/explained.js';
import type {Explanation} from '../../src/explain/explanation.js';
import {GraphBuilder, nested, tensorOf} from '../helpers/graph-builder.js';
import {uniformPlan} from '../helpers/make-plan.js';
import {sampleOf} from '../ledger/samples.js';

const builder = new GraphBuilder([2]);
builder.dense(
  nested([
    [1, 2],
    [3, 4],
    [5, 6],
  ]),
  null,
);
const net = {...builder.build(), classes: ['a', 'b', 'c']};
const plan = uniformPlan(net, {kind: 'zero', bias: 'include', stabiliser: 1e-9});

/** An explanation whose numbers say where they come from: 100·tag + 10·sample + position. */
function tagged(tag: number, targets: readonly number[]): Explanation {
  const cells = (width: number): readonly number[] =>
    targets.flatMap((_, sample) =>
      Array.from({length: width}, (__, at) => 100 * tag + 10 * sample + at),
    );
  return {
    plan,
    relevance: tensorOf([targets.length, 2], cells(2)),
    logits: tensorOf([targets.length, 3], cells(3)),
    targets,
    ledger: {
      version: 1,
      model: 'm',
      plan: 'p',
      samples: targets.map((target, sample) => ({...sampleOf(100 * tag + sample), target})),
    },
    engine: `engine ${tag}`,
    layers: null,
  };
}

const samples = [
  {sample: 'x', pixels: null},
  {sample: 'y', pixels: null},
];

test('rows go sample by sample, target by target within; every plan follows the same order', t => {
  const {rows, plans, shape} = toExplained(net, samples, [
    {cost: 2, explanations: [tagged(1, [0, 2]), tagged(2, [1, 1])]},
    {cost: 3, explanations: [tagged(3, [0, 2]), tagged(4, [1, 1])]},
  ]);
  t.deepEqual(shape, [2]);
  t.deepEqual(
    rows.map(({label, target}) => [label, target]),
    [
      ['x for a (0)', 0],
      ['x for b (1)', 1],
      ['y for c (2)', 2],
      ['y for b (1)', 1],
    ],
  );
  t.deepEqual(
    rows.map(({logits}) => [...logits]),
    [
      [100, 101, 102],
      [200, 201, 202],
      [110, 111, 112],
      [210, 211, 212],
    ],
  );
  t.deepEqual(
    plans.map(({relevance}) => relevance.map(values => [...values])),
    [
      [
        [100, 101],
        [200, 201],
        [110, 111],
        [210, 211],
      ],
      [
        [300, 301],
        [400, 401],
        [310, 311],
        [410, 411],
      ],
    ],
  );
  t.deepEqual(
    plans.map(({ledger}) => ledger.map(({logit}) => logit)),
    [
      [100, 200, 101, 201],
      [300, 400, 301, 401],
    ],
  );
  t.deepEqual(
    plans.map(({cost, engine}) => [cost, engine]),
    [
      [2, 'engine 1'],
      [3, 'engine 3'],
    ],
  );
});

test('a class that a sample is explained for twice, as itself and as the top, is one row', t => {
  const {rows, plans} = toExplained(net, samples, [
    {cost: 2, explanations: [tagged(1, [2, 0]), tagged(2, [2, 2])]},
    {cost: 3, explanations: [tagged(3, [2, 0]), tagged(4, [2, 2])]},
  ]);
  t.deepEqual(
    rows.map(({label}) => label),
    ['x for c (2)', 'y for a (0)', 'y for c (2)'],
  );
  t.deepEqual(
    plans.map(({ledger}) => ledger.map(({logit}) => logit)),
    [
      [100, 101, 201],
      [300, 301, 401],
    ],
  );
});

test('a target is called by its name and index, or by its index alone', t => {
  t.is(describeTarget(1, net), 'b (1)');
  t.is(describeTarget(1, {...net, classes: null}), 'class 1');
  t.is(describeTarget(3, net), 'class 3');
});

test('several plans and targets are explained in one go, and progress counts them all', async t => {
  const other = uniformPlan(net, {kind: 'zplus', bias: 'include', stabiliser: 1e-6});
  const batch = {tensor: tensorOf([2, 2], [1, 2, 3, 4]), samples};
  const seen: (readonly [number, number])[] = [];
  const explained = await explainPlans(net, [plan, {...other, name: 'other'}], batch, {
    targets: ['a', ['c', 1]],
    batchSize: 1,
    onProgress: (done, total) => {
      seen.push([done, total]);
    },
  });
  // Each batch of one sample is explained for 2 targets under 2 plans at once.
  t.deepEqual(seen, [
    [4, 8],
    [8, 8],
  ]);
  t.deepEqual(
    explained.rows.map(({target}) => target),
    [0, 2, 0, 1],
  );
  t.deepEqual(
    explained.plans.map(({plan: {name}}) => name),
    ['test', 'other'],
  );
  // Without biases and with all weights positive, LRP-0 gives x·w: for class a of (1, 2) that is 1 and 4.
  const [first] = explained.plans[0]!.relevance;
  t.deepEqual(
    [...first!].map(value => Math.round(value * 1e4) / 1e4),
    [1, 4],
  );
});
