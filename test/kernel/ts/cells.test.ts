import {tmpdir} from 'node:os';
import test from 'ava';
import {createTsEngine, type TsEngine} from '../../../kernel/ts/ts-engine.js';
import {printed, runCell, textOf} from '../../helpers/ts-cells.js';

let engine: TsEngine;

test.before(async () => {
  engine = await createTsEngine({folder: tmpdir(), colour: false, lateErrors: false});
});

test.after.always(() => {
  engine.close();
});

const values: readonly (readonly [string, string | null])[] = [
  ['1 + 1', '2'],
  ['"text"', "'text'"],
  ['undefined', null],
  ['null', 'null'],
  ['({a: [1, {b: 2}]})', '{ a: [ 1, { b: 2 } ] }'],
  ['const silent = 3;', null],
  ['await Promise.resolve(4)', '4'],
  ['await (Promise.resolve(5))', '5'],
  ['await (async () => 6)()', '6'],
  ['await [7][0]', '7'],
  ['(globalThis as any).seven = async () => 7; await (globalThis as any).seven()', '7'],
  ['const [eight] = await Promise.all([Promise.resolve(8)]); eight', '8'],
  ['let sum = 0; for await (const one of [4, 5]) sum += one; sum', '9'],
  ['if (await (Promise.resolve(true))) { await null } (await (Promise.resolve(10)))', '10'],
  ['const wait = async () => { await (Promise.resolve(1)); return 1; }; typeof wait', "'function'"],
  [
    'class Late { async run() { for await (const x of [1]) return x; } } new Late().run.length',
    '0',
  ],
  ['"a" + (await (Promise.resolve("b")))', "'ab'"],
  ['"😀".length', '2'],
  ['<any>11', '11'],
  ['/* await */ 12 // await', '12'],
];

for (const [code, expected] of values) {
  test.serial(`the cell ${code} gives ${expected}`, async t => {
    const cell = await runCell(engine, code);
    t.true(cell.answer.ok, String(textOf(cell)));
    t.is(textOf(cell), expected);
    t.deepEqual(cell.said, []);
  });
}

test.serial(
  'what a cell declares the next one sees, and may declare anew with another type',
  async t => {
    await runCell(
      engine,
      'const kept: number = 1; function twice(x: number): number { return 2 * x; }',
    );
    t.is(textOf(await runCell(engine, 'twice(kept)')), '2');
    t.is(
      textOf(await runCell(engine, 'const kept = "now text"; kept.toUpperCase()')),
      "'NOW TEXT'",
    );
    t.is(textOf(await runCell(engine, 'kept.length')), '8');
    t.is(engine.get('kept'), 'now text');
    t.true(engine.names().includes('kept'));
    t.is(engine.get('toString'), undefined);
  },
);

test.serial('a value that shows itself is a bundle, with text where it has none', async t => {
  const code = `({
    secret: 1,
    async [Symbol.for('Jupyter.display')]() {
      return {'text/html': '<b>bold</b>', 'image/png': new Uint8Array([1, 2, 3])};
    },
  })`;
  const {answer} = await runCell(engine, code);
  t.true(answer.ok);
  const data = answer.ok ? answer.result?.data : undefined;
  t.is(data?.['text/html'], '<b>bold</b>');
  t.is(data?.['image/png'], 'AQID');
  t.regex(String(data?.['text/plain']), /secret/);
});

test.serial('a value may give data and metadata at once', async t => {
  const code = `({[Symbol.for('Jupyter.display')]: () => ({data: {'text/plain': 'x'}, metadata: {a: 1}})})`;
  const {answer} = await runCell(engine, code);
  t.deepEqual(answer, {ok: true, result: {data: {'text/plain': 'x'}, metadata: {a: 1}}});
});

test.serial(
  'a display method that throws fails the cell, one that gives nonsense is passed over',
  async t => {
    const throws = await runCell(
      engine,
      `({[Symbol.for('Jupyter.display')]() { throw new RangeError('no picture'); }})`,
    );
    t.false(throws.answer.ok);
    t.regex(String(textOf(throws)), /^RangeError: no picture/);
    const nonsense = await runCell(engine, `({[Symbol.for('Jupyter.display')]: () => 5, a: 1})`);
    t.regex(String(textOf(nonsense)), /a: 1/);
  },
);

test.serial('a value that cannot be printed does not fail the cell', async t => {
  const code = `({[Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('never'); }})`;
  t.is(textOf(await runCell(engine, code)), '[a value that cannot be printed: never]');
});

