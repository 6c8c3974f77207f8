import test from 'ava';
import fc from 'fast-check';
import {policies} from '../../dsl/check-clauses.js';
import {statementWords} from '../../dsl/check-statements.js';
import {engineDeviceWords} from '../../dsl/engine-words.js';
import {hoverScript, type ScriptHover} from '../../dsl/hover.js';
import {escapeMarkdown} from '../../dsl/hover-text.js';
import {emptyContext, type LanguageContext} from '../../dsl/language-context.js';
import {parse} from '../../dsl/parse.js';
import {allTokens} from '../../dsl/tokens.js';
import {findWordHelp, wordHelp} from '../../dsl/word-help.js';
import {findPreset, presetNames, presetPaper} from '../../src/plan/presets.js';
import {ruleSpecs} from '../../src/rules/catalogue.js';
import {script} from './helpers/arbitrary-script.js';
import {hostileContext, hostileNames, smallContext} from './helpers/contexts.js';
import {rightExamples} from './helpers/documented-examples.js';

/** Hovers at `<|>`. */
function hover(marked: string, context: LanguageContext = smallContext): ScriptHover | null {
  const [before, after] = marked.split('<|>');
  return hoverScript(`${before}${after}`, before!.length, context);
}

const says = (marked: string, context: LanguageContext = smallContext): string =>
  hover(marked, context)?.text ?? '';

test('hovering a data set, a class or a word of their statements says what they are', t => {
  const voc = 'dataset "VOC2012" as voc\n';
  t.true(says(`${voc}image from vo<|>c with "horse" as a`).includes('dataset "VOC2012" as voc'));
  t.true(says('dataset "VOC2012" as vo<|>c').includes('dataset'));
  t.true(says(`${voc}image from voc with "ho<|>rse" as a`).includes('class 1 of 2'));
  t.is(says(`${voc}image from voc with "per<|>son" as a`), '');
  for (const word of ['dataset', 'without', 'batchnorm', 'number']) t.truthy(findWordHelp(word));
  t.true(says(`${voc}image from voc with<|>out "person" as a`).includes('does not show'));
  t.true(says('model "a.onnx" batchnorm ke<|>ep').includes('stays a layer'));
});

test('how pictures become an input is told: presets, values of your own, a let, and the clauses', t => {
  const model = 'let how = "raw"\nmodel "a.onnx" ';
  t.regex(says(`${model}preprocess caf<|>fe`), /BGR 0…255 minus the mean of ImageNet/);
  t.regex(says(`${model}preprocess R<|>GB(scale=1/255)`), /^RGB\(scale = 1, mean = 0, std = 1\)/);
  t.regex(says(`${model}preprocess RGB(sca<|>le=1/255)`), /multiplied with first/);
  t.regex(says(`${model}preprocess ho<|>w`), /let how = "raw"/);
  t.regex(says(`${model}pre<|>process raw`), /^preprocess /);
  t.regex(says(`${model}sha<|>pe 3x8x8`), /one sample/);
  t.is(says(`let sha<|>pe = 3\nlayer shape use zero`).includes('one sample'), false);
});

for (const {kind, aliases, formula, paper, parameters, allowed, stabiliser} of ruleSpecs) {
  test(`hovering ${kind} shows its formula, parameters, layers and paper`, t => {
    for (const spelling of [kind, ...aliases]) {
      const {text, markdown} = hover(`all use ${spelling}<|>`)!;
      for (const part of [formula, paper, allowed.join(', '), ...aliases]) {
        t.true(text.includes(part), part);
      }
      for (const {name, meaning, default: preset} of parameters) {
        t.true(text.includes(`${name}: ${meaning}`));
        if (preset === 1e-6) t.true(text.includes('default 1e-6'));
        else if (preset !== undefined) t.true(text.includes(`default ${preset}`));
      }
      t.is(text.includes('no stabiliser clause'), stabiliser === null);
      t.true(markdown.includes(`\`${formula}\``));
    }
  });
}

test('what is hovered is the whole word, and just behind it counts', t => {
  for (const marked of ['all use <|>gamma(1)', 'all use gam<|>ma(1)', 'all use gamma<|>(1)']) {
    const found = hover(marked)!;
    t.deepEqual([found.start, found.end], [8, 13]);
    t.true(found.markdown.startsWith('**`gamma(g = 0.25)`**'));
  }
  t.is(hover('all use zero <|> '), null);
  t.is(hover('all use gamma(0.2<|>5)'), null);
  t.is(hover('# all use gam<|>ma'), null);
  t.is(hover('<|>'), null);
});

