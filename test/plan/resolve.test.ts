import test from 'ava';
import type {Diagnostic} from '../../src/errors/diagnostic.js';
import type {Graph} from '../../src/graph/graph.js';
import type {Plan, PlanSource} from '../../src/plan/plan.js';
import {formatPlan, resolvePlan} from '../../src/plan/resolve.js';
import {formatRule} from '../../src/rules/describe.js';
import type {Rule} from '../../src/rules/rule.js';
import {GraphBuilder} from '../helpers/graph-builder.js';
import {anyWeights, residual, unitGrey, vgg} from './networks.js';
import {
  all,
  box,
  conv,
  dense,
  epsilon,
  flat,
  gamma,
  gradient,
  index,
  input,
  type Line,
  named,
  range,
  sourceOf,
  zero,
  zplus,
  zplusDrop,
} from './source.js';

/** conv1 conv3 | conv6 | dense10 dense12; max pooling behind each block. */
const net = vgg([2, 1], 2);

function planOf(source: PlanSource, graph: Graph): Plan {
  const result = resolvePlan(source, graph);
  if (!result.ok) throw new Error(result.diagnostics.map(({message}) => message).join('\n'));
  return result.value;
}

function problemsOf(lines: readonly Line[], graph: Graph): readonly Diagnostic[] {
  const result = resolvePlan(sourceOf(...lines), graph);
  return result.ok ? [] : result.diagnostics;
}

const codesOf = (lines: readonly Line[], graph: Graph = net): readonly string[] =>
  problemsOf(lines, graph).map(({code}) => code);
const warningsOf = (lines: readonly Line[], graph: Graph = net): readonly string[] =>
  planOf(sourceOf(...lines), graph).warnings.map(({code}) => code);
const ruleOf = (plan: Plan, name: string): string =>
  formatRule(plan.layers.find(layer => layer.name === name)!.rule);

test('later lines win, and every layer knows the line that won', t => {
  const source = sourceOf([all, zplus], [dense, epsilon], [range(0, 1), gamma], [input, flat]);
  const plan = planOf(source, net);
  t.is(
    formatPlan(plan),
    [
      '0 conv1: flat',
      '1 conv3: gamma(0.25)',
      '- maxpool5: winner',
      '2 conv6: zplus',
      '- maxpool8: winner',
      '3 dense10: epsilon(1e-6)',
      '4 dense12: epsilon(1e-6)',
    ].join('\n'),
  );
  t.deepEqual(
    plan.layers.map(({line}) => (line === null ? null : source.lines.indexOf(line))),
    [3, 2, null, 0, null, 1, 1],
  );
});

test('layers that no line names get the default of their kind', t => {
  const graph = new GraphBuilder([2, 6, 6]);
  graph.pad([0, 1, 1], [0, 1, 1]);
  graph.conv(anyWeights(2, 2, 3, 3), null);
  const relu = graph.relu();
  graph.norm(anyWeights(2), anyWeights(2));
  graph.add(graph.last, relu);
  graph.maxpool({kernel: [2, 2]});
  graph.avgpool({kernel: [3, 3]});
  graph.flatten();
  graph.dense(anyWeights(2, 2), null);
  const plan = planOf(sourceOf([all, zero]), graph.build());
  t.is(
    formatPlan(plan),
    [
      '- pad1: pass',
      '0 conv2: zero',
      '- norm4: epsilon(1e-6)',
      '- add5: epsilon(1e-6)',
      '- maxpool6: winner',
      '- avgpool7: epsilon(1e-6)',
      '1 dense9: zero',
    ].join('\n'),
  );
});

test('an activation stands in the plan where a line names it, and nowhere else', t => {
  const lines: readonly Line[] = [
    [all, zero],
    [named('activation2'), {kind: 'pass'}],
  ];
  const layers = planOf(sourceOf(...lines), net).layers.map(({name}) => name);
  t.true(layers.includes('activation2'));
  t.false(layers.includes('activation4'));
});

