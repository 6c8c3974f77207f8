import test from 'ava';
import type {Graph} from '../../src/graph/graph.js';
import type {Selector} from '../../src/plan/plan.js';
import {isPattern, patternToRegExp, select} from '../../src/plan/select.js';
import {formatSelector} from '../../src/plan/selector.js';
import {GraphBuilder} from '../helpers/graph-builder.js';
import {anyWeights, renamed, residual, vgg} from './networks.js';
import {all, conv, dense, index, input, named, range} from './source.js';

const output: Selector = {kind: 'output'};
const of = (kind: Extract<Selector, {kind: 'ofKind'}>['of']): Selector => ({
  kind: 'ofKind',
  of: kind,
});

function namesOf(selector: Selector, graph: Graph): readonly string[] {
  return [...select(selector, graph)].sort((a, b) => a - b).map(id => graph.nodes[id]!.name);
}

/** input0 conv1 activation2 conv3 activation4 maxpool5 conv6 activation7 maxpool8 reshape9 dense10 activation11 dense12 */
const small = vgg([2, 1], 2);

/** One of every kind that has a name in the language. */
function menagerie(): Graph {
  const graph = new GraphBuilder([2, 6, 6]);
  graph.pad([0, 1, 1], [0, 1, 1]);
  graph.conv(anyWeights(2, 2, 3, 3), null);
  const relu = graph.relu();
  graph.conv(anyWeights(2, 1, 1, 1), null, {groups: 2});
  graph.norm(anyWeights(2), anyWeights(2));
  graph.add(graph.last, relu);
  graph.maxpool({kernel: [2, 2]});
  graph.avgpool({kernel: [3, 3]});
  graph.flatten();
  graph.dense(anyWeights(2, 2), null);
  return graph.build();
}

const selections: readonly (readonly [Selector, readonly string[]])[] = [
  [all, ['conv1', 'conv3', 'conv6', 'dense10', 'dense12']],
  [input, ['conv1']],
  [output, ['dense12']],
  [index(3), ['dense10']],
  [range(1, 2), ['conv3', 'conv6']],
  [range(3, 99), ['dense10', 'dense12']],
  [index(5), []],
  [range(3, 1), []],
  [named('conv3'), ['conv3']],
  [named('dense1?'), ['dense10', 'dense12']],
  [named('conv[136]'), ['conv1', 'conv3', 'conv6']],
  [named('conv[!3]'), ['conv1', 'conv6']],
  [named('conv[4-9]'), ['conv6']],
  [named('conv[9-4]'), []],
  [named('*pool*'), ['maxpool5', 'maxpool8']],
  [named('conv'), []],
  [{kind: 'first', count: 2, of: 'weighted'}, ['conv1', 'conv3']],
  [{kind: 'first', count: 9, of: 'dense'}, ['dense10', 'dense12']],
  [{kind: 'first', count: 'half', of: 'conv'}, ['conv1', 'conv3']],
  [{kind: 'last', count: 'half', of: 'conv'}, ['conv6']],
  [{kind: 'first', count: 'half', of: 'weighted'}, ['conv1', 'conv3', 'conv6']],
  [{kind: 'last', count: 'half', of: 'weighted'}, ['dense10', 'dense12']],
  [{kind: 'last', count: 1, of: 'pool'}, ['maxpool8']],
  [{kind: 'last', count: 9, of: 'dense'}, ['dense10', 'dense12']],
  [{kind: 'last', count: 0, of: 'dense'}, []],
  [{kind: 'and', left: conv, right: range(0, 1)}, ['conv1', 'conv3']],
  [{kind: 'except', left: all, right: dense}, ['conv1', 'conv3', 'conv6']],
  [
    {kind: 'except', left: {kind: 'except', left: all, right: input}, right: output},
    ['conv3', 'conv6', 'dense10'],
  ],
];

for (const [selector, expected] of selections) {
  test(`${formatSelector(selector)} names ${expected.join(', ') || 'nothing'} of a small VGG`, t => {
    t.deepEqual(namesOf(selector, small), expected);
  });
}

const kinds: readonly (readonly [Extract<Selector, {kind: 'ofKind'}>['of'], readonly string[]])[] =
  [
    ['pad', ['pad1']],
    ['conv', ['conv2', 'depthwise4']],
    ['depthwise', ['depthwise4']],
    ['activation', ['activation3']],
    ['norm', ['norm5']],
    ['add', ['add6']],
    ['pool', ['maxpool7', 'avgpool8']],
    ['maxpool', ['maxpool7']],
    ['avgpool', ['avgpool8']],
    ['dense', ['dense10']],
  ];

for (const [kind, expected] of kinds) {
  test(`the kind ${kind} names ${expected.join(', ')}`, t => {
    t.deepEqual(namesOf(of(kind), menagerie()), expected);
  });
}

