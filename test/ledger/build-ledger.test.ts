import test from 'ava';
import {explain} from '../../src/explain/explain.js';
import {buildLedgerSamples} from '../../src/ledger/build-ledger.js';
import type {LayerAccount} from '../../src/program/account.js';
import {GraphBuilder, nested, tensorOf} from '../helpers/graph-builder.js';
import {makePlan, uniformPlan} from '../helpers/make-plan.js';

const graph = new GraphBuilder([2]);
graph.dense(
  nested([
    [1, 2],
    [3, 4],
  ]),
  null,
);
const net = graph.build();
const plan = uniformPlan(net, {kind: 'zplus', bias: 'drop', stabiliser: 1e-6});

const account: LayerAccount = {
  node: 1,
  relevanceOut: 'out',
  relevanceIn: ['left', 'right'],
  absolute: ['|left|', '|right|'],
  entries: [
    {cause: 'bias', output: 'b', factor: 1},
    {cause: 'masked', output: 'm', factor: 1},
    {cause: 'masked', output: 'n', factor: -1},
    {cause: 'stabiliser', output: 's', factor: 2},
  ],
  gainIsRest: false,
};

/** Two samples; powers of two, so that sums are exact. */
const outputs = new Map(
  Object.entries({
    logits: tensorOf([2, 2], [10, 20, 30, 40]),
    out: tensorOf([2], [16, -8]),
    left: tensorOf([2], [4, -2]),
    right: tensorOf([2], [2, 1]),
    '|left|': tensorOf([2], [4, 2]),
    '|right|': tensorOf([2], [6, 1]),
    b: tensorOf([2], [1, 0]),
    m: tensorOf([2], [8, 0.5]),
    n: tensorOf([2], [3, 0.25]),
    s: tensorOf([2], [0.5, -1]),
  }),
);

test('a line adds up what its inputs receive and what its entries keep', t => {
  const samples = buildLedgerSamples({
    graph: net,
    plan,
    accounts: [account],
    outputs,
    targets: [[1], [0]],
  });
  t.deepEqual(samples, [
    {
      target: 1,
      logit: 20,
      layers: [
        {
          index: 0,
          name: 'dense1',
          kind: 'dense',
          rule: 'zplus bias drop',
          relevanceOut: 16,
          relevanceIn: 6,
          bias: 1,
          stabiliser: 1,
          gain: 0,
          masked: 5,
          remainder: 16 - 6 - 1 - 1 - 5,
          negativeShare: 0.2,
        },
      ],
    },
    {
      target: 0,
      logit: 30,
      layers: [
        {
          index: 0,
          name: 'dense1',
          kind: 'dense',
          rule: 'zplus bias drop',
          relevanceOut: -8,
          relevanceIn: -1,
          bias: 0,
          stabiliser: -2,
          gain: 0,
          masked: 0.25,
          remainder: -8 + 1 + 2 - 0.25,
          negativeShare: 2 / 3,
        },
      ],
    },
  ]);
});

test('where a rule conserves nothing by design, the rest is its gain', t => {
  const accounts = [{...account, gainIsRest: true}];
  const [sample] = buildLedgerSamples({graph: net, plan, accounts, outputs, targets: [[0], [0]]});
  t.is(sample!.layers[0]!.gain, 3);
  t.is(sample!.layers[0]!.remainder, 0);
});

test('a layer that hands on nothing has no negative share', t => {
  const silent = new Map([...outputs.keys()].map(key => [key, tensorOf([2], [0, 0])] as const));
  silent.set('logits', tensorOf([2, 2], [0, 0, 0, 0]));
  const [sample] = buildLedgerSamples({
    graph: net,
    plan,
    accounts: [account],
    outputs: silent,
    targets: [[0], [0]],
  });
  t.is(sample!.layers[0]!.negativeShare, 0);
});

test('out − in = bias + stabiliser + gain + masked + remainder, layer by layer and as a whole', async t => {
  const built = new GraphBuilder([1, 4, 4]);
  built.conv(
    tensorOf(
      [2, 1, 3, 3],
      Array.from({length: 18}, (_, i) => ((i * 5) % 7) - 3),
    ),
    tensorOf([2], [0.5, -0.5]),
  );
  const active = built.relu();
  built.pad([0, 1, 0], [0, 0, 1], 0.5);
  built.maxpool({kernel: [2, 2], stride: [1, 1]});
  built.add(built.last, active);
  built.norm(tensorOf([2], [1, -2]), tensorOf([2], [0.25, 1]));
  built.flatten();
  built.dense(
    tensorOf(
      [2, 8],
      Array.from({length: 16}, (_, i) => ((i * 3) % 5) - 2),
    ),
    tensorOf([2], [1, -1]),
  );
  const network = built.build();
  const x = tensorOf(
    [2, 1, 4, 4],
    Array.from({length: 32}, (_, i) => ((i * 7) % 11) / 4 - 1),
  );
  const rule = {kind: 'gamma', gamma: 0.25, bias: 'include', stabiliser: 1e-3} as const;
  const explanation = await explain(
    network,
    makePlan(network, (_, index) => (index === null ? null : rule)),
    x,
    {targets: [0, 1]},
  );
  explanation.ledger.samples.forEach((sample, n) => {
    let kept = 0;
    for (const layer of sample.layers) {
      const causes = layer.bias + layer.stabiliser + layer.gain + layer.masked + layer.remainder;
      const difference = layer.relevanceOut - layer.relevanceIn;
      t.true(Math.abs(difference - causes) <= 1e-9 * Math.max(1, Math.abs(difference)), layer.name);
      t.true(
        Math.abs(layer.remainder) <= 1e-5 * Math.max(1, Math.abs(layer.relevanceOut)),
        layer.name,
      );
      kept += causes;
    }
    const arrived = explanation.relevance.data
      .subarray(16 * n, 16 * (n + 1))
      .reduce((a, b) => a + b, 0);
    t.true(Math.abs(sample.logit - arrived - kept) <= 1e-4 * Math.max(1, Math.abs(sample.logit)));
  });
  const names = explanation.ledger.samples[0]!.layers.map(({name}) => name);
  t.deepEqual(names, ['conv1', 'pad3', 'maxpool4', 'add5', 'norm6', 'dense8']);
});