test('a plan of gradients makes every default a gradient and starts with one', t => {
  const plan = planOf(sourceOf([all, gradient]), residual());
  t.is(plan.start, 'one');
  t.true(plan.layers.every(layer => layer.rule.kind === 'gradient'));
  t.deepEqual(
    plan.layers.map(({name}) => name),
    [
      ...['conv1', 'activation2', 'conv3', 'activation4', 'conv5', 'conv6'],
      ...['add7', 'activation8', 'avgpool9', 'dense11'],
    ],
  );
});

test('one other rule is enough for defaults and start to be those of relevance', t => {
  const plan = planOf(sourceOf([all, gradient], [input, zplus]), net);
  t.is(plan.start, 'logit');
  t.is(ruleOf(plan, 'maxpool5'), 'winner');
  t.false(plan.layers.some(({kind}) => kind === 'activation'));
});

test('a line of its own keeps its rule in a plan of gradients', t => {
  const plan = planOf(
    sourceOf([all, gradient], [{kind: 'ofKind', of: 'maxpool'}, {kind: 'split'}]),
    net,
  );
  t.is(plan.start, 'one');
  t.is(ruleOf(plan, 'maxpool5'), 'split');
});

test('a network without weighted layers has a plan without lines', t => {
  const graph = new GraphBuilder([2, 2, 2]);
  graph.maxpool({kernel: [2, 2]});
  graph.flatten();
  const plan = planOf(sourceOf(), graph.build());
  t.is(formatPlan(plan), '- maxpool1: winner');
  t.is(plan.start, 'logit');
  t.deepEqual(codesOf([[all, zero]], graph.build()), ['selector/empty']);
});

interface Case {
  readonly code: string;
  readonly because: string;
  readonly bad: readonly Line[];
  readonly good: readonly Line[];
  readonly badNet?: Graph;
  readonly goodNet?: Graph;
  /** Line and column of the diagnostic. */
  readonly at: readonly [number, number];
}

const grey = (): Graph => {
  const graph = new GraphBuilder([1, 3, 3]);
  graph.conv(anyWeights(2, 1, 3, 3), null);
  graph.flatten();
  graph.dense(anyWeights(2, 2), null);
  return graph.build(unitGrey);
};
const withoutBounds: Graph = {...grey(), preprocessing: null};
const bounds = (low: number | readonly number[], high: number | readonly number[]): Rule => ({
  kind: 'zB',
  low,
  high,
  stabiliser: 1e-6,
});
const pass: Rule = {kind: 'pass'};
const split: Rule = {kind: 'split'};
const anyPool: Line[0] = {kind: 'ofKind', of: 'maxpool'};

