import test from 'ava';
import fc from 'fast-check';
import {isBareName} from '../../dsl/bare-name.js';
import {families} from '../../src/measures/families.js';
import {statementWords} from '../../dsl/check-statements.js';
import {completeScript, type ScriptCompletions} from '../../dsl/complete.js';
import {readCursor} from '../../dsl/cursor.js';
import {engineDeviceWords} from '../../dsl/engine-words.js';
import {preprocessPresets} from '../../dsl/preprocess-words.js';
import {preprocessingPresets} from '../../src/data/preprocess-presets.js';
import {emptyContext, type LanguageContext} from '../../dsl/language-context.js';
import {Grammar} from '../../dsl/grammar.js';
import {lex} from '../../dsl/lex.js';
import {nextTokens} from '../../dsl/next-tokens.js';
import {segment} from '../../dsl/segment.js';
import {headWords, isA, kindWords} from '../../dsl/tokens.js';
import {engineDevices} from '../../src/engine/devices.js';
import {presetNames} from '../../src/plan/presets.js';
import {ruleSpecs} from '../../src/rules/catalogue.js';
import {script} from './helpers/arbitrary-script.js';
import {hostileContext, smallContext} from './helpers/contexts.js';
import {rightExamples} from './helpers/documented-examples.js';

interface Completed extends ScriptCompletions {
  readonly texts: readonly string[];
  readonly text: string;
}

/** Completes at `<|>`. */
function complete(marked: string, context: LanguageContext = smallContext): Completed {
  const [before, after] = marked.split('<|>');
  const text = `${before}${after}`;
  const found = completeScript(text, before!.length, context);
  return {...found, texts: found.items.map(item => item.text), text};
}

test('an empty text can begin with every statement and selector', t => {
  const {texts, from, to} = complete('<|>', emptyContext);
  const selectors = ['all', 'input', 'output', 'layer', 'layers', 'first', 'last', ...kindWords];
  for (const word of [...headWords, ...selectors]) t.true(texts.includes(word), word);
  t.deepEqual([from, to], [0, 0]);
});

test('behind use stand the rules with their signatures, own rules too, other spellings not', t => {
  const {items, texts} = complete('all use <|>');
  t.deepEqual(
    [...texts].sort(),
    [...ruleSpecs.map(({kind}) => kind as string), 'softgamma'].sort(),
  );
  t.is(items.find(({text}) => text === 'gamma')?.signature, 'gamma(g = 0.25)');
  t.is(items.find(({text}) => text === 'alphabeta')?.signature, 'alphabeta(a, b)');
  t.is(items.find(({text}) => text === 'zero')?.type, 'function');
});

test('another spelling of a rule is completed where it is typed', t => {
  t.deepEqual(complete('all use ide<|>').texts, ['identity']);
  t.deepEqual(complete('all use z<|>').texts, ['zero', 'zplus', 'zB']);
});

test('rules that suit the selector come first', t => {
  t.deepEqual(complete('maxpool use <|>').texts.slice(0, 5), [
    'pass',
    'gradient',
    'winner',
    'split',
    'average',
  ]);
});

test('inside the brackets of a rule stand its parameters that have no value yet', t => {
  t.deepEqual(complete('all use gamma(<|>').texts, ['g=', 'slope', 'where']);
  t.deepEqual(complete('input use zB(<|>').texts, ['low=', 'high=', 'slope', 'where', 'model']);
  t.deepEqual(complete('input use zB(low=<|>').texts, ['slope', 'where', 'model']);
  t.deepEqual(complete('input use zB(0, h<|>)').texts, ['high=']);
  t.deepEqual(complete('input use zB(high=0, <|>)').texts, ['low=', 'slope', 'where', 'model']);
  t.deepEqual(complete('input use zB([<|>').texts, ['slope', 'where']);
  t.deepEqual(complete('all use epsilon(0.25 <|>').texts, ['rms']);
  t.deepEqual(complete('all use gamma(0.25 <|>').texts, []);
  t.true(complete('explain seven with EpsilonGammaBox(<|>').texts.includes('low='));
});

