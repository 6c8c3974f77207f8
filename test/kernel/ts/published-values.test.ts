import {tmpdir} from 'node:os';
import test from 'ava';
import {canBeVariable} from '../../../kernel/ts/published-values.js';
import {createTsEngine, type TsEngine} from '../../../kernel/ts/ts-engine.js';
import {runCell, textOf} from '../../helpers/ts-cells.js';

let engine: TsEngine;

test.before(async () => {
  engine = await createTsEngine({folder: tmpdir(), colour: false, lateErrors: false});
});

test.after.always(() => {
  engine.close();
});

test.serial('a value of the language is a typed variable', async t => {
  const value = {code: 'a/b'};
  engine.publish([{name: 'failed', type: `import('lrplab').LrpError`, value}]);
  t.is(engine.get('failed'), value);
  t.is(textOf(await runCell(engine, 'failed.code')), "'a/b'");
  const wrong = await runCell(engine, 'failed.nothing');
  t.regex(String(textOf(wrong)), /'nothing' does not exist on type 'LrpError'/);
});

test.serial(
  'values can be made anew, with another type too, and by TypeScript between',
  async t => {
    engine.publish([{name: 'again', type: 'number', value: 1}]);
    t.is(textOf(await runCell(engine, 'again.toFixed(1)')), "'1.0'");
    engine.publish([{name: 'again', type: 'number', value: 2}]);
    t.is(textOf(await runCell(engine, 'again.toFixed(1)')), "'2.0'");
    engine.publish([{name: 'again', type: 'string', value: 'three'}]);
    t.is(textOf(await runCell(engine, 'again.toUpperCase()')), "'THREE'");
    await runCell(engine, 'const again = [4]');
    t.deepEqual(engine.get('again'), [4]);
    engine.publish([{name: 'again', type: 'string', value: 'five'}]);
    t.is(textOf(await runCell(engine, 'again.toUpperCase()')), "'FIVE'");
  },
);

test.serial('the last of several values under one name counts', async t => {
  engine.publish([{name: 'often', type: 'number', value: 1}]);
  engine.publish([{name: 'often', type: 'string', value: 'last'}]);
  t.is(textOf(await runCell(engine, 'often.length')), '4');
});

test.serial(
  'a type that TypeScript cannot read makes the value any, and others keep theirs',
  async t => {
    engine.publish([
      {name: 'odd', type: 'NoSuchType<', value: 7},
      {name: 'even', type: 'number', value: 8},
    ]);
    t.is(textOf(await runCell(engine, 'odd.whatever ?? even.toFixed()')), "'8'");
  },
);

test.serial('names that TypeScript cannot have are left out', async t => {
  engine.publish([
    {name: 'two-words', type: 'number', value: 1},
    {name: 'class', type: 'number', value: 1},
    {name: 'Größe', type: 'number', value: 9},
  ]);
  t.is(textOf(await runCell(engine, 'Größe')), '9');
  t.false(engine.names().includes('two-words'));
});

for (const name of ['a', '$', '_x1', 'Größe', '图', 'x\u200d']) {
  test.serial(`a variable can be called ${name}`, t => {
    t.true(canBeVariable(name));
  });
}

for (const name of [
  '',
  '1a',
  'a-b',
  'class',
  'let',
  'static',
  'await',
  'eval',
  'require',
  'exports',
  '__tslab__',
  'a; process.exit()',
  'a\n',
]) {
  test.serial(`no variable can be called ${JSON.stringify(name)}`, t => {
    t.false(canBeVariable(name));
  });
}

test.serial('completion and hover know a value before any cell asked for it', async t => {
  engine.publish([{name: 'hovered', type: '{inner: number}', value: {inner: 1}}]);
  const {items} = await engine.complete('hovered.', 8);
  t.deepEqual(
    items.map(({text}) => text),
    ['inner'],
  );
  engine.publish([{name: 'hovered', type: '{other: number}', value: {other: 1}}]);
  const shown = await engine.inspect('hovered', 2, 0);
  t.regex(String(shown?.data['text/plain']), /const hovered: \{\s*other: number;\s*\}/);
});

test.serial('a value that comes while a cell waits is there for the next', async t => {
  const running = runCell(
    engine,
    'const held = await new Promise<number>(done => setTimeout(done, 50, 6)); held',
  );
  engine.publish([{name: 'between', type: 'number', value: 5}]);
  const {items} = await engine.complete('Mat', 3);
  t.true(items.some(({text}) => text === 'Math'));
  t.is(textOf(await running), '6');
  t.is(textOf(await runCell(engine, 'held + between')), '11');
});
