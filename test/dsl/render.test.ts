import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import {compile} from '../../dsl/compile.js';
import {displayWidth} from '../../dsl/display-width.js';
import {renderDiagnostics} from '../../dsl/render.js';
import type {Diagnostic} from '../../src/errors/diagnostic.js';

function frames(text: string, file = 'a.lrp'): string {
  const result = compile(text, {file});
  const found = result.ok ? result.warnings : result.diagnostics;
  return renderDiagnostics(found, new Map([[file, text]]), {colour: false});
}

function lines(...rows: readonly string[]): string {
  return rows.join('\n');
}

/** A diagnostic over a part of a text. */
function over(text: string, part: string, hint?: string): Diagnostic {
  const start = text.indexOf(part);
  const above = text.slice(0, start).split(/\r\n|\n|\r/);
  const span = {
    file: 'a.lrp',
    start,
    end: start + part.length,
    line: above.length,
    column: above.at(-1)!.length + 1,
  };
  return {
    code: 'x/y',
    severity: 'error',
    message: 'wrong',
    span,
    ...(hint === undefined ? {} : {hint}),
  };
}

test('an unknown rule is drawn as the design draws it', t => {
  const text = `${'\n'.repeat(4)}plan a {\n  layers 1..6   use gama(0.25)\n}\n`;
  t.is(
    frames(text, 'experiment.lrp'),
    lines(
      'error[rule/unknown]: no rule is called "gama"',
      ' --> experiment.lrp:6:21',
      '  |',
      '6 |   layers 1..6   use gama(0.25)',
      '  |                     ^^^^ did you mean "gamma"?',
    ),
  );
});

test('the gutter is as wide as the number of the line', t => {
  t.is(
    frames(`${'\n'.repeat(99)}all use gama`),
    lines(
      'error[rule/unknown]: no rule is called "gama"',
      '   --> a.lrp:100:9',
      '    |',
      '100 | all use gama',
      '    |         ^^^^ did you mean "gamma"?',
    ),
  );
});

test('a second place is a note with its own frame', t => {
  t.is(
    frames('input use zB\ninput use flat'),
    lines(
      'warning[plan/shadowed]: no layer is left for this line: a later one speaks of "input" too',
      ' --> a.lrp:1:1',
      '  |',
      '1 | input use zB',
      '  | ^^^^^^^^^^^^',
      'note: this later line wins',
      ' --> a.lrp:2:1',
      '  |',
      '2 | input use flat',
      '  | ^^^^^',
    ),
  );
});

test('several diagnostics stand apart by an empty line', t => {
  t.is(frames('all use gama\nall use gama').split('\n\n').length, 2);
});

test('tabs go on to the next four columns, wide letters and emoji take two', t => {
  const text = '\tshow "漢字" 🐎 e\u0301 bad';
  const drawn = renderDiagnostics([over(text, 'bad')], new Map([['a.lrp', text]]), {colour: false});
  t.is(drawn.split('\n')[3], '1 |     show "漢字" 🐎 e\u0301 bad');
  t.is(drawn.split('\n')[4], `  | ${' '.repeat(4 + 5 + 6 + 1 + 2 + 1 + 1 + 1)}^^^`);
  t.is(displayWidth('👩‍👩‍👧 🇩🇪 é'), 2 + 1 + 2 + 1 + 1);
});

test('what is missing at the end of the text is marked behind it', t => {
  t.is(
    frames('all use'),
    lines(
      'error[syntax/expected]: expected a rule, the line ends here',
      ' --> a.lrp:1:8',
      '  |',
      '1 | all use',
      '  |        ^',
    ),
  );
});

test('a span over several lines shows the first and the last', t => {
  const text = 'a b\n  c\nd\n  e f\n';
  const source = new Map([['a.lrp', text]]);
  t.is(
    renderDiagnostics([over(text, 'b\n  c\nd\n  e', 'like this')], source, {colour: false}),
    lines(
      'error[x/y]: wrong',
      ' --> a.lrp:1:3',
      '  |',
      '1 | a b',
      '  |   ^',
      '...',
      '4 |   e f',
      '  |   ^ like this',
    ),
  );
});

test('CRLF and lone CR end lines and are not drawn', t => {
  const text = 'show plan\r\nall use gama\rshow graph';
  t.is(frames(text).split('\n')[3], '2 | all use gama');
});

test('control and bidirectional characters of a source do not reach the terminal', t => {
  const text = 'show \u001b[31m\u202e plan';
  const drawn = frames(text);
  t.false(drawn.includes('\u001b') || drawn.includes('\u202e'));
});

test('a very long line is cut around the place', t => {
  const text = `classes ${'"a", '.repeat(20_000)}, "b"`;
  const result = frames(text).split('\n');
  t.true(result.every(row => row.length < 260));
});

test('a place without its text is named with the hint', t => {
  const drawn = renderDiagnostics([over('a', 'a', 'try b')], new Map(), {colour: false});
  t.is(drawn, lines('error[x/y]: wrong', ' --> a.lrp:1:1', '  = try b'));
});

test('colours are codes around the same text', t => {
  const found = [over('a b', 'b', 'like this')];
  const source = new Map([['a.lrp', 'a b']]);
  const plain = renderDiagnostics(found, source, {colour: false});
  const coloured = renderDiagnostics(found, source, {colour: true});
  t.not(coloured, plain);
  t.is(stripVTControlCharacters(coloured), plain);
});