const errors: readonly Case[] = [
  {
    code: 'selector/empty',
    because: 'a selector names nothing',
    bad: [
      [all, zero],
      [index(5), zplus],
    ],
    good: [
      [all, zero],
      [index(4), zplus],
    ],
    at: [2, 1],
  },
  {
    code: 'selector/empty',
    because: 'a pattern gathers no layer that the rule suits',
    bad: [
      [all, zero],
      [named('maxpool*'), zplus],
    ],
    good: [
      [all, zero],
      [named('*1*'), zplus],
    ],
    at: [2, 1],
  },
  {
    code: 'plan/uncovered',
    because: 'weighted layers are left without a rule',
    bad: [[conv, zero]],
    good: [
      [conv, zero],
      [dense, zero],
    ],
    at: [1, 1],
  },
  {
    code: 'rule/unsuited',
    because: 'a rule is given to a kind of layer that cannot have it',
    bad: [
      [all, zero],
      [anyPool, zplus],
    ],
    good: [
      [all, zero],
      [anyPool, split],
    ],
    at: [2, 10],
  },
  {
    code: 'rule/unsuited',
    because: 'a layer that only moves numbers is given a rule',
    bad: [
      [all, zero],
      [named('reshape9'), zero],
    ],
    good: [
      [all, zero],
      [named('dense10'), zero],
    ],
    at: [2, 10],
  },
  {
    code: 'rule/unsuited',
    because: 'the input itself is given a rule',
    bad: [
      [all, zero],
      [named('input0'), zplus],
    ],
    good: [
      [all, zero],
      [input, zplus],
    ],
    at: [2, 1],
  },
  {
    code: 'rule/pass-shape',
    because: 'pass is given to a layer that changes the shape',
    bad: [
      [all, zero],
      [index(0), pass],
    ],
    good: [
      [all, zero],
      [index(1), pass],
    ],
    at: [2, 10],
  },
  {
    code: 'rule/bounds-length',
    because: 'zB has not one bound a channel',
    bad: [
      [all, zero],
      [input, bounds([-1, -1], 1)],
    ],
    good: [
      [all, zero],
      [input, bounds([-1, -1, -1], 1)],
    ],
    at: [2, 10],
  },
  {
    code: 'rule/bounds-length',
    because: 'the high bounds of zB are too many',
    bad: [
      [all, zero],
      [input, bounds(-1, [1, 1, 1, 1])],
    ],
    good: [
      [all, zero],
      [input, bounds(-1, 1)],
    ],
    at: [2, 10],
  },
  {
    code: 'rule/bounds-elsewhere',
    because: "zB takes the model's bounds behind the first layer",
    bad: [
      [all, zero],
      [index(1), box],
    ],
    good: [
      [all, zero],
      [index(1), bounds(0, 9)],
    ],
    at: [2, 10],
  },
  {
    code: 'rule/no-bounds',
    because: 'the model has no preprocessing for zB',
    bad: [
      [all, zero],
      [input, box],
    ],
    good: [
      [all, zero],
      [input, box],
    ],
    badNet: withoutBounds,
    goodNet: grey(),
    at: [2, 10],
  },
  {
    code: 'rule/no-bounds',
    because: 'the preprocessing has another number of channels',
    bad: [
      [all, zero],
      [input, box],
    ],
    good: [
      [all, zero],
      [input, box],
    ],
    badNet: vgg([1], 1, unitGrey),
    goodNet: vgg([1], 1),
    at: [2, 10],
  },
];

for (const {code, because, bad, good, badNet = net, goodNet = net, at} of errors) {
  test(`${code} where ${because}`, t => {
    const problems = problemsOf(bad, badNet);
    t.deepEqual(
      problems.map(problem => problem.code),
      [code],
    );
    t.is(problems[0]!.severity, 'error');
    t.deepEqual([problems[0]!.span.line, problems[0]!.span.column], at);
  });

  test(`no ${code} otherwise: not where ${because}`, t => {
    t.deepEqual(codesOf(good, goodNet), []);
  });
}

const warnings: readonly Case[] = [
  {
    code: 'plan/unused-line',
    because: 'later lines take every layer of a line',
    bad: [
      [dense, zplus],
      [all, zero],
    ],
    good: [
      [all, zero],
      [dense, zplus],
    ],
    at: [1, 1],
  },
  {
    code: 'selector/beyond',
    because: 'a range goes on behind the last layer',
    bad: [
      [all, zero],
      [range(2, 5), flat],
    ],
    good: [
      [all, zero],
      [range(2, 4), flat],
    ],
    at: [2, 1],
  },
  {
    code: 'selector/beyond',
    because: 'the range after except does',
    bad: [
      [all, zero],
      [{kind: 'except', left: conv, right: range(1, 7)}, flat],
    ],
    good: [
      [all, zero],
      [{kind: 'except', left: conv, right: range(1, 2)}, flat],
    ],
    at: [2, 1],
  },
  {
    code: 'plan/signed-input',
    because: 'gamma stands on an input of both signs',
    bad: [
      [all, zero],
      [input, gamma],
    ],
    good: [
      [all, zero],
      [index(1), gamma],
    ],
    at: [2, 10],
  },
  {
    code: 'plan/signed-input',
    because: 'zplus stands on an input of both signs',
    bad: [
      [all, zero],
      [input, zplus],
    ],
    good: [
      [all, zero],
      [input, zplus],
    ],
    goodNet: grey(),
    at: [2, 10],
  },
  {
    code: 'plan/positive-bias',
    because: 'deep Taylor drops biases above zero',
    bad: [
      [all, zero],
      [index(1), zplusDrop],
    ],
    good: [
      [all, zero],
      [index(1), zplusDrop],
    ],
    goodNet: withBiases(net, -0.5),
    at: [2, 1],
  },
];

