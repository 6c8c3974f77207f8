import test from 'ava';
import {compile} from '../../dsl/compile.js';
import type {Script, Statement} from '../../dsl/tree.js';
import type {Selector} from '../../src/plan/plan.js';
import type {Rule} from '../../src/rules/rule.js';
import {withoutSpans} from './helpers/without-spans.js';
import {checkArguments} from '../../src/measures/check-arguments.js';
import {findFamily} from '../../src/measures/families.js';

function compiled(text: string): Script {
  const result = compile(text, {file: 'a.lrp'});
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value;
}

function statement(text: string): unknown {
  return withoutSpans(compiled(text).statements.at(-1));
}

function ruleOf(text: string): Rule {
  return compiled(`all use ${text}`).plans.get('main')!.lines[0]!.rule;
}

function selectorOf(text: string): Selector {
  return compiled(`${text} use zero`).plans.get('main')!.lines[0]!.selector;
}

const rules: readonly (readonly [text: string, rule: Rule])[] = [
  ['zero', {kind: 'zero', bias: 'include', stabiliser: 1e-9}],
  ['lrp0 bias drop', {kind: 'zero', bias: 'drop', stabiliser: 1e-9}],
  ['epsilon', {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias: 'include'}],
  ['epsilon(0.25 rms)', {kind: 'epsilon', epsilon: 0.25, unit: 'rms', bias: 'include'}],
  ['ε(e=1e-3) bias spread', {kind: 'epsilon', epsilon: 1e-3, unit: 'absolute', bias: 'spread'}],
  ['gamma', {kind: 'gamma', gamma: 0.25, bias: 'include', stabiliser: 1e-6}],
  ['γ(γ=.5)', {kind: 'gamma', gamma: 0.5, bias: 'include', stabiliser: 1e-6}],
  ['alphabeta(2, 1)', {kind: 'alphabeta', alpha: 2, beta: 1, bias: 'include', stabiliser: 1e-6}],
  [
    'αβ(beta=0, alpha=1)',
    {kind: 'alphabeta', alpha: 1, beta: 0, bias: 'include', stabiliser: 1e-6},
  ],
  ['zplus stabiliser 1e-9 bias drop', {kind: 'zplus', bias: 'drop', stabiliser: 1e-9}],
  ['z+ stabilizer 1e-9', {kind: 'zplus', bias: 'include', stabiliser: 1e-9}],
  ['z⁺', {kind: 'zplus', bias: 'include', stabiliser: 1e-6}],
  ['zB', {kind: 'zB', low: 'model', high: 'model', stabiliser: 1e-6}],
  ['zᴮ(-2.2, 2.7)', {kind: 'zB', low: -2.2, high: 2.7, stabiliser: 1e-6}],
  ['zB(high=[1, 2], low=0)', {kind: 'zB', low: 0, high: [1, 2], stabiliser: 1e-6}],
  ['zB(model, 1)', {kind: 'zB', low: 'model', high: 1, stabiliser: 1e-6}],
  ['w²', {kind: 'wsquare', bias: 'include', stabiliser: 1e-6}],
  ['w2', {kind: 'wsquare', bias: 'include', stabiliser: 1e-6}],
  ['flat', {kind: 'flat', stabiliser: 1e-6}],
  ['pass', {kind: 'pass'}],
  ['gradient', {kind: 'gradient'}],
  ['winner', {kind: 'winner'}],
  ['split', {kind: 'split'}],
  ['average stabiliser 1e-7', {kind: 'average', stabiliser: 1e-7}],
];

for (const [text, rule] of rules) {
  test(`the rule ${text} is read with its defaults`, t => {
    t.deepEqual(ruleOf(text), rule);
  });
}

const all: Selector = {kind: 'all'};
const input: Selector = {kind: 'input'};
const conv: Selector = {kind: 'ofKind', of: 'conv'};
const selectors: readonly (readonly [text: string, selector: Selector])[] = [
  ['all', all],
  ['input', input],
  ['output', {kind: 'output'}],
  ['conv', conv],
  ['relu', {kind: 'ofKind', of: 'activation'}],
  ['layer 3', {kind: 'index', index: 3}],
  ['layers 1..6', {kind: 'range', from: 1, to: 6}],
  ['layers 1 .. 6', {kind: 'range', from: 1, to: 6}],
  ['layer "block1"', {kind: 'name', pattern: 'block1'}],
  ['layers "block[45]_*"', {kind: 'name', pattern: 'block[45]_*'}],
  ['first 3 conv', {kind: 'first', count: 3, of: 'conv'}],
  ['last 2 layers', {kind: 'last', count: 2, of: 'weighted'}],
  ['last half dense', {kind: 'last', count: 'half', of: 'dense'}],
  ['conv and input', {kind: 'and', left: conv, right: input}],
  [
    'all except conv and input',
    {kind: 'and', left: {kind: 'except', left: all, right: conv}, right: input},
  ],
  [
    'all except (conv and input)',
    {kind: 'except', left: all, right: {kind: 'and', left: conv, right: input}},
  ],
];

