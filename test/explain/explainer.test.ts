import test from 'ava';
import {explain} from '../../src/explain/explain.js';
import {modelInputShape} from '../../src/explain/batch.js';
import {Explainer, type ExplainerOptions} from '../../src/explain/explainer.js';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import type {Rule} from '../../src/rules/rule.js';
import {GraphBuilder, nested, tensorOf} from '../helpers/graph-builder.js';
import {uniformPlan} from '../helpers/make-plan.js';

const rms: Rule = {kind: 'epsilon', epsilon: 0.25, unit: 'rms', bias: 'include'};

/** [2,2,3] → conv → ReLU → dense → 3 classes. */
function convNet(layout: Graph['layout'] = 'channels-first'): Graph {
  const graph = new GraphBuilder([2, 2, 3]);
  const kernel = Array.from({length: 16}, (_, i) => ((i * 5) % 7) - 3);
  graph.conv(tensorOf([2, 2, 2, 2], kernel), tensorOf([2], [0.5, -0.25]));
  graph.relu();
  graph.flatten();
  graph.dense(
    tensorOf([3, 4], [1, 2, -1, 0, 0, 1, 1, 1, -1, 1, 2, 1]),
    tensorOf([3], [0.5, 0, -0.5]),
  );
  return {...graph.build(), layout, classes: ['a', 'b', 'c']};
}
const net = convNet();
const plan = uniformPlan(net, rms);
const numbers = (count: number): readonly number[] =>
  Array.from({length: count}, (_, i) => ((i * 13) % 17) / 4 - 2);
const five = tensorOf([5, 2, 2, 3], numbers(60));

async function using<Value>(
  run: (explainer: Explainer) => Promise<Value>,
  options: ExplainerOptions = {},
  graph: Graph = net,
  by: Plan = plan,
): Promise<Value> {
  const explainer = await Explainer.open(graph, by, options);
  try {
    return await run(explainer);
  } finally {
    await explainer.dispose();
  }
}

const wrongInputs: readonly (readonly [string, Tensor, string])[] = [
  ['with too few axes', tensorOf([2, 2, 3], numbers(12)), 'input/shape'],
  ['with another number of channels', tensorOf([1, 3, 2, 3], numbers(18)), 'input/shape'],
  [
    'channels last for a model that has them first',
    tensorOf([1, 2, 3, 2], numbers(12)),
    'input/shape',
  ],
  ['without a sample', tensorOf([0, 2, 2, 3], []), 'input/empty'],
  [
    'with fewer numbers than its shape says',
    {shape: [2, 2, 2, 3], data: new Float32Array(12)},
    'input/length',
  ],
  ['with NaN', tensorOf([1, 2, 2, 3], [...numbers(11), Number.NaN]), 'input/not-finite'],
  [
    'with infinity',
    tensorOf([1, 2, 2, 3], [...numbers(11), Number.NEGATIVE_INFINITY]),
    'input/not-finite',
  ],
];

for (const [what, input, code] of wrongInputs) {
  test(`an input ${what} is ${code}, to explain and to predict`, async t => {
    await t.throwsAsync(explain(net, plan, input, {targets: 0}), {code});
    await t.throwsAsync(
      using(explainer => explainer.predict(input)),
      {code},
    );
  });
}

test('a value that is not finite is told by sample and position', async t => {
  const input = tensorOf([2, 2, 2, 3], [...numbers(15), Number.NaN, ...numbers(8)]);
  await t.throwsAsync(explain(net, plan, input), {message: /NaN in sample 1 at position 3/});
});

test('one target serves all samples, as a single value or as a list of one', async t => {
  const [single, list, each] = [
    await explain(net, plan, five, {targets: 1}),
    await explain(net, plan, five, {targets: ['b']}),
    await explain(net, plan, five, {targets: [1, 1, 'b', 1, '1']}),
  ];
  t.deepEqual(single.targets, [1, 1, 1, 1, 1]);
  t.deepEqual(list.relevance, single.relevance);
  t.deepEqual(each.relevance, single.relevance);
});

