import test from 'ava';
import fc from 'fast-check';
import {codes} from '../../dsl/codes.js';
import {compile} from '../../dsl/compile.js';
import {format} from '../../dsl/format.js';
import {renderDiagnostics} from '../../dsl/render.js';
import {script} from './helpers/arbitrary-script.js';

const junk = fc.constantFrom(
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '"',
  "'",
  ',',
  '..',
  '%',
  'use',
  'plan',
  'for',
  '\n',
  '#',
  '-',
  '§',
  '\u0000',
  '\ud800',
  '🐎',
  '１',
  '1e999',
  'model',
  'and',
  '=',
  'rms',
  'shape',
  '3x',
  'preprocess',
);

const mutated = fc
  .tuple(script, fc.array(fc.tuple(fc.nat(), fc.nat({max: 6}), junk), {minLength: 1, maxLength: 5}))
  .map(([text, changes]) =>
    changes.reduce((current, [place, removed, added]) => {
      const at = place % (current.length + 1);
      return current.slice(0, at) + added + current.slice(at + removed);
    }, text),
  );

function survives(text: string): boolean {
  const result = compile(text, {file: 'a.lrp', readInclude: () => null});
  format(text, {file: 'a.lrp'});
  const found = result.ok ? result.warnings : result.diagnostics;
  const frames = renderDiagnostics(found, new Map([['a.lrp', text]]), {colour: false});
  const inside = found.every(
    ({code, span}) =>
      code in codes &&
      span.start >= 0 &&
      span.start <= span.end &&
      span.end <= text.length &&
      span.line >= 1 &&
      span.column >= 1,
  );
  const errors = found.some(({severity}) => severity === 'error');
  return inside && result.ok !== errors && (found.length === 0 || frames.length > 0);
}

test('damaged scripts are answered with diagnostics inside the text, never with an exception', t => {
  fc.assert(fc.property(mutated, survives), {seed: 1729, numRuns: 200});
  t.pass();
});

test('so is any text at all', t => {
  fc.assert(fc.property(fc.string({unit: 'binary', maxLength: 60}), survives), {
    seed: 1729,
    numRuns: 150,
  });
  t.pass();
});

test('large hostile scripts are answered', t => {
  const hostile = [
    '{',
    '}',
    '"',
    '(',
    ')',
    ',',
    'use ',
    'all use ',
    'plan a {',
    'a ',
    'a-',
    '-',
    '§ ',
    '\n{',
    'k\n',
    'stabilizer, ',
    'all use zplus ',
    '\t',
    'bias ',
    '漢',
    'classes "a", ',
  ];
  t.true(survives('} '.repeat(200_000)), 'more mistakes than a call can have arguments');
  for (const piece of hostile)
    t.true(survives(piece.repeat(Math.floor(50_000 / piece.length))), piece);
});
