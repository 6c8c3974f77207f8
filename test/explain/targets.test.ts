import test from 'ava';
import type {Graph} from '../../src/graph/graph.js';
import {targetIndex, topClasses} from '../../src/explain/targets.js';
import {GraphBuilder, nested, tensorOf} from '../helpers/graph-builder.js';

function scoring(classes: readonly string[] | null): Graph {
  const graph = new GraphBuilder([1]);
  graph.dense(nested([[1], [2], [3]]), null);
  return {...graph.build(), classes};
}
const named = scoring(['horse', 'person', 'cat']);
const digits = scoring(['2', '0', '1']);
const nameless = scoring(null);

test('an index stands for itself, as a number or as text', t => {
  t.is(targetIndex(2, named), 2);
  t.is(targetIndex('2', named), 2);
  t.is(targetIndex(0, nameless), 0);
});

test('a name stands for its class', t => {
  t.is(targetIndex('person', named), 1);
});

test('text that is a class name and a number is the name; a number stays an index', t => {
  t.is(targetIndex('2', digits), 0);
  t.is(targetIndex(2, digits), 2);
});

for (const target of [3, -1, 1.5, Number.NaN, '3', '99999999999999999999']) {
  test(`target ${JSON.stringify(target)} of 3 classes is out of range`, t => {
    t.throws(() => targetIndex(target, named), {code: 'target/range', message: /0\.\.2/});
  });
}

test('an unknown name is answered with the names there are and the closest', t => {
  t.throws(() => targetIndex('hrose', named), {
    code: 'target/unknown',
    message: /knows horse, person, cat; did you mean "horse"\?/,
  });
  t.throws(() => targetIndex('aeroplane', named), {code: 'target/unknown', message: /cat$/});
  for (const odd of ['', '-1', '1.5', ' 1'])
    t.throws(() => targetIndex(odd, named), {code: 'target/unknown'});
});

test('a name for a model without names is answered with the range', t => {
  t.throws(() => targetIndex('horse', nameless), {
    code: 'target/unknown',
    message: /carries no class names.*0\.\.2/,
  });
});

test('at most ten names are listed', t => {
  const classes = Array.from({length: 12}, (_, i) => `class ${String.fromCharCode(97 + i)}`);
  const graph = new GraphBuilder([1]);
  graph.dense(tensorOf([12, 1], new Float32Array(12)), null);
  const error = t.throws(() => targetIndex('zebra', {...graph.build(), classes}));
  t.regex(error!.message, /class j, …/);
});

test('the top class has the highest score, the first of equal ones', t => {
  t.deepEqual(topClasses(tensorOf([3, 3], [1, 5, 2, 7, 7, 0, -3, -2, -1])), [1, 0, 2]);
});

test('the top class of very many is found', t => {
  const scores = new Float32Array(300_000);
  scores[299_999] = 1;
  t.deepEqual(topClasses({shape: [1, 300_000], data: scores}), [299_999]);
});

test('scores that are NaN have no top class', t => {
  t.throws(() => topClasses(tensorOf([2, 2], [1, 2, 3, Number.NaN])), {
    code: 'explain/not-finite',
    message: /sample 1/,
  });
});