for (const [text, selector] of selectors) {
  test(`the selector ${text} is read, and its line says the same when read again`, t => {
    t.deepEqual(selectorOf(text), selector);
    const {lines} = compiled(`${text} use zB(-1, 1)`).plans.get('main')!;
    t.deepEqual(compiled(lines[0]!.text).plans.get('main')!.lines[0]!.selector, selector);
  });
}

const voc = 'dataset "VOC2012" as voc\n';
const image = 'image "in/photo.png"\nimage "b.png" as b\nall use zero\n';
const modelB = {
  ...{kind: 'model', path: {text: 'a.onnx'}, isValue: false, name: 'b'},
  ...{batchNorm: 'fold', preprocessing: null, shape: null},
};
const statements: readonly (readonly [text: string, statement: unknown])[] = [
  [
    'model "nets/vgg.onnx"',
    {
      ...{kind: 'model', path: {text: 'nets/vgg.onnx'}, isValue: false, name: 'vgg'},
      ...{batchNorm: 'fold', preprocessing: null, shape: null},
    },
  ],
  [
    'model "nets/v1.2" as "my net"',
    {
      ...{kind: 'model', path: {text: 'nets/v1.2'}, isValue: false, name: 'my net'},
      ...{batchNorm: 'fold', preprocessing: null, shape: null},
    },
  ],
  ['model "a.onnx" batchnorm keep as b', {...modelB, batchNorm: 'keep'}],
  ['model "a.onnx" as b\n  batchnorm fold', modelB],
  [
    'let how = "caffe"\nmodel "a.onnx" shape 224×224x3 preprocess how as b',
    {...modelB, preprocessing: {chosen: 'caffe'}, shape: {lengths: [224, 224, 3]}},
  ],
  [
    'let torch = 3\nlet side = 8\nmodel "a.onnx" as b preprocess torch\n  shape [torch, side, 2 * side]',
    {...modelB, preprocessing: {chosen: 'torch'}, shape: {lengths: [3, 8, 16]}},
  ],
  [
    'let m = [1, 2, 3]\nmodel "a.onnx" as b\n  shape 784 preprocess RGB(1/4, m, std=2)',
    {
      ...{...modelB, shape: {lengths: [784]}},
      preprocessing: {
        chosen: {channels: 'RGB', scale: 0.25, mean: [1, 2, 3], std: [2, 2, 2]},
      },
    },
  ],
  [
    'model "a.onnx" as b preprocess L',
    {
      ...modelB,
      preprocessing: {chosen: {channels: 'L', scale: 1, mean: [0], std: [1]}},
    },
  ],
  ['dataset "data/VOC2012"', {kind: 'dataset', path: {text: 'data/VOC2012'}, name: 'VOC2012'}],
  [
    `${voc}image from voc "test" with "horse" without "person" number 3 as rider`,
    {
      ...{kind: 'sample', dataset: {text: 'voc'}, split: {text: 'test'}, name: 'rider'},
      ...{wanted: [{text: 'horse'}], unwanted: [{text: 'person'}], number: 3},
    },
  ],
  [
    `${voc}let which = "dog"\nimage from voc\n  number 1 + 1\n  without horse, which\n  as "no horse"`,
    {
      ...{kind: 'sample', dataset: {text: 'voc'}, split: null, name: 'no horse'},
      ...{wanted: [], unwanted: [{text: 'horse'}, {text: 'dog'}], number: 2},
    },
  ],
  [
    `${voc}all use zero\nevaluate localisation on voc`,
    {
      ...{kind: 'evaluate', dataset: {text: 'voc'}, split: null, classes: null},
      families: [{name: 'localisation', arguments: {area: 'boxes'}}],
      ...{methods: [{kind: 'plan', name: 'main'}], limit: null, seed: 1, name: null},
    },
  ],
  [
    `${voc}evaluate localisation on voc "val" for horse, "person" with EpsilonPlus, DeepTaylor limit 20`,
    {
      ...{kind: 'evaluate', dataset: {text: 'voc'}, split: {text: 'val'}, limit: 20},
      ...{classes: [{text: 'horse'}, {text: 'person'}], seed: 1, name: null},
      families: [{name: 'localisation', arguments: {area: 'boxes'}}],
      methods: [
        {kind: 'plan', name: 'EpsilonPlus'},
        {kind: 'plan', name: 'DeepTaylor'},
      ],
    },
  ],
  [
    `${voc}let which = "noise"\nlet side = 4\nevaluate perturbation(mean, side * 2, share=50%, steps=3), complexity,\n  localisation(area="masks") on voc with random, SmoothGrad(samples=32), occlusion(fill=blur) limit 5 seed 0 as "a b"`,
    {
      ...{kind: 'evaluate', dataset: {text: 'voc'}, split: null, classes: null},
      ...{limit: 5, seed: 0, name: 'a b'},
      families: [
        {
          name: 'perturbation',
          arguments: checkArguments(findFamily('perturbation')!, {
            ...{fill: 'mean', region: 8, share: 0.5, steps: 3},
          }),
        },
        {name: 'complexity', arguments: {}},
        {name: 'localisation', arguments: {area: 'masks'}},
      ],
      methods: [
        {kind: 'baseline', name: 'Random', baseline: 'Random', arguments: {}},
        {
          ...{kind: 'baseline', name: 'SmoothGrad(samples=32)', baseline: 'SmoothGrad'},
          arguments: {samples: 32, noise: 0.15},
        },
        {
          ...{kind: 'baseline', name: 'Occlusion(fill=blur)', baseline: 'Occlusion'},
          arguments: {size: 16, stride: 8, fill: 'blur'},
        },
      ],
    },
  ],
  [
    `${voc}plan talk { all use zplus\ninput use gamma }\nsweep gamma in 0, 0.1 .. 0.3 with talk as gammas\nevaluate complexity on voc with gammas, talk`,
    {
      ...{kind: 'evaluate', dataset: {text: 'voc'}, split: null, classes: null},
      ...{limit: null, seed: 1, name: null},
      families: [{name: 'complexity', arguments: {}}],
      methods: [
        ...[0, 0.1, 0.2, 0.3].map(value => ({
          ...{kind: 'plan', name: `talk gamma=${value}`},
          sweep: {of: 'gammas', parameter: 'gamma', value},
        })),
        {kind: 'plan', name: 'talk'},
      ],
    },
  ],
  ['all use epsilon\nsweep ε in 1, .5 as epsilons', {kind: 'sweep', name: 'epsilons'}],
  [
    'plan a { all use zero }\ndiff a, EpsilonPlus',
    {kind: 'diff', plans: [{name: 'a'}, {name: 'EpsilonPlus'}]},
  ],
  [
    `${image}explain photo as a\nexplain photo as "b c"\ncompare a, "b c"`,
    {kind: 'contrast', explanations: [{text: 'a'}, {text: 'b c'}]},
  ],
  [
    `${image}plan a { all use zero }\nexplain photo with a as a\ncompare a, main`,
    {kind: 'compare', plans: [{name: 'a'}, {name: 'main'}]},
  ],
  [`${image}explain photo\nshow sums, plan`, {kind: 'show', what: ['sums', 'plan']}],
  ['image "in\\\\a.b.png"', {kind: 'image', path: {text: 'in\\a.b.png'}, name: 'a.b'}],
  ['input "x.npy" as x', {kind: 'input', path: {text: 'x.npy'}, name: 'x'}],
  ['classes "a", "b c"', {kind: 'classes', names: [{text: 'a'}, {text: 'b c'}]}],
  [
    `${image}explain photo`,
    {
      kind: 'explain',
      inputs: [{text: 'photo'}],
      targets: [{kind: 'top'}],
      plans: [{name: 'main'}],
      name: null,
    },
  ],
  [
    `${image}explain photo, b for 3, horse, "top", top with EPSILONPLUS, main, deepTaylorBounded(0, 1)`,
    {
      kind: 'explain',
      inputs: [{text: 'photo'}, {text: 'b'}],
      targets: [
        {kind: 'index', index: 3},
        {kind: 'class', name: 'horse'},
        {kind: 'class', name: 'top'},
        {kind: 'top'},
      ],
      plans: [{name: 'EpsilonPlus'}, {name: 'main'}, {name: 'DeepTaylorBounded(0, 1)'}],
      name: null,
    },
  ],
  [
    `${image}explain photo with main as "the first"`,
    {
      kind: 'explain',
      inputs: [{text: 'photo'}],
      targets: [{kind: 'top'}],
      plans: [{name: 'main'}],
      name: 'the first',
    },
  ],
  ['check conservation', {kind: 'check', what: 'conservation', tolerance: 0.05}],
  ['check positivity', {kind: 'check', what: 'positivity', tolerance: 0.01}],
  ['check consistency within 7%', {kind: 'check', what: 'consistency', tolerance: 0.07}],
  ['show plan, graph', {kind: 'show', what: ['plan', 'graph']}],
  [
    'compare EpsilonPlus, DeepTaylor',
    {kind: 'compare', plans: [{name: 'EpsilonPlus'}, {name: 'DeepTaylor'}]},
  ],
  ['save "out/r.npz"', {kind: 'save', path: {text: 'out/r.npz'}}],
  ['export onnx "e.onnx"', {kind: 'export', format: 'onnx', path: {text: 'e.onnx'}}],
  ['engine tfjs device wasm', {kind: 'engine', engine: 'tfjs', device: 'wasm'}],
  ['engine onnx', {kind: 'engine', engine: 'onnx', device: null}],
];

