import {tmpdir} from 'node:os';
import test from 'ava';
import fc from 'fast-check';
import type {Completeness} from '../../../kernel/cell-engine.js';
import {createTsEngine, type TsEngine} from '../../../kernel/ts/ts-engine.js';
import {runCell} from '../../helpers/ts-cells.js';

let engine: TsEngine;

test.before(async () => {
  engine = await createTsEngine({folder: tmpdir(), colour: false, lateErrors: false});
});

test.after.always(() => {
  engine.close();
});

const texts: readonly (readonly [string, Completeness['status']])[] = [
  ['', 'complete'],
  ['1 + 1', 'complete'],
  ['const f = (x: number) => {\n  return x;\n}', 'complete'],
  ['await (f())', 'complete'],
  ['for await (const x of y) z(x)', 'complete'],
  ['<any>x', 'complete'],
  ['unknownName', 'complete'],
  ['f(', 'incomplete'],
  ['function f() {', 'incomplete'],
  ['function f() {\n', 'incomplete'],
  ['const x = [1,', 'incomplete'],
  ['a +', 'incomplete'],
  ['f( // why\n', 'incomplete'],
  ['`text', 'incomplete'],
  ['`text ${', 'incomplete'],
  ['/* text', 'incomplete'],
  ['for await (const x of y) {', 'incomplete'],
  ['import {a} from', 'incomplete'],
  ['const = 5', 'invalid'],
  ['f(]', 'invalid'],
  ['}', 'invalid'],
  ['"text', 'invalid'],
  ['a b c(', 'invalid'],
  ['layers 1..6 use gamma(0.25)', 'invalid'],
];

for (const [code, status] of texts) {
  test.serial(`${JSON.stringify(code)} is ${status}`, async t => {
    t.is((await engine.isComplete(code)).status, status);
  });
}

test.serial('an incomplete text says how the next line is indented', async t => {
  t.deepEqual(await engine.isComplete('function f() {'), {status: 'incomplete', indent: '  '});
  t.deepEqual(await engine.isComplete('if (a) {\n    b();'), {
    status: 'incomplete',
    indent: '    ',
  });
});

test.serial('any text is told complete, incomplete or invalid', async t => {
  await fc.assert(
    fc.asyncProperty(fc.string({unit: 'grapheme', maxLength: 60}), async code => {
      const {status} = await engine.isComplete(code);
      t.true(['complete', 'incomplete', 'invalid'].includes(status));
    }),
    {seed: 7, numRuns: 200},
  );
});

test.serial('members are completed with their kinds, counted in UTF-16 units', async t => {
  await runCell(engine, 'const box = {width: 1, grow(by: number): void {}};');
  const code = '"😀"; box.w';
  const {from, to, items} = await engine.complete(code, code.length);
  t.is(code.slice(from, to), 'w');
  t.deepEqual(items.map(({text, type}) => [text, type])[0], ['width', 'property']);
  const all = await engine.complete('box.', 4);
  t.is(all.items.find(({text}) => text === 'grow')?.type, 'function');
});

test.serial('the await of a top-level line does not spoil completion', async t => {
  const {items} = await engine.complete('await (Math.ma', 14);
  t.is(items[0]?.text, 'max');
});

test.serial('names that a dot cannot reach are not offered', async t => {
  await runCell(engine, 'const dashed = {"a-b": 1, plain: 2};');
  const {items} = await engine.complete('dashed.', 7);
  t.deepEqual(
    items.map(({text}) => text),
    ['plain'],
  );
});

test.serial('hover tells the type as text and as Markdown, and on request the value', async t => {
  await runCell(engine, '/** How wide. */\nconst wide: number = 12;');
  const brief = await engine.inspect('wide + 1', 2, 0);
  t.regex(String(brief?.data['text/plain']), /const wide: number/);
  t.regex(String(brief?.data['text/markdown']), /^```ts\n[^`]*const wide: number\n```/);
  t.notRegex(String(brief?.data['text/plain']), /12/);
  const more = await engine.inspect('wide + 1', 2, 1);
  t.regex(String(more?.data['text/plain']), /= 12$/);
  t.is(await engine.inspect('   ', 1, 0), null);
});

test.serial('any text and place can be completed and hovered', async t => {
  const piece = fc.constantFrom(
    'box',
    '.',
    '(',
    ')',
    '{',
    '"',
    '`',
    'import ',
    'await ',
    ' ',
    '\n',
    '😀',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, {maxLength: 8}), fc.nat(30), async (pieces, place) => {
      const code = pieces.join('');
      const offset = Math.min(place, code.length);
      const {from, to} = await engine.complete(code, offset);
      t.true(from >= 0 && from <= to && to <= code.length);
      await engine.inspect(code, offset, 1);
    }),
    {seed: 7, numRuns: 40},
  );
});

test.serial('a name that TypeScript does not know has no help', async t => {
  t.is(await engine.inspect('nobodyKnows', 11, 0), null);
});