test('clauses are those the rule takes and does not have', t => {
  const clauses = (text: string): string[] =>
    complete(text).texts.filter(word => word === 'bias' || word === 'stabiliser');
  t.deepEqual(clauses('all use zplus <|>'), ['bias', 'stabiliser']);
  t.deepEqual(clauses('all use epsilon(1) <|>'), ['bias']);
  t.deepEqual(clauses('input use zB <|>'), ['stabiliser']);
  t.deepEqual(clauses('all use zplus bias drop <|>'), ['stabiliser']);
  t.deepEqual(clauses('all use zplus\n  <|>'), ['bias', 'stabiliser']);
  t.deepEqual(complete('all use zplus bias <|>').texts, ['include', 'drop', 'spread']);
});

test('kinds of the model come first, with how many there are', t => {
  const {items} = complete('plan a { <|>');
  const kinds = items.filter(({text}) => kindWords.includes(text));
  t.deepEqual(
    kinds.slice(0, 4).map(({text, detail}) => [text, detail]),
    [
      ['conv', '2 layers'],
      ['dense', '1 layer'],
      ['pool', '1 layer'],
      ['maxpool', '1 layer'],
    ],
  );
});

test('layers are completed by the names and numbers of the model', t => {
  t.true(complete('<|>').texts.includes('layers 0..2'));
  t.deepEqual(complete('layer <|>').texts, [
    '"conv1"',
    '"pool1"',
    '"conv2"',
    '"fc"',
    'slope',
    'where',
  ]);
  t.deepEqual(complete('layers <|>').texts.slice(0, 2), ['0..2', '0..1']);
  t.deepEqual(complete('layers 1<|>').texts, ['1..2']);
  t.is(complete('layers 1..<|>').texts[0], '2');
  t.deepEqual(complete('layer "c<|>').texts, ['"conv1"', '"conv2"']);
  t.is(complete('layer "c<|>').from, 6);
  t.deepEqual(complete('layer "c<|>" use zero').texts, ['"conv1', '"conv2']);
  t.deepEqual(complete('first <|>').texts, ['half', 'slope', 'where']);
  t.is(complete('first half <|>').texts[0], 'layers');
});

test('targets are top and the classes in quotes, those of the text before those of the model', t => {
  t.true(complete('explain seven for <|>').texts.includes('top'));
  t.deepEqual(complete('explain seven for "h<|>').texts, ['"horse"']);
  t.deepEqual(complete('classes "dog", "hen"\nexplain seven for top, "<|>').texts, [
    '"dog"',
    '"hen"',
  ]);
});

test('plans are those of the text, above and below, of the context, and presets with their paper', t => {
  const {items, texts} = complete(
    'explain seven with <|>\nplan below { all use zero }\nall use flat',
  );
  t.deepEqual(texts.slice(0, 3), ['below', 'main', 'earlier']);
  t.deepEqual(texts.slice(3), [...presetNames]);
  t.is(items.find(({text}) => text === 'DeepTaylor')?.detail, 'Montavon et al. 2017');
  t.false(complete('compare DeepTaylor, <|>').texts.includes('DeepTaylor'));
  t.false(complete('plan a extends <|> {}\nplan b {}').texts.includes('a'));
  t.true(complete('plan a extends <|> {}\nplan b {}').texts.includes('b'));
});

test('images and inputs are those above and of the context', t => {
  const text = 'image "one.png"\ninput "b.npy" as batch\nexplain <|>\nimage "later.png"';
  t.deepEqual(complete(text).texts, ['one', 'batch', 'seven']);
  t.deepEqual(complete('image "8.png"\nexplain <|>', emptyContext).texts, ['"8"']);
  t.deepEqual(complete('image "8.png"\nexplain "<|>', emptyContext).texts, ['"8"']);
});