for (const targets of [[], [0, 1], [0, 1, 2, 0, 1, 2]]) {
  test(`${targets.length} targets for five samples are refused`, async t => {
    await t.throwsAsync(explain(net, plan, five, {targets}), {code: 'target/count'});
  });
}

test('each sample can have its own target, top among them', async t => {
  const {logits, targets, ledger} = await explain(net, plan, five, {
    targets: [2, 'top', 0, 'top', 'b'],
  });
  const top = (sample: number): number => {
    const scores = [...logits.data.subarray(3 * sample, 3 * sample + 3)];
    return scores.indexOf(Math.max(...scores));
  };
  t.deepEqual(targets, [2, top(1), 0, top(3), 1]);
  t.deepEqual(
    ledger.samples.map(({target, logit}) => [target, logit]),
    targets.map((target, sample) => [target, logits.data[3 * sample + target]!]),
  );
});

test('without targets the top class is explained', async t => {
  const whole = await explain(net, plan, five);
  const named = await explain(net, plan, five, {targets: 'top'});
  t.deepEqual(whole.targets, named.targets);
});

test('a class that is called top is meant by its name', async t => {
  const graph = {...net, classes: ['a', 'b', 'top']};
  t.deepEqual((await explain(graph, plan, five, {targets: 'top'})).targets, [2, 2, 2, 2, 2]);
});

for (const batchSize of [2, 5, 16]) {
  test(`five samples in batches of ${batchSize} are explained as one by one`, async t => {
    const targets = [2, 'top', 0, 'top', 'b'];
    const [alone, together] = [
      await explain(net, plan, five, {targets, batchSize: 1}),
      await explain(net, plan, five, {targets, batchSize}),
    ];
    t.deepEqual(together.relevance.shape, [5, 2, 2, 3]);
    t.deepEqual(together.logits.shape, [5, 3]);
    t.deepEqual(together.targets, alone.targets);
    const close = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
      Array.from(a).every(
        (value, i) => Math.abs(value - b[i]!) <= 1e-5 * Math.max(1, Math.abs(value)),
      );
    t.true(close(together.relevance.data, alone.relevance.data));
    t.true(close(together.logits.data, alone.logits.data));
    together.ledger.samples.forEach(({layers}, sample) => {
      layers.forEach((layer, position) => {
        const other = alone.ledger.samples[sample]!.layers[position]!;
        t.true(close([layer.relevanceIn, layer.bias], [other.relevanceIn, other.bias]));
      });
    });
  });
}

for (const batchSize of [0, -1, 1.5, Number.NaN]) {
  test(`a batch size of ${batchSize} is refused`, async t => {
    await t.throwsAsync(explain(net, plan, five, {targets: 0, batchSize}), {
      code: 'explain/batch-size',
    });
  });
}

test('progress counts the samples done after every batch', async t => {
  const seen: (readonly [number, number])[] = [];
  const onProgress = (done: number, total: number): void => {
    seen.push([done, total]);
  };
  await using(explainer => explainer.explain(five, 'top', {onProgress}), {batchSize: 2});
  t.deepEqual(seen, [
    [2, 5],
    [4, 5],
    [5, 5],
  ]);
});

test('a signal between two batches stops the call with its reason, and the explainer stays usable', async t => {
  await using(
    async explainer => {
      const controller = new AbortController();
      const reason = new Error('enough');
      let batches = 0;
      const stopped = explainer.explain(five, 0, {
        signal: controller.signal,
        onProgress: () => {
          batches++;
          controller.abort(reason);
        },
      });
      t.is(await t.throwsAsync(stopped), reason);
      t.is(batches, 1);
      const again = await explainer.explain(five, 0);
      t.deepEqual(
        again.relevance,
        (await explain(net, plan, five, {targets: 0, batchSize: 2})).relevance,
      );
    },
    {batchSize: 2},
  );
});