/** The network with one number for every bias. */
function withBiases(graph: Graph, value: number): Graph {
  const nodes = graph.nodes.map(node =>
    'bias' in node && node.bias !== null
      ? {...node, bias: {...node.bias, data: node.bias.data.map(() => value)}}
      : node,
  );
  return {...graph, nodes};
}

for (const {code, because, bad, good, badNet = net, goodNet = net, at} of warnings) {
  test(`a warning ${code} where ${because}`, t => {
    const {warnings: found} = planOf(sourceOf(...bad), badNet);
    t.deepEqual(
      found.map(warning => warning.code),
      [code],
    );
    t.is(found[0]!.severity, 'warning');
    t.deepEqual([found[0]!.span.line, found[0]!.span.column], at);
  });

  test(`no warning ${code} otherwise: not where ${because}`, t => {
    t.deepEqual(warningsOf(good, goodNet), []);
  });
}

test('a flattened picture without negative pixels is no signed input', t => {
  const graph = new GraphBuilder([1, 2, 2]);
  graph.flatten();
  graph.dense(anyWeights(2, 4), null);
  t.deepEqual(warningsOf([[all, zplus]], graph.build(unitGrey)), []);
  t.deepEqual(warningsOf([[all, zplus]], graph.build()), ['plan/signed-input']);
});

test('an unused line names the line that wins', t => {
  const [warning] = planOf(sourceOf([dense, zplus], [all, zero]), net).warnings;
  t.is(warning!.related![0]!.span.line, 2);
  t.regex(warning!.related![0]!.message, /all use zero/);
});

test('signed inputs are warned about once a line, with their number', t => {
  const graph = new GraphBuilder([2]);
  graph.dense(anyWeights(2, 2), null);
  graph.dense(anyWeights(2, 2), null);
  const {warnings: found} = planOf(sourceOf([all, gamma]), graph.build());
  t.is(found.length, 1);
  t.regex(found[0]!.message, /gamma on 2 layers/);
});

test('positive biases are counted: 1 of 4 in two layers', t => {
  const graph = new GraphBuilder([2]);
  graph.dense(anyWeights(2, 2), {shape: [2], data: Float32Array.of(-1, 0)});
  graph.relu();
  graph.dense(anyWeights(2, 2), {shape: [2], data: Float32Array.of(0.5, -3)});
  const {warnings: found} = planOf(sourceOf([all, zplusDrop]), graph.build());
  const about = found.find(({code}) => code === 'plan/positive-bias')!;
  t.regex(about.message, /1 of 2 biases in 1 layers/);
});

test('all problems of a plan are reported at once', t => {
  const codes = codesOf([
    [conv, zero],
    [index(9), zero],
    [anyPool, flat],
    [index(0), pass],
    [index(1), box],
  ]);
  t.deepEqual(
    [...codes].sort(),
    [
      'plan/uncovered',
      'rule/bounds-elsewhere',
      'rule/pass-shape',
      'rule/unsuited',
      'selector/empty',
    ].sort(),
  );
});

test('a rule that does not suit many layers of a line is one problem', t => {
  t.deepEqual(
    codesOf([
      [all, zero],
      [anyPool, zplus],
    ]),
    ['rule/unsuited'],
  );
});

test('an exact name with a rule that does not suit is refused, a pattern passes it over', t => {
  t.deepEqual(
    codesOf([
      [all, zero],
      [named('maxpool5'), flat],
    ]),
    ['rule/unsuited'],
  );
  t.is(
    ruleOf(
      planOf(sourceOf([all, zero], [named('*5'), flat], [named('*0'), flat]), {
        ...net,
        nodes: net.nodes.map(node => (node.id === 3 ? {...node, name: 'c5'} : node)),
      }),
      'c5',
    ),
    'flat',
  );
});

test('uncovered layers are listed by number and name', t => {
  const [problem] = problemsOf([[conv, zero]], net);
  t.regex(problem!.message, /2 of the 5 weighted layers/);
  t.regex(problem!.message, /3 "dense10", 4 "dense12"/);
});

test('a plan is plain data: it survives JSON', t => {
  const plan = planOf(sourceOf([all, zplus], [input, bounds([-1, -2, -3], 4)]), net);
  t.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
});