test('words of statements are those the language allows', t => {
  t.deepEqual(new Set(complete('show <|>').texts), new Set(statementWords.show));
  t.deepEqual(complete('check <|>').texts, [...statementWords.check]);
  t.deepEqual(complete('check conservation <|>').texts, ['within']);
  t.deepEqual(complete('engine <|>').texts, [...statementWords.engine]);
  t.deepEqual(complete('engine tfjs <|>').texts, ['device', ...engineDevices.tfjs]);
  t.deepEqual(complete('export <|>').texts, ['onnx']);
  t.deepEqual(complete('explain seven\n  w<|>').texts, ['with']);
});

test('devices are those the engines have', t => {
  t.deepEqual(engineDeviceWords, engineDevices);
});

test('paths are completed behind the quote, folders with a slash, hidden files not', t => {
  const found = complete('image "digits/<|>"');
  t.deepEqual(found.texts, ['digits/3-a.png', 'digits/3-b.png', 'digits/more/']);
  t.is(found.text.slice(found.from, found.to), 'digits/');
  t.deepEqual(complete('model "MOD<|>').texts, ['models/']);
  t.deepEqual(complete('model "models/<|>').texts, ['models/digits.onnx']);
  t.deepEqual(complete('input "<|>').texts, ['models/', 'digits/', 'x.npy']);
  t.deepEqual(complete('include "n<|>').texts, ['notes.lrp']);
  t.deepEqual(complete('image <|>').texts, [
    ...['"models/', '"digits/', '"a.png"', 'where', 'from'],
  ]);
  t.true(complete('model <|>').texts.includes('network'));
});

test('a prefix is completed like a folder, and one goes on behind it', t => {
  const files: Record<string, string[]> = {
    '': ['a.png', 'lrplab:'],
    'lrplab:': ['lrplab:digits/', 'lrplab:x.onnx'],
  };
  const context = {...emptyContext, files: (folder: string) => files[folder] ?? []};
  t.deepEqual(complete('image "l<|>', context).texts, ['lrplab:']);
  t.deepEqual(complete('image <|>', context).texts, ['"a.png"', '"lrplab:', 'from']);
  t.deepEqual(complete('image "lrplab:d<|>', context).texts, ['lrplab:digits/']);
  t.deepEqual(complete('model "lrplab:<|>', context).texts, ['lrplab:digits/', 'lrplab:x.onnx']);
});

test('a path can hold what needs a backslash', t => {
  const context = {...emptyContext, files: () => ['a"b.png']};
  t.deepEqual(complete('image "<|>', context).texts, ['a\\"b.png']);
  t.deepEqual(complete('image "a\\"<|>', context).texts, ['a\\"b.png']);
  t.deepEqual(complete('image "a\\<|>', context).texts, []);
});

test('what is typed is replaced as far as the cursor, case counting for nothing', t => {
  const {texts, from, to} = complete('let a = 1\r\n🐎 §\r\nall use GAM<|>MA(1)');
  t.deepEqual([texts, to - from], [['gamma'], 3]);
  t.deepEqual(complete('modle "x"\nshow (\nplan a { all uze x\nconv <|>').texts, [
    'and',
    'except',
    'use',
  ]);
  t.deepEqual(complete('convs use ga<|>').texts, ['gamma']);
});

test('nothing is offered in comments, behind strange characters and in new names', t => {
  t.deepEqual(complete('all use zero # use <|>').texts, []);
  t.deepEqual(complete('§m<|>').texts, []);
  t.deepEqual(complete('let <|>').texts, []);
  t.deepEqual(complete('plan <|>').texts, []);
  t.deepEqual(complete('image "a.png" as <|>').texts, []);
});

