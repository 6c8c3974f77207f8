import test from 'ava';
import type {Cell} from '../../bench/measure/cell.js';
import {cellPlans, cellTargets} from '../../bench/measure/cell-plans.js';
import {benchmarkCells} from '../../bench/measure/cells.js';
import {Bench} from '../../bench/measure/measure-cell.js';
import {makeNetwork, networkNames} from '../../bench/networks/find-network.js';

const small: Cell = {
  group: 'presets',
  network: 'mobilenet-v2',
  size: 32,
  batch: 2,
  preset: 'EpsilonGammaBox',
  gammas: [],
  targets: 1,
  engine: 'onnx',
  device: 'cpu',
  ledger: false,
  besides: false,
};

test('a measured cell has times of the explanation and of the forward pass, and nothing of zennit without it', async t => {
  const bench = new Bench(null);
  t.teardown(() => bench.dispose());
  const row = await bench.measure(small, {runs: 2, budget: 10_000});
  t.is(row.engine, 'onnx/cpu');
  t.is(row.own.runs, 2);
  t.is(row.forward.runs, 2);
  t.true(row.own.min > 0 && row.forward.min > 0 && row.first > 0 && row.prepare > 0);
  t.true(row.cost > 2);
  t.is(row.zennit, null);
  t.is(row.torchForward, null);
  t.is(row.agreement, null);
});

test('cells with several plans and targets are measured as one program', async t => {
  const bench = new Bench(null);
  t.teardown(() => bench.dispose());
  const one = await bench.measure(small, {runs: 1, budget: 1});
  const many = await bench.measure({...small, gammas: [0.1, 1], targets: 3}, {runs: 1, budget: 1});
  t.true(many.cost > one.cost * 2);
});

test('a γ sweep changes γ and nothing else', t => {
  const graph = makeNetwork('mobilenet-v2', 32);
  const plans = cellPlans({...small, gammas: [0.5, 2]}, graph);
  const [plain] = cellPlans(small, graph);
  t.is(plans.length, 2);
  t.is(plain!.layers.length, plans[0]!.layers.length);
  for (const [index, gamma] of [0.5, 2].entries())
    for (const [at, {rule}] of plans[index]!.layers.entries()) {
      const before = plain!.layers[at]!.rule;
      t.deepEqual(rule, before.kind === 'gamma' ? {...before, gamma} : before);
    }
});

test('targets are classes, different ones for a sample', t => {
  const rows = cellTargets({...small, batch: 8, targets: 20});
  t.is(rows.length, 8);
  for (const row of rows) {
    t.is(new Set(row).size, 20);
    t.true(row.every(target => target >= 0 && target < 1000));
  }
});

test('the cells are those of the goals, and each names a network there is', t => {
  const cells = benchmarkCells({engine: 'onnx', device: null, quick: false});
  for (const {network} of cells) t.true(networkNames.includes(network));
  for (const batch of [1, 8])
    t.is(
      cells.filter(
        cell => cell.group === 'presets' && cell.network === 'vgg16' && cell.batch === batch,
      ).length,
      9,
    );
  t.deepEqual(
    cells.filter(({group}) => group === 'targets').map(({targets}) => targets),
    [1, 2, 5, 20],
  );
  t.deepEqual(
    cells.filter(({group}) => group === 'sweep').map(({gammas}) => gammas.length),
    [1, 3, 10],
  );
  t.true(benchmarkCells({engine: 'onnx', device: null, quick: true}).length < 10);
});
