import test from 'ava';
import {performanceDocument} from '../../bench/report/document.js';
import {goals} from '../../bench/report/goals.js';
import {performanceFigure} from '../../bench/report/performance-figure.js';
import {summaryText} from '../../bench/report/summary-text.js';
import type {Cell, Row} from '../../bench/measure/cell.js';
import type {Summary} from '../../bench/measure/statistics.js';
import type {Results} from '../../bench/results.js';

const cell: Cell = {
  group: 'presets',
  network: 'vgg16',
  size: 224,
  batch: 1,
  preset: 'EpsilonGammaBox',
  gammas: [],
  targets: 1,
  engine: 'onnx',
  device: null,
  ledger: false,
  besides: true,
};

function always(median: number): Summary {
  return {runs: 3, min: median, q1: median, median, q3: median};
}

function row(own: number, zennit: number | null, more: Partial<Cell> = {}): Row {
  return {
    cell: {...cell, ...more},
    engine: 'onnx/cpu',
    cost: 3,
    own: always(own),
    forward: always(100),
    zennit: zennit === null ? null : always(zennit),
    torchForward: null,
    agreement: zennit === null ? null : {difference: 0.001, cosine: 0.9999},
    compile: 10,
    prepare: 20,
    first: 500,
  };
}

function results(rows: readonly Row[]): Results {
  return {
    version: 1,
    command: 'npm run bench',
    date: '2030-01-02',
    seconds: 600,
    machine: {
      processor: 'a processor',
      cores: 2,
      memory: 2 ** 34,
      system: 'Linux',
      node: 'v20.0.0',
      onnxruntime: '1.0.0',
      tfjs: '4.0.0',
      torch: {torch: '2.0', zennit: '1.0', threads: 2},
    },
    rows,
    memory: [
      {
        cell,
        weights: 5e8,
        tight: {loaded: 6e8, opened: 7e8, peak: 8e8},
        own: {loaded: 6e8, opened: 7e8, peak: 9e8},
        zennit: {loaded: 8e8, opened: null, peak: 9e8},
      },
    ],
    profiles: [
      {
        network: 'vgg16',
        preset: 'EpsilonPlus',
        total: 200,
        works: [['transposes', 200]],
        operations: [['transposes: Conv', 200]],
      },
    ],
    start: {own: 300, zennit: 2000},
    skipped: [{what: 'tfjs/node, vgg16', why: 'not installed'}],
  };
}

test('a goal is reached or missed by the ratio of medians', t => {
  const judge = (own: number): boolean | undefined =>
    goals(results([row(own, 2000)])).find(({wanted}) => wanted.includes('5×'))?.isReached;
  t.true(judge(400));
  t.false(judge(401));
});

test('a goal about time counts every preset on onnx against its own forward pass', t => {
  const [reached] = goals(results([row(375, null)])).filter(({wanted}) => wanted.includes('1.25'));
  t.true(reached!.isReached);
  const [missed] = goals(results([row(375, null), row(376, null, {preset: 'EpsilonPlus'})])).filter(
    ({wanted}) => wanted.includes('1.25'),
  );
  t.false(missed!.isReached);
  t.regex(missed!.measured, /1 of 2 within/);
});

test('memory is compared above the loaded network', t => {
  const goal = goals(results([])).find(({what}) => what.includes('memory'));
  t.is(goal!.measured, '300 MB against 100 MB');
  t.false(goal!.isReached);
});

test('what was not measured is judged by nothing', t => {
  t.deepEqual(goals({...results([]), memory: []}), []);
});

test('the page names machine and command, and tells every figure measured', t => {
  const page = performanceDocument(
    results([
      row(400, 2000),
      row(450, null, {group: 'ledger', ledger: true}),
      row(900, 9000, {group: 'targets', targets: 5}),
    ]),
  );
  for (const text of [
    'a processor, 2 cores, 16 GiB',
    '`npm run bench`',
    '(performance.svg)',
    '| EpsilonGammaBox | 1 | 3.00 | 400 ms',
    '**5.0×**',
    '**10.0×**',
    '13 % more',
    'tfjs/node, vgg16: not installed',
    '`npm run bench -- --only targets`',
    '300 MB',
    '| transposes | 200 ms | 100 % |',
  ])
    t.true(page.includes(text), text);
  t.false(/NaN|undefined|Infinity/.test(page));
});

test('a run with nothing beside it makes a page without columns for zennit', t => {
  const page = performanceDocument({...results([row(400, null)]), memory: []});
  t.false(page.includes('ratio |'));
  t.true(summaryText({...results([row(400, null)]), memory: []}).includes('400 ms'));
});

test('the picture has seconds of both sides in four panels', t => {
  const {data} = performanceFigure(
    results([
      row(400, 2000),
      ...[1, 2].map(targets => row(400 * targets, 2000 * targets, {group: 'targets', targets})),
    ]),
  );
  const ours = data.find(trace => trace['name'] === 'lrplab' && trace['yaxis'] === 'y2');
  t.deepEqual(ours!['x'], [1, 2]);
  t.deepEqual(ours!['y'], [0.4, 0.8]);
  t.is(new Set(data.map(trace => trace['yaxis'])).size, 4);
});