test('rules of one’s own and parameters are told from their data', t => {
  t.regex(says('all use softgam<|>ma'), /^softgamma\(g = 0\.25\)[\s\S]*\nours$/);
  t.regex(
    says('all use gamma(g<|>=1)'),
    /^g parameter of gamma\(g = 0\.25\)\n.*≥ 0; default 0\.25$/,
  );
  t.regex(says('all use gamma(γ<|>=1)'), /^g parameter/);
  t.regex(says('input use zB(1, high<|>=2)'), /^high parameter of zB/);
  t.regex(says('convs use gam<|>ma'), /^gamma/);
});

for (const name of presetNames) {
  test(`hovering ${name} shows its lines and its paper`, t => {
    const {text} = hover(`explain seven with ${name.toLowerCase()}<|>`)!;
    t.true(text.startsWith(name));
    for (const line of findPreset(name)!.lines) t.true(text.includes(line.text));
    t.true(text.includes(presetPaper(name)));
  });
}

test('names are told by what the text says of them, else by the context', t => {
  const text =
    'plan p {\n  all use zero\n  input use zB\n}\nlet g = 2 * 0.25\nimage "a.png" as a\n';
  t.is(says(`${text}explain a with p<|>`), 'p plan of 2 lines\n- all use zero\n- input use zB');
  t.is(says(`${text}all use gamma(g<|>)`), 'g let\nlet g = 2 * 0.25');
  t.is(says(`${text}explain a<|>`), 'a image\nimage "a.png" as a');
  t.is(says('explain seven<|>'), 'seven image\nimage digits/7-a.png');
  t.is(says('explain seven with earlier<|>'), 'earlier plan\nplan of 4 lines');
  t.is(says('all use gamma(slope<|>)'), 'slope let\nnumber 0.25');
  t.is(says('explain nobody<|>'), '');
  t.is(says('plan heatmap<|> { all use zero }'), 'heatmap plan of 1 line\n- all use zero');
});

test('layers are told by name, number, pattern and kind', t => {
  t.is(says('layer "po<|>ol1" use winner'), 'pool1 maxpool\nshape 8×12×12; rule winner');
  t.is(
    says('layer 1<|> use zero'),
    'conv2 conv, weighted layer 1\nshape 16×10×10; rule gamma(0.25)',
  );
  t.is(says('layer "fc<|>" use zero'), 'fc dense, weighted layer 2\nshape 10; no rule yet');
  t.regex(says('layers "c*<|>" use zero'), /^c\* pattern: 2 layers[\s\S]*conv1[\s\S]*conv2/);
  t.regex(says('con<|>v use zero'), /^conv selector: 2 layers of this model/);
  t.regex(says('al<|>l use zero'), /3 layers[\s\S]*conv1[\s\S]*conv2[\s\S]*fc/);
  t.regex(says('dense<|> use zero', emptyContext), /^dense Dense layers\./);
  t.is(says('layer 9<|> use zero'), '');
});

test('classes are told by number and name', t => {
  t.is(says('explain seven for 1<|>'), 'horse class 1 of 2');
  t.is(says('explain seven for "cat<|>"'), 'cat class 0 of 2');
  t.is(says('explain seven for horse<|>'), 'horse class 1 of 2');
  t.is(says('classes "dog", "hen"\nexplain seven for 1<|>'), 'hen class 1 of 2');
  t.is(says('explain seven for 7<|>'), '');
  t.regex(says('explain seven for to<|>p'), /strongest/);
});

