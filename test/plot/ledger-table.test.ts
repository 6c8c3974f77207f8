import test from 'ava';
import {ledgerRows} from '../../src/plot/ledger-table.js';
import {layer, threeLayers} from './samples.js';

test('a ledger of three layers as text', t => {
  const {headers, rows, align} = ledgerRows(threeLayers, {compact: true});
  t.deepEqual(headers, [
    '#',
    'layer',
    'kind',
    'rule',
    'ΣR out',
    'ΣR in',
    'bias',
    'stabiliser',
    'gain',
    'negative %',
  ]);
  t.deepEqual(rows, [
    ['0', 'conv1', 'conv', 'zero', '11  ', ' 8', '2', '1', ' 0  ', '12.5'],
    ['', 'pool1', 'maxpool', 'winner', '11  ', '11', '0', '0', ' 0  ', ' 0  '],
    ['1', 'dense <b>1</b>', 'dense', 'alphabeta(2, 1)', '10.5', '11', '0', '0', '-0.5', ' 0  '],
  ]);
  t.deepEqual(align.slice(0, 5), ['right', 'left', 'left', 'left', 'right']);
});

test('all causes have a column unless the table is compact', t => {
  const {headers, rows} = ledgerRows(threeLayers);
  t.true(headers.includes('masked') && headers.includes('remainder'));
  t.true(rows.every(row => row.length === headers.length));
});

test('numbers of one column are equally wide', t => {
  const layers = [1, -20.25, 3e-7, 0].map(bias => layer({bias}));
  const widths = ledgerRows({target: 0, logit: 1, layers}).rows.map(row => row[6]!.length);
  t.is(new Set(widths).size, 1);
});

test('NaN is shown in a table, since it is what one looks for', t => {
  const {rows} = ledgerRows({target: 0, logit: 1, layers: [layer({relevanceIn: Number.NaN})]});
  t.is(rows[0]![5], 'NaN');
});