test('the input of a dense network is its first dense layer', t => {
  const graph = new GraphBuilder([3]);
  graph.dense(anyWeights(4, 3), null);
  graph.relu();
  graph.dense(anyWeights(2, 4), null);
  t.deepEqual(namesOf(input, graph.build()), ['dense1']);
  t.deepEqual(namesOf(output, graph.build()), ['dense3']);
});

test('both stems of a network are its input, wherever the file puts them', t => {
  const graph = new GraphBuilder([1, 4, 4]);
  const first = graph.conv(anyWeights(2, 1, 3, 3), null);
  graph.conv(anyWeights(2, 2, 1, 1), null);
  const behind = graph.relu();
  const second = graph.conv(anyWeights(2, 1, 3, 3), null, {from: 0});
  graph.concat(behind, second);
  graph.flatten();
  graph.dense(anyWeights(2, 16), null);
  const built = graph.build();
  t.deepEqual(namesOf(input, built), [built.nodes[first]!.name, built.nodes[second]!.name]);
});

test('a residual connection around the input layer makes the layer behind it an input too', t => {
  const graph = new GraphBuilder([1, 4, 4]);
  const inside = graph.conv(anyWeights(1, 1, 3, 3), null, {padding: [1, 1, 1, 1]});
  graph.add(inside, 0);
  const behind = graph.conv(anyWeights(1, 1, 3, 3), null);
  graph.flatten();
  graph.dense(anyWeights(2, 4), null);
  const built = graph.build();
  t.deepEqual([...select(input, built)], [inside, behind]);
});

test('two summands at the end are both the output, a branch beside the logits is not', t => {
  const graph = new GraphBuilder([2]);
  const stem = graph.dense(anyWeights(2, 2), null);
  const left = graph.dense(anyWeights(2, 2), null, stem);
  const right = graph.dense(anyWeights(2, 2), null, stem);
  const sum = graph.add(left, right);
  graph.dense(anyWeights(5, 2), null, stem);
  const built = {...graph.build(), output: sum};
  t.deepEqual([...select(output, built)].sort(), [left, right]);
});

test('the input of a residual network is its stem alone', t => {
  t.deepEqual(namesOf(input, residual()), ['conv1']);
  t.deepEqual(namesOf(output, residual()), ['dense11']);
});

test('names with slashes, dots and brackets stand for themselves', t => {
  const name = '/3/body/body.0/Conv';
  const graph = renamed(small, {
    1: name,
    3: '/3/body/bodyx0/Conv',
    6: 'conv[1]',
    10: 'a+b(c)^$|{}\\',
  });
  t.deepEqual(namesOf(named(name), graph), [name]);
  t.deepEqual(namesOf(named('/3/body/body.0/*'), graph), [name]);
  t.deepEqual(namesOf(named('/?/body/*/Conv'), graph), [name, '/3/body/bodyx0/Conv']);
  t.deepEqual(namesOf(named('conv[1]'), graph), ['conv[1]']);
  t.deepEqual(namesOf(named('a+b(c)^$|{}\\*'), graph), ['a+b(c)^$|{}\\']);
});

test('an exact name wins over the pattern it could be', t => {
  const graph = renamed(small, {1: 'c*', 3: 'cat'});
  t.deepEqual(namesOf(named('c*'), graph), ['c*']);
});

test('a pattern covers the whole name, and case counts', t => {
  t.false(patternToRegExp('conv').test('conv1'));
  t.false(patternToRegExp('onv?').test('conv1'));
  t.false(patternToRegExp('Conv*').test('conv1'));
  t.true(patternToRegExp('*').test(''));
});

test('odd classes in patterns are no syntax errors', t => {
  t.true(patternToRegExp('a[]').test('a[]'));
  t.true(patternToRegExp('a[').test('a['));
  t.true(patternToRegExp('a[\\]').test('a\\'));
  t.true(patternToRegExp('[^x]').test('^'));
  t.true(patternToRegExp('[[]').test('['));
  t.false(patternToRegExp('[z-a]').test('m'));
  t.true(patternToRegExp('[a-]').test('-'));
});

test('only names with wildcards gather by pattern', t => {
  t.true(isPattern(named('conv*')));
  t.true(isPattern({kind: 'except', left: named('conv?'), right: input}));
  t.false(isPattern(named('conv1')));
  t.false(isPattern({kind: 'and', left: all, right: named('conv*')}));
});

test('and and except group from the left; brackets stand on the right only', t => {
  const left: Selector = {
    kind: 'except',
    left: {kind: 'and', left: conv, right: all},
    right: input,
  };
  t.is(formatSelector(left), 'conv and all except input');
  const right: Selector = {
    kind: 'except',
    left: all,
    right: {kind: 'and', left: conv, right: input},
  };
  t.is(formatSelector(right), 'all except (conv and input)');
  t.is(formatSelector(named('a"b')), 'layer "a\\"b"');
  t.is(formatSelector(named('b[12]')), 'layers "b[12]"');
  t.is(formatSelector({kind: 'first', count: 'half', of: 'weighted'}), 'first half layers');
});
