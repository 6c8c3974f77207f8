import test from 'ava';
import {graphTable} from '../../src/report/graph-table.js';
import {
  costText,
  describeModel,
  negativeShare,
  planTable,
  summaryTable,
} from '../../src/report/tables.js';
import {explained, network, planOf, zero, zplus} from './explained.js';

test('the share of negative relevance is Σ|R < 0| / Σ|R|', t => {
  t.is(negativeShare(Float32Array.of(6, -2)), 0.25);
  t.is(negativeShare(Float32Array.of(-1, -2)), 1);
  t.is(negativeShare(Float32Array.of(1, 2)), 0);
  t.is(negativeShare(Float32Array.of(0, -0)), 0);
  t.is(negativeShare(new Float32Array(0)), 0);
});

test('the plan table says which rule each layer got, and from where', t => {
  const plan = planOf('a', {1: zero, 2: {kind: 'pass'}, 3: zplus});
  t.deepEqual(planTable(plan), {
    headers: ['#', 'layer', 'kind', 'output', 'rule', 'chosen by'],
    align: ['right', 'left', 'left', 'left', 'left', 'left'],
    rows: [
      ['0', 'dense1', 'dense', '[2]', 'zero', 'a.lrp:4'],
      ['', 'activation2', 'activation', '[2]', 'pass', 'preset'],
      ['1', 'dense3', 'dense', '[2]', 'zplus bias drop', 'default'],
    ],
  });
});

test('the summary adds up over layers, a line a sample and plan', t => {
  const {headers, align, rows} = summaryTable(explained);
  t.deepEqual(headers, [
    ...['explained', 'plan', 'start', 'ΣR at input'],
    ...['bias', 'stabiliser', 'gain', 'masked', 'remainder', 'negative'],
  ]);
  t.is(align.length, headers.length);
  t.deepEqual(
    rows.map(row => row.map(cell => cell.trim())),
    [
      ['x.png for dog (1)', 'a', '8', '5', '2.25', '0.5', '0', '0', '0.25', '14.3 %'],
      ['x.png for dog (1)', 'b', '1', '1', '0', '0', '100', '-1e-5', '0', '0 %'],
    ],
  );
});

test('what the summary says of conserving plan a adds up: 8 − 5 = 2.25 + 0.5 + 0.25', t => {
  const [first] = summaryTable(explained).rows;
  const [start, input, ...causes] = first!.slice(2, 9).map(Number);
  t.is(
    start! - input!,
    causes.reduce((sum, cause) => sum + cause, 0),
  );
});

test('decimal points of a column stand below each other', t => {
  const {rows, headers} = summaryTable(explained);
  const bias = rows.map(row => row[headers.indexOf('bias')]!);
  t.deepEqual(bias, ['2.25', '0   ']);
});

test('the graph table lists every layer with its parameters', t => {
  const {headers, rows} = graphTable(network());
  t.deepEqual(headers, ['#', 'layer', 'kind', 'operator', 'output', 'parameters']);
  t.deepEqual(
    rows.filter(([, , kind]) => kind === 'dense'),
    [
      ['0', 'dense1', 'dense', 'dense', '[2]', '4'],
      ['1', 'dense3', 'dense', 'dense', '[2]', '4'],
    ],
  );
});

test('a model is described by what it takes and gives, and by the head that was cut', t => {
  t.is(describeModel(network()), 'net (onnx): [2] → 2 scores');
  t.is(
    describeModel({...network(), head: 'softmax'}),
    'net (onnx): [2] → 2 scores, softmax head cut: relevance starts at the logits',
  );
});

test('a cost has two decimals and its unit', t => {
  t.regex(costText(2.504), /^2\.50 F \(forward passes/);
});