for (const [text, expected] of statements) {
  test(`${JSON.stringify(text)} ends in the statement it says`, t => {
    t.deepEqual(statement(text), expected);
  });
}

test('a let holds a number, a text or a list, and counts as one reckons', t => {
  const {lines} = compiled(`
    let a = 1 + 2 * 3 - 4 / 2      # 5
    let b = -(a - 3) * 50%         # -1
    let c = - -.5e1                # 5
    let bounds = [b, b - 1]
    let pattern = "block*"
    layer a use gamma(a / 4)
    layers a..a use zB(bounds, c)
    first c conv use epsilon(a rms) bias drop
    layers pattern use zplus stabiliser 1 / 1000
  `).plans.get('main')!;
  t.deepEqual(
    lines.map(line => line.text),
    [
      'layer 5 use gamma(1.25)',
      'layers 5..5 use zB([-1, -2], 5)',
      'first 5 conv use epsilon(5 rms) bias drop',
      'layers "block*" use zplus stabiliser 0.001',
    ],
  );
});

test('a let stands for a path, a target and a tolerance', t => {
  const {statements: list} = compiled(`
    let file = "a.png"
    let seven = 7
    let name = "horse"
    let tolerance = 3%
    image file as a
    explain a for seven, name with EpsilonPlus
    check conservation within tolerance
  `);
  t.deepEqual(withoutSpans(list), [
    {kind: 'image', path: {text: 'a.png'}, name: 'a'},
    {
      kind: 'explain',
      inputs: [{text: 'a'}],
      targets: [
        {kind: 'index', index: 7},
        {kind: 'class', name: 'horse'},
      ],
      plans: [{name: 'EpsilonPlus'}],
      name: null,
    },
    {kind: 'check', what: 'conservation', tolerance: 0.03},
  ]);
});

