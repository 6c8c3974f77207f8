import test from 'ava';
import fc from 'fast-check';
import {scriptCompleteness} from '../../dsl/completeness.js';
import {script} from './helpers/arbitrary-script.js';
import {rightExamples} from './helpers/documented-examples.js';

test('every right example of the documentation is complete', t => {
  for (const text of rightExamples) {
    t.deepEqual(scriptCompleteness(text), {status: 'complete'}, text);
  }
});

test('an example cut inside a plan is incomplete and goes on two columns in', t => {
  let cuts = 0;
  for (const text of rightExamples) {
    for (const [block] of text.matchAll(/plan [^{}]*\{\n[^{}]*\}/g)) {
      const before = text.slice(0, text.indexOf(block));
      const lines = block.split('\n').slice(0, -1);
      for (const [index] of lines.entries()) {
        const cut = `${before}${lines.slice(0, index + 1).join('\n')}\n`;
        t.deepEqual(scriptCompleteness(cut), {status: 'incomplete', indent: '  '}, cut);
        cuts++;
      }
    }
  }
  t.true(cuts > 8);
});

for (const text of [
  'all use',
  'all use gamma(',
  'all use gamma(0.25',
  'input use zB([1, 2],',
  'explain seven for',
  'explain seven for 7, top with',
  'compare EpsilonPlus,',
  'conv and',
  '(conv and input',
  'plan a',
  'plan a extends',
  'let a =',
  'let a = 1 +',
  'let a = [1, 2',
  'check conservation within',
  'image "a.png" as',
  'model',
]) {
  test(`${text} is incomplete`, t => {
    t.deepEqual(scriptCompleteness(text), {status: 'incomplete', indent: '  '});
  });
}

test('a line left open inside a plan goes on four columns in', t => {
  t.deepEqual(scriptCompleteness('plan a {\n  all use gamma('), {
    status: 'incomplete',
    indent: '    ',
  });
});

for (const text of [
  '',
  '\n\n',
  '# a comment',
  'explain nobody with nothing',
  'all use nosuchrule(1)',
  'compare a',
  'plan a { }',
]) {
  test(`${JSON.stringify(text)} is complete`, t => {
    t.deepEqual(scriptCompleteness(text), {status: 'complete'});
  });
}

for (const text of [
  'all use zero }',
  'check conservation 5%',
  'all use (\nall use zero',
  'all use\nall use zero',
  'plan a {\n  all use zero\nshow graph',
  'plan a {\n  all uze zero\n',
  'modle "net.onnx"',
  'model "net',
  "model 'net'",
  'all use zero $',
  'explain seven) for',
]) {
  test(`${JSON.stringify(text)} is invalid`, t => {
    t.deepEqual(scriptCompleteness(text), {status: 'invalid'});
  });
}

test('scripts of all kinds are complete, and an opened plan behind them makes them incomplete', t => {
  fc.assert(
    fc.property(script, text => {
      t.is(scriptCompleteness(text).status, 'complete');
      t.is(scriptCompleteness(`${text}\nplan opened {\n`).status, 'incomplete');
    }),
    {seed: 11, numRuns: 50},
  );
});
