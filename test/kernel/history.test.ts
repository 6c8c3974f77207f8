import test from 'ava';
import {createHistory, type History} from '../../kernel/history.js';

function filled(): History {
  const history = createHistory();
  for (const [index, input] of ['a = 1', 'b = 2', 'a = 1', 'print a', 'b = 2'].entries()) {
    history.add(index + 1, input);
  }
  history.setOutput(4, 'one');
  return history;
}

const lines = (found: unknown): unknown[] => (found as unknown[][]).map(([, line]) => line);

test('the tail is the last inputs, oldest first', t => {
  t.deepEqual(filled().find({hist_access_type: 'tail', n: 2}), [
    [1, 4, 'print a'],
    [1, 5, 'b = 2'],
  ]);
});

test('a tail of more than there is is all, a tail of none is none', t => {
  t.is(filled().find({hist_access_type: 'tail', n: 99}).length, 5);
  t.is(filled().find({hist_access_type: 'tail', n: 0}).length, 0);
  t.is(filled().find({hist_access_type: 'tail', n: -3}).length, 0);
});

test('outputs come along where they are asked for', t => {
  t.deepEqual(filled().find({hist_access_type: 'tail', n: 2, output: true}), [
    [1, 4, ['print a', 'one']],
    [1, 5, ['b = 2', null]],
  ]);
});

test('a search fits whole inputs, and n takes the newest', t => {
  const search = {hist_access_type: 'search'};
  t.deepEqual(lines(filled().find({...search, pattern: 'a*'})), [1, 3]);
  t.deepEqual(lines(filled().find({...search, pattern: '*a*'})), [1, 3, 4]);
  t.deepEqual(lines(filled().find({...search, pattern: '? = [12]', n: 3})), [2, 3, 5]);
  t.deepEqual(lines(filled().find({...search, pattern: 'nothing'})), []);
});

test('a unique search keeps the newest of equal inputs', t => {
  const request = {hist_access_type: 'search', pattern: '*', unique: true};
  t.deepEqual(lines(filled().find(request)), [3, 4, 5]);
  t.deepEqual(lines(filled().find({...request, n: 2})), [4, 5]);
});

test('a range is from start up to, not with, stop', t => {
  const range = {hist_access_type: 'range', session: 0};
  t.deepEqual(lines(filled().find({...range, start: 2, stop: 4})), [2, 3]);
  t.deepEqual(lines(filled().find({...range, start: 4})), [4, 5]);
  t.deepEqual(lines(filled().find({...range, start: -2})), [4, 5]);
  t.deepEqual(lines(filled().find({...range, session: 1, start: 1, stop: 2})), [1]);
});

test('other sessions and unknown kinds of access have nothing', t => {
  t.deepEqual(filled().find({hist_access_type: 'range', session: 9, start: 1}), []);
  t.deepEqual(filled().find({hist_access_type: 'everything'}), []);
  t.deepEqual(filled().find({}), []);
});

test('a long session forgets its oldest inputs, and never the newest', t => {
  const history = createHistory();
  const large = 'x'.repeat(9 * 1024 * 1024);
  for (let line = 1; line <= 5; line += 1) history.add(line, large);
  t.deepEqual(lines(history.find({hist_access_type: 'tail', n: 9})), [3, 4, 5]);
  history.add(6, 'x'.repeat(40 * 1024 * 1024));
  t.deepEqual(lines(history.find({hist_access_type: 'tail', n: 9})), [6]);
  for (let line = 7; line <= 10_100; line += 1) history.add(line, '');
  const found = lines(history.find({hist_access_type: 'tail', n: 1e9}));
  t.is(found.length, 10_000);
  t.is(found[0], 101);
});

test('hostile requests find nothing and throw nothing', t => {
  const history = filled();
  for (const n of ['5', null, [], {}, true, 1e308]) {
    for (const hist_access_type of ['tail', 'search', 'range']) {
      t.notThrows(() => history.find({hist_access_type, n, pattern: n, start: n, stop: n}));
    }
  }
  t.deepEqual(history.find({hist_access_type: 'search', pattern: '*'.repeat(2000)}), []);
});