test('several lines of a plan may share a line of text', t => {
  const {plans} = compiled(
    'plan a { all use zplus   input use zB(0, 1) (conv and dense) use flat }',
  );
  t.deepEqual(
    plans.get('a')!.lines.map(line => line.text),
    ['all use zplus', 'input use zB(0, 1)', 'conv and dense use flat'],
  );
});

test('bare lines make the plan main wherever they stand', t => {
  const {plans, statements: list} = compiled(
    'all use zero\nshow plan\nplan p { all use flat }\ninput use zB',
  );
  t.deepEqual(
    plans.get('main')!.lines.map(line => line.text),
    ['all use zero', 'input use zB'],
  );
  t.deepEqual(
    list.map(({kind}) => kind),
    ['plan', 'show', 'plan'],
  );
});

test('a plan that extends another adds its lines to the end, in whatever order they stand', t => {
  const {plans} = compiled(
    'plan b extends a { input use zB }\nplan a extends EpsilonPlus { dense use flat }',
  );
  const lines = ['all use zplus', 'dense use epsilon(1e-6)', 'dense use flat'];
  t.deepEqual(
    plans.get('a')!.lines.map(line => line.text),
    lines,
  );
  t.deepEqual(
    plans.get('b')!.lines.map(line => line.text),
    [...lines, 'input use zB'],
  );
});