test('pictures of data sets: their names, splits, clauses and classes', t => {
  const voc = 'dataset "VOC2012" as voc\n';
  t.deepEqual(complete(`${voc}image from <|>`).texts, ['voc']);
  t.deepEqual(complete(`${voc}image from voc "t<|>`).texts, ['"train"', '"trainval"', '"test"']);
  const clauses = complete(`${voc}image from voc "test" <|>`).texts;
  for (const word of ['with', 'without', 'number', 'as']) t.true(clauses.includes(word), word);
  t.deepEqual(complete(`${voc}image from voc with <|>`).texts, [
    '"cat"',
    '"horse"',
    '"person"',
    'where',
  ]);
  t.deepEqual(complete(`${voc}image from voc with "cat" without "p<|>`).texts, ['"person"']);
  t.deepEqual(complete('dataset "<|>').texts, ['models/', 'digits/']);
  t.deepEqual(complete('model "a.onnx" batchnorm <|>').texts, ['fold', 'keep']);
  for (const word of ['preprocess', 'shape', 'batchnorm'])
    t.true(complete('model "a.onnx" as a <|>').texts.includes(word), word);
});

test('how pictures become the input of a model, presets first, and the values of one own', t => {
  const presets = Object.keys(preprocessPresets);
  t.deepEqual(presets, Object.keys(preprocessingPresets));
  const texts = complete('let how = "raw"\nlet k = 3\nmodel "a.onnx" preprocess <|>').texts;
  t.deepEqual(texts.slice(0, 9), [...presets, 'RGB', 'BGR', 'L', 'how']);
  t.false(texts.includes('k'));
  t.deepEqual(complete('model "a.onnx" preprocess B<|>').texts, ['BGR']);
  t.deepEqual(complete('model "a.onnx" preprocess RGB(<|>').texts.slice(0, 3), [
    ...['scale=', 'mean=', 'std='],
  ]);
  t.is(complete('model "a.onnx" preprocess RGB(1/255, s<|>').texts[0], 'std=');
  t.deepEqual(complete('model "a.onnx" preprocess L(std=2, <|>').texts.slice(0, 2), [
    ...['scale=', 'mean='],
  ]);
  t.true(complete('model "a.onnx" preprocess caffe <|>').texts.includes('shape'));
  const sized = complete('let size = [3, 8, 8]\nmodel "a.onnx" shape s<|>').texts;
  t.is(sized[0], 'size');
});

test('what is evaluated, and on what', t => {
  const voc = 'dataset "VOC2012" as voc\n';
  t.deepEqual(complete('evaluate <|>').texts, [...families.map(({name}) => name), 'all']);
  t.deepEqual(complete('evaluate localisation, com<|>').texts, ['complexity']);
  t.deepEqual(complete(`${voc}evaluate localisation on <|>`).texts, ['voc']);
  t.deepEqual(complete(`${voc}evaluate localisation on voc for "h<|>`).texts, ['"horse"']);
  t.true(complete(`${voc}evaluate localisation on voc with <|>`).texts.includes('earlier'));
  t.true(complete('show <|>').texts.includes('sums'));
});

test('parameters of families and baselines, and the words they can be', t => {
  t.deepEqual(complete('evaluate perturbation(fill=blur, r<|>').texts, ['region=']);
  t.deepEqual(complete('evaluate perturbation(fill=<|>) on voc').texts.slice(0, 4), [
    ...['mean', 'blur', 'noise', 'uniform'],
  ]);
  const voc = 'dataset "VOC2012" as voc\nevaluate complexity on voc with EpsilonPlus, ';
  t.true(complete(`${voc}<|>`).texts.includes('SmoothGrad'));
  t.false(complete(`${voc}<|>`).texts.includes('EpsilonPlus'));
  t.deepEqual(complete(`${voc}SmoothGrad(<|>`).texts.slice(0, 2), ['samples=', 'noise=']);
  t.deepEqual(complete(`${voc}IntegratedGradients(reference=b<|>`).texts, ['black', 'blur']);
  t.false(complete('explain a with <|>').texts.includes('SmoothGrad'));
  t.true(complete('evaluate complexity on voc <|>').texts.includes('seed'));
});

