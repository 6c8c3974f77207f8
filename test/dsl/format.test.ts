import test from 'ava';
import fc from 'fast-check';
import {compile} from '../../dsl/compile.js';
import {format} from '../../dsl/format.js';
import {script} from './helpers/arbitrary-script.js';
import {withoutSpans} from './helpers/without-spans.js';

function formatted(text: string): string {
  const result = format(text, {file: 'a.lrp'});
  if (!result.ok) throw new Error(`${JSON.stringify(text)}: ${JSON.stringify(result.diagnostics)}`);
  return result.value;
}

const pairs: readonly (readonly [claim: string, text: string, expected: string])[] = [
  ['spaces are one between words and none in brackets', 'show  plan ,graph', 'show plan, graph\n'],
  [
    "the use of a plan's lines stand below each other",
    'plan taylor { all use zplus   input use zB }',
    'plan taylor {\n  all   use zplus\n  input use zB\n}\n',
  ],
  [
    'outside of plans an empty line ends what is lined up',
    'all use zero\ndense use flat\n\nconv except input use zplus',
    'all   use zero\ndense use flat\n\nconv except input use zplus\n',
  ],
  [
    'rules, parameters and kinds get their ASCII names',
    'relu use γ(γ=.5) stabilizer 1E-9\nall use z+\nall use w²\nall use zᴮ(l=0,h=1)\nall use αβ(α=2,β=1)\nall use lrp0\nall use ε',
    'activation use gamma(g=0.5) stabiliser 1e-9\nall        use zplus\nall        use wsquare\nall        use zB(low=0, high=1)\nall        use alphabeta(a=2, b=1)\nall        use zero\nall        use epsilon\n',
  ],
  [
    'a let that is called like an alias keeps its name',
    'let relu = 3\nlet stabilizer = 1\nlayer relu use gamma(stabilizer) stabilizer stabilizer',
    'let relu = 3\nlet stabilizer = 1\nlayer relu use gamma(stabilizer) stabiliser stabilizer\n',
  ],
  [
    'pictures of data sets and evaluations are one line, counts stand behind their word',
    'dataset  "VOC2012"as voc\nimage from voc"test"\n  with"horse" ,person\n without dog number(1+1) as rider\nevaluate localisation on voc\n  for horse limit .5E1',
    'dataset "VOC2012" as voc\nimage from voc "test" with "horse", person without dog number (1 + 1) as rider\nevaluate localisation on voc for horse limit 0.5e1\n',
  ],
  [
    'measures and sweeps are one line; numbers of a sweep stand apart',
    'evaluate perturbation ( region = 8,fill=blur ),complexity\n on voc with SmoothGrad (samples=3) ,Random seed(1+1)\n as x\nsweep γ in -1,.1 ..1 with talk as gammas\ndiff talk ,Gradient',
    'evaluate perturbation(region=8, fill=blur), complexity on voc with SmoothGrad(samples=3),\n  Random seed (1 + 1) as x\nsweep gamma in -1, 0.1 .. 1 with talk as gammas\ndiff talk, Gradient\n',
  ],
  [
    'what is said of a model is one line, a shape has the letter x',
    'model  "a.h5"as net\n preprocess RGB ( scale=1/255,mean = -.5)\n shape 224×224x3 batchnorm keep\nmodel net shape(3)',
    'model "a.h5" as net preprocess RGB(scale=1 / 255, mean=-0.5) shape 224x224x3 batchnorm keep\nmodel net shape (3)\n',
  ],
  [
    'signs stand at their number and operators between spaces',
    'let k=-.5E-3*(2-3)-  -1',
    'let k = -0.5e-3 * (2 - 3) - -1\n',
  ],
  [
    'comments stay behind their line, on their own line, and move above from inside a statement',
    '#a\nshow plan#b\n\n\n\n#c\nplan p {# d\n# e\nall use zero # f\n# g\n} # h\nexplain x # i\n for 3 # j\n#k',
    '#a\nshow plan  #b\n\n#c\nplan p {  # d\n  # e\n  all use zero  # f\n  # g\n}  # h\n# i\nexplain x for 3  # j\n#k\n',
  ],
  [
    'of several empty lines one stays, none at the edges of the file and of a plan',
    '\n\nshow plan\n\n\n\nplan p {\n\nall use zero\n\n\nall use flat\n\n}\n\n',
    'show plan\n\nplan p {\n  all use zero\n\n  all use flat\n}\n',
  ],
  [
    'lines of more than 100 columns are broken behind commas',
    `classes ${Array.from({length: 12}, (_, i) => `"class number ${i}"`).join(',')}`,
    'classes "class number 0", "class number 1", "class number 2", "class number 3", "class number 4",\n' +
      '  "class number 5", "class number 6", "class number 7", "class number 8", "class number 9",\n' +
      '  "class number 10", "class number 11"\n',
  ],
  ['CRLF becomes LF', 'all use zero\r\nall use flat\r\n', 'all use zero\nall use flat\n'],
  ['an empty script stays empty', ' \n\n', ''],
];

for (const [claim, text, expected] of pairs) {
  test(`formatting: ${claim}`, t => {
    t.is(formatted(text), expected);
    t.is(formatted(expected), expected);
  });
}

test('text with mistakes of words or grammar is refused with all of them', t => {
  const result = format('all use\nmodle "a"\nshow plan §', {file: 'a.lrp'});
  t.deepEqual((result.ok ? [] : result.diagnostics).map(found => found.code).toSorted(), [
    'statement/unknown',
    'syntax/expected',
    'text/character',
  ]);
});

test('text that is wrong in what it means is formatted all the same', t => {
  t.is(formatted('all use  gama(1)'), 'all use gama(1)\n');
});

const runs = {seed: 20240917, numRuns: 300};

test('formatting twice is formatting once', t => {
  fc.assert(
    fc.property(script, text => {
      const once = formatted(text);
      return formatted(once) === once;
    }),
    runs,
  );
  t.pass();
});

test('formatting changes nothing of what a script means, right or wrong', t => {
  const meaning = (text: string): unknown => {
    const result = compile(text, {file: 'a.lrp'});
    if (result.ok) return withoutSpans({...result.value, text: ''});
    // Ranges and messages name values, not places, so they have to stay the same as well.
    return result.diagnostics.map(({code, message}) => `${code} ${message}`).toSorted();
  };
  fc.assert(
    fc.property(script, text => {
      t.deepEqual(meaning(formatted(text)), meaning(text));
    }),
    runs,
  );
});

test('formatting keeps every comment', t => {
  const comments = (text: string): readonly string[] =>
    [...text.replaceAll(/"(?:[^"\\\n]|\\.)*"/g, '').matchAll(/#[^\r\n]*/g)]
      .map(([found]) => found.trimEnd())
      .toSorted();
  fc.assert(
    fc.property(script, text => {
      t.deepEqual(comments(formatted(text)), comments(text));
    }),
    runs,
  );
});