test('presets that are named are among the plans, with their bounds where given', t => {
  const {plans} = compiled('compare epsilongammabox(-2.2, 2.7), EpsilonGammaBox');
  t.deepEqual([...plans.keys()], ['EpsilonGammaBox(-2.2, 2.7)', 'EpsilonGammaBox']);
  const bounded = plans.get('EpsilonGammaBox(-2.2, 2.7)')!;
  t.is(bounded.name, 'EpsilonGammaBox(-2.2, 2.7)');
  t.deepEqual(bounded.lines.at(-1)!.rule, {kind: 'zB', low: -2.2, high: 2.7, stabiliser: 1e-6});
  t.is(bounded.lines.at(-1)!.text, 'input use zB(-2.2, 2.7)');
});

test('lines keep the places of the line, its selector and its rule', t => {
  const text = 'show graph\n  dense use gamma(1) bias drop # x';
  const [line] = compiled(text).plans.get('main')!.lines;
  const at = (place: {start: number; end: number} | null): string =>
    text.slice(place!.start, place!.end);
  t.is(at(line!.span), 'dense use gamma(1) bias drop');
  t.is(at(line!.selectorSpan), 'dense');
  t.is(at(line!.ruleSpan), 'gamma(1)');
});

test('a statement goes on over lines that cannot stand alone', t => {
  const one = statement(`${image}explain photo, b for 3 with main`);
  t.deepEqual(statement(`${image}explain photo,\n b\n  for 3 # three\n\n  with\n  main`), one);
});

test('a byte order mark, CRLF, tabs and lone CR separate like spaces and lines', t => {
  const {plans} = compiled('\ufeffall use zero\r\n\tdense\tuse flat\rinput use zB');
  t.is(plans.get('main')!.lines.length, 3);
});

test('words of the clauses can be names, too', t => {
  const script = compiled(
    'let number = 2\nlet limit = number\nimage "a.png" as from\ndataset "x" as on\nimage from on number number as without\nexplain from, without for limit with EpsilonPlus',
  );
  t.is(script.statements.length, 4);
});

test('words of the language that begin nothing can be names', t => {
  const script = compiled(
    'image "a.png" as first\nlet all = 1\nplan dense { conv use gamma(all) }\nexplain first for pad with dense',
  );
  t.is(script.plans.get('dense')!.lines.length, 1);
});

test('an empty script is a script', t => {
  t.deepEqual(compiled('').statements, []);
  t.deepEqual(compiled('# nothing\n\n').statements, []);
});

/** The distinct lines of the reference plans that come with the reference relevances. */
const references: readonly string[] = [
  ...[
    'zero',
    'wsquare',
    'zplus',
    'gamma(0.25)',
    'alphabeta(2, 1)',
    'epsilon(0.000001)',
    'epsilon(0.25 rms)',
  ].flatMap(rule => [`all use ${rule} bias include`, `all use ${rule} bias drop`]),
  'all use alphabeta(1, 0) bias include',
  'all use epsilon(0.1) bias drop',
  'all use epsilon(0.5) bias include',
  'all use flat',
  'all use zplus bias include\ndense use epsilon(0.000001) bias include\ninput use flat',
  'all use epsilon(0.000001) bias include\ninput use wsquare bias include',
  'all use gamma(0.25) bias include\ndense use epsilon(0.000001) bias include\ninput use zB(-2.5, 2.5)',
  'input use zB(-2.2, 2.7)\nlayers 1..1 use gamma(0.25) bias include\nlayers 2..2 use epsilon(0.25 rms) bias include\ndense use zero bias include',
  'input use zB(0, 1)\nlayers 0..2 use gamma(0.1) bias include\nlayers 4..6 use epsilon(0.25 rms) bias include',
];

for (const text of references) {
  test(`the reference plan ${JSON.stringify(text)} compiles to as many lines as it has`, t => {
    t.is(compiled(text).plans.get('main')!.lines.length, text.split('\n').length);
  });
}

test('every kind of statement is covered above', t => {
  const kinds: Record<Statement['kind'], true> = {
    model: true,
    image: true,
    input: true,
    dataset: true,
    sample: true,
    classes: true,
    plan: true,
    explain: true,
    check: true,
    show: true,
    compare: true,
    contrast: true,
    evaluate: true,
    sweep: true,
    diff: true,
    save: true,
    export: true,
    engine: true,
  };
  const covered = new Set(
    statements.map(([, expected]) => (expected as Statement).kind).concat('plan'),
  );
  t.deepEqual([...covered].toSorted(), (Object.keys(kinds) as Statement['kind'][]).toSorted());
});