test('what is swept, and where a sweep stands', t => {
  t.deepEqual(complete('sweep <|>').texts, ['gamma', 'epsilon']);
  t.deepEqual(complete('sweep gamma <|>').texts, ['in']);
  const sweep = 'sweep gamma in 0, 0.5 .. 1 with EpsilonGammaBox as gammas\n';
  t.true(complete(`${sweep}explain a with <|>`).texts.includes('gammas'));
  t.true(complete(`${sweep}evaluate complexity on voc with <|>`).texts.includes('gammas'));
  t.false(complete(`${sweep}compare <|>`).texts.includes('gammas'));
  t.true(complete(`${sweep}diff <|>`).texts.includes('DeepTaylor'));
});

test('let names stand where expressions do, once they are made', t => {
  t.deepEqual(complete('let a = 1\nlet b = a + <|>\nlet c = 2', emptyContext).texts, ['a']);
  t.deepEqual(complete('let tol = 1\ncheck positivity within <|>', emptyContext).texts, ['tol']);
});

const grammar = new Grammar();

/** True where the parser finds nothing wrong with the last line of a text but that it may end too early. */
function parsesSoFar(text: string): boolean {
  const {tokens} = lex(text, '');
  const piece = segment(tokens, '').pieces.at(-1);
  if (piece === undefined) return true;
  const line = piece.kind === 'line' ? piece.tokens : (piece.lines.at(-1) ?? piece.header);
  if (line.at(-1) !== tokens.at(-1)) return true;
  return [grammar.statement, grammar.assignment].some(rule => {
    grammar.input = [...line];
    rule.call(grammar);
    return grammar.errors.every(({token}) => Number.isNaN(token.startOffset));
  });
}

function offersWhatParses(text: string, offset: number, context: LanguageContext): string | null {
  const before = text.slice(0, offset);
  if (!parsesSoFar(before)) return null;
  const {from, items} = completeScript(before, offset, context);
  const wrong = items.find(item => !parsesSoFar(before.slice(0, from) + item.text));
  return wrong === undefined ? null : `${JSON.stringify(before)} + ${wrong.text}`;
}

test('what is offered in the examples of the documentation can stand there', t => {
  for (const text of rightExamples) {
    for (let offset = 0; offset <= text.length; offset += 3) {
      t.is(offersWhatParses(text, offset, smallContext), null);
    }
  }
});

test('what is offered anywhere can stand there, hostile names too', t => {
  fc.assert(
    fc.property(script, fc.nat(), (text, place) => {
      t.is(offersWhatParses(text, place % (text.length + 1), hostileContext), null);
    }),
    {seed: 7, numRuns: 100},
  );
});

test('at every token of the documentation, what stands there is among what may come', t => {
  const words = new Set([
    ...headWords,
    ...kindWords,
    ...ruleSpecs.map(({kind}) => kind as string),
    ...presetNames,
    ...['as', 'for', 'with', 'use', 'extends', 'and', 'except', 'within', 'bias', 'stabiliser'],
    ...['rms', 'all', 'output', 'layers', 'layer', 'half', 'top', 'drop', 'spread', 'heatmap'],
  ]);
  let offered = 0;
  for (const text of rightExamples) {
    for (const token of lex(text, '').tokens) {
      // The space keeps what stands before from being taken for half a word.
      const before = `${text.slice(0, token.startOffset)} `;
      const next = nextTokens(readCursor(before, before.length)!);
      t.true(
        next.some(({type}) => isA(token, type)) || token.image === '}',
        `${before}<|>${token.image}`,
      );
      if (!words.has(token.image) || /(plan|let|as) +$/.test(before)) continue;
      const {items} = completeScript(before, before.length, smallContext);
      t.true(
        items.some(item => item.text === token.image),
        `${before}<|>${token.image}`,
      );
      offered++;
    }
  }
  t.true(offered > 100);
});

test('names are quoted only where they have to be', t => {
  t.deepEqual(
    ['seven', 'half-width', 'größe', 'dense', 'plan', 'use', '8', '', 'a b', 'a-'].map(isBareName),
    [true, true, true, true, false, false, false, false, false, false],
  );
});