test('a signal that is aborted already stops the search for the top class too', async t => {
  await using(async explainer => {
    const reason = new Error('too late');
    const signal = AbortSignal.abort(reason);
    t.is(await t.throwsAsync(explainer.explain(five, 'top', {signal})), reason);
    t.is(await t.throwsAsync(explainer.predict(five, {signal})), reason);
  });
});

test('two calls at the same time do not mix', async t => {
  await using(
    async explainer => {
      const [a, b] = await Promise.all([explainer.explain(five, 0), explainer.explain(five, 2)]);
      t.deepEqual(a.targets, [0, 0, 0, 0, 0]);
      t.deepEqual(a.relevance, (await explainer.explain(five, 0)).relevance);
      t.deepEqual(b.relevance, (await explainer.explain(five, 2)).relevance);
    },
    {batchSize: 2},
  );
});

/** [N,C,H,W] as [N,H,W,C], by index. */
function channelsLast({shape, data}: Tensor): Tensor {
  const [n, c, h, w] = shape as [number, number, number, number];
  const values = Array.from({length: data.length}, (_, i) => {
    const [channel, x] = [i % c, Math.floor(i / c) % w];
    const [y, sample] = [Math.floor(i / (c * w)) % h, Math.floor(i / (c * w * h))];
    return data[((sample * c + channel) * h + y) * w + x]!;
  });
  return tensorOf([n, h, w, c], values);
}

test('a model with channels last takes and gives them last', async t => {
  const last = convNet('channels-last');
  t.deepEqual(modelInputShape(last), [2, 3, 2]);
  t.deepEqual(modelInputShape(net), [2, 2, 3]);
  const first = await explain(net, plan, five, {targets: 1, batchSize: 2});
  const other = await explain(last, plan, channelsLast(five), {targets: 1, batchSize: 2});
  t.deepEqual(other.relevance, channelsLast(first.relevance));
  t.deepEqual(other.logits, first.logits);
  await t.throwsAsync(explain(last, plan, five), {code: 'input/shape'});
});

test('features have no channels to put last', async t => {
  const graph = new GraphBuilder([3]);
  graph.dense(
    nested([
      [1, 2, 3],
      [3, 2, 1],
    ]),
    null,
  );
  const built: Graph = {...graph.build(), layout: 'channels-last'};
  t.deepEqual(modelInputShape(built), [3]);
  const {relevance} = await explain(built, uniformPlan(built, rms), tensorOf([2, 3], numbers(6)));
  t.deepEqual(relevance.shape, [2, 3]);
});

test('the input is the caller’s: it comes back unchanged', async t => {
  const input = tensorOf([5, 2, 2, 3], numbers(60));
  const {relevance} = await explain(net, plan, input, {targets: 0});
  t.deepEqual(input, five);
  t.not(relevance.data.buffer, input.data.buffer);
});

test('the explanation says plan, model and engine', async t => {
  const result = await explain(net, plan, five, {targets: 0});
  t.is(result.engine, 'onnx/cpu');
  t.is(result.plan, plan);
  t.is(result.ledger.version, 1);
  t.is(result.ledger.model, net.name);
  t.is(result.ledger.plan, plan.name);
});

test('relevance that is not finite is an error that names the plan and the sample', async t => {
  const graph = new GraphBuilder([2]);
  graph.dense(nested([[1, 1]]), tensorOf([1], [1]));
  const built = graph.build();
  const without: Rule = {kind: 'zplus', bias: 'drop', stabiliser: 0};
  const x = tensorOf([2, 2], [1, 1, 0, 0]);
  await t.throwsAsync(explain(built, uniformPlan(built, without), x, {targets: 0}), {
    code: 'explain/not-finite',
    message: /plan "test" gives NaN for sample 1.*stabiliser/,
  });
});

test('a device that an engine does not have is refused', async t => {
  await t.throwsAsync(explain(net, plan, five, {device: 'abacus'}), {
    code: 'engine/unknown-device',
  });
});

test('the cost of an explainer is that of its plan', async t => {
  t.is(await using(async explainer => explainer.cost), 2);
});