test('a family of measures, a baseline and their parameters', t => {
  const family = says('evaluate pertur<|>bation(region=8) on voc with Random');
  t.regex(family, /perturbation\(fill = blur, region = 8/);
  t.regex(family, /AOPC, most relevant first, higher is better/);
  t.regex(family, /Samek et al\. 2017, eq\. 12/);
  t.regex(says('evaluate perturbation(reg<|>ion=8) on voc'), /side of a region.*whole number ≥ 1/s);
  t.regex(says('evaluate a<|>ll on voc'), /every family/);
  t.regex(says('evaluate complexity on voc with smooth<|>grad'), /noisy copies.*Smilkov/s);
  t.regex(
    says('evaluate complexity on voc with SmoothGrad(noise<|>=0.1)'),
    /standard deviation.*number ≥ 0/s,
  );
});

test('a sweep by its name and by what is swept', t => {
  const sweep = 'sweep gamma in 0, 1 with EpsilonGammaBox as gammas\n';
  t.regex(says(`${sweep}explain a with gam<|>mas`), /sweep.*sweep gamma in 0, 1/s);
  t.regex(says('sweep gam<|>ma in 0, 1 as a'), /gamma\(g = 0\.25\)/);
});

/** Every word the lexer knows, and every word with a meaning in its place. */
const words = [
  ...allTokens
    .map(({PATTERN}) => PATTERN)
    .filter(pattern => typeof pattern === 'string')
    .filter(pattern => /^\p{L}/u.test(pattern)),
  ...['stabiliser', 'stabilizer', 'half', 'top'],
  ...policies,
  ...Object.entries(statementWords).flatMap(([kind, list]) =>
    ['save', 'evaluate', 'sweep'].includes(kind) ? [] : list,
  ),
  ...Object.values(engineDeviceWords).flat(),
];

test('every word of the language has help, and nothing else has', t => {
  for (const word of words) t.not(findWordHelp(word), null, word);
  for (const word of Object.keys(wordHelp)) t.true(words.includes(word), word);
  t.is(findWordHelp('constructor'), null);
});

for (const [word, {example}] of Object.entries(wordHelp)) {
  test(`the example on "${word}" is right and shows the word's help where the word stands`, t => {
    t.deepEqual(parse(example, '').diagnostics, []);
    const at = example.search(new RegExp(`\\b${word}\\b`));
    if (at < 0) return;
    const found = hoverScript(example, at, emptyContext);
    t.true(found?.text.startsWith(`${word} `), found?.text);
  });
}

test('hovering never fails and stays inside the text', t => {
  const inside = (text: string, offset: number, context: LanguageContext): void => {
    const found = hoverScript(text, offset, context);
    if (found === null) return;
    t.true(found.start <= offset && offset <= found.end && found.end <= text.length);
    t.true(found.text !== '' && found.markdown !== '');
  };
  for (const text of rightExamples) {
    for (let offset = 0; offset <= text.length; offset += 5) inside(text, offset, smallContext);
  }
  fc.assert(
    fc.property(script, fc.nat(), fc.nat({max: 9}), (text, place, length) => {
      const at = place % (text.length + 1);
      inside(`${text.slice(0, at)}{"§${text.slice(at + length)}`, at, hostileContext);
    }),
    {seed: 5, numRuns: 150},
  );
});

test('names cannot break out of the Markdown', t => {
  for (const name of hostileNames) {
    const quoted = JSON.stringify(name);
    for (const text of [
      `layer ${quoted}`,
      `explain ${quoted}`,
      `explain a with ${quoted}`,
      `explain a for ${quoted}`,
      `layers "*`,
      'conv',
    ]) {
      const found = hoverScript(text, text.length, hostileContext);
      if (found === null) continue;
      t.notRegex(found.markdown.replaceAll('\n', ''), /<|\p{Cc}/u);
      t.notRegex(found.markdown.replace(/`[^`\n]*`/g, ''), /\[a\]/);
      // Backticks come in pairs on their line, so that no code runs on.
      for (const line of found.markdown.split('\n')) {
        t.is((line.match(/`/g) ?? []).length % 2, 0, line);
      }
      t.notRegex(found.text.replaceAll('\n', ''), /\p{Cc}/u);
    }
  }
});

test('escaping leaves nothing that Markdown, HTML or a formula reader acts on', t => {
  t.is(
    escapeMarkdown('a <b> & `c` | $d$ *e* _f_'),
    'a &#60;b&#62; &#38; &#96;c&#96; &#124; &#36;d&#36; &#42;e&#42; &#95;f&#95;',
  );
  t.is(escapeMarkdown('# a'), '&#35; a');
  t.is(escapeMarkdown('1. a'), '1&#46; a');
  t.is(escapeMarkdown('a\n\n# b'), 'a # b');
});