test.serial(
  'prints go to their stream, the console clears, and letters cut in two come whole',
  async t => {
    const cell = await runCell(
      engine,
      `console.log('a', {b: 1}); console.error('c'); console.warn('d'); console.info('e');
     const bytes = Buffer.from('é😀');
     for (const byte of bytes) process.stdout.write(new Uint8Array([byte]));
     await new Promise<void>(done => process.stderr.write('f', () => done()));
     console.table([{x: 1}]);
     console.clear();`,
    );
    t.true(cell.answer.ok, String(textOf(cell)));
    t.regex(printed(cell, 'stdout'), /^a \{ b: 1 \}\ne\né😀┌/);
    t.is(printed(cell, 'stderr'), 'c\nd\nf');
    t.deepEqual(cell.said.at(-1), ['clear', false]);
  },
);

test.serial('output that comes late goes to the cell that started the work', async t => {
  const first = await runCell(
    engine,
    `let go: () => void = () => {};
     new Promise<void>(done => { go = done; }).then(() => console.log('from the first'));`,
  );
  const second = await runCell(engine, `console.log('second'); go(); await null; await null;`);
  t.is(printed(first, 'stdout'), 'from the first\n');
  t.is(printed(second, 'stdout'), 'second\n');
});

test.serial('fifty thousand lines arrive', async t => {
  const cell = await runCell(engine, `for (let i = 0; i < 50_000; i++) console.log(i);`);
  t.is(printed(cell, 'stdout').split('\n').length, 50_001);
});

test.serial('tslab.display shows in its cell, newDisplay in place', async t => {
  const cell = await runCell(
    engine,
    `import * as tslab from 'tslab';
     tslab.display.html('<i>x</i>');
     tslab.display.png(new Uint8Array([1, 2, 3]));
     tslab.display.raw('application/vnd.plotly.v1+json', JSON.stringify({data: []}));
     const place = tslab.newDisplay();
     place.text('one');
     place.text('two');`,
  );
  t.true(cell.answer.ok, String(textOf(cell)));
  const bundles = cell.said.map(one => (one[0] === 'display' ? one[1] : null));
  t.deepEqual(bundles, [
    {data: {'text/html': '<i>x</i>'}, metadata: {}},
    {data: {'image/png': 'AQID'}, metadata: {}},
    {data: {'application/vnd.plotly.v1+json': {data: []}}, metadata: {}},
    {data: {'text/plain': 'one'}, metadata: {}},
    {data: {'text/plain': 'two'}, metadata: {}},
  ]);
  const ids = cell.said.map(one => (one[0] === 'display' ? one[2] : null));
  t.is(ids[0], null);
  t.truthy(ids[3]);
  t.is(ids[3], ids[4]);
});

test.serial('a cell can ask', async t => {
  const cell = await runCell(engine, `const answered: string = await input('name? '); answered`, {
    typed: 'Ada',
  });
  t.is(textOf(cell), "'Ada'");
});

test.serial('what runs inside a cell of another language prints to it', async t => {
  const said: string[] = [];
  const io = {
    stream: (_name: string, text: string) => said.push(text),
    display: () => undefined,
    clear: () => undefined,
    input: async () => '',
  };
  const {signal} = new AbortController();
  await engine.within({io, signal, cellId: null}, async () => {
    await null;
    process.stdout.write('from the language');
  });
  t.deepEqual(said, ['from the language']);
});

test.serial('a waiting cell stops at an interrupt, and the next one runs', async t => {
  const controller = new AbortController();
  const running = runCell(engine, 'await new Promise(() => {})', {signal: controller.signal});
  setImmediate(() => controller.abort());
  const {answer} = await running;
  t.false(answer.ok);
  t.is(answer.ok ? '' : answer.name, 'InterruptedError');
  t.is(textOf(await runCell(engine, '"alive"')), "'alive'");
});

test.serial('a cell that is interrupted before its turn does not run', async t => {
  const {answer, said} = await runCell(engine, 'console.log("ran")', {signal: AbortSignal.abort()});
  t.is(answer.ok ? '' : answer.name, 'InterruptedError');
  t.deepEqual(said, []);
});

test.serial('a module cell can be imported', async t => {
  await runCell(
    engine,
    '/** @module helpers_of_ours */\nexport const half = (x: number) => x / 2;',
  );
  const cell = await runCell(engine, `import {half} from './helpers_of_ours'; half(8)`);
  t.is(textOf(cell), '4');
});

test.serial('a hundred cells leave no last values behind', async t => {
  const before = engine.names().length;
  for (let index = 0; index < 100; index++) await runCell(engine, `${index}`, {count: index});
  t.is(engine.names().length, before);
});
