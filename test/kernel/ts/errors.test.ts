import {tmpdir} from 'node:os';
import test from 'ava';
import {createTsEngine, type TsEngine} from '../../../kernel/ts/ts-engine.js';
import {runCell} from '../../helpers/ts-cells.js';

let engine: TsEngine;

test.before(async () => {
  engine = await createTsEngine({folder: tmpdir(), colour: false, lateErrors: false});
});

test.after.always(() => {
  engine.close();
});

interface Failed {
  readonly name: string;
  readonly message: string;
  readonly trace: string;
}

async function fail(code: string, count: number): Promise<Failed> {
  const {answer} = await runCell(engine, code, {count});
  if (answer.ok) throw new Error(`the cell did not fail: ${code}`);
  return {name: answer.name, message: answer.message, trace: answer.traceback.join('\n')};
}

test.serial(
  'an error names the lines of the cell, not those of the JavaScript made of it',
  async t => {
    const code = `// A comment that the compiler moves.

interface Gone {
  readonly vanishes: true;
}

function inner(value: number): never {
  throw new TypeError('bad ' + value);
}

  inner(3);`;
    const {name, message, trace} = await fail(code, 41);
    t.is(name, 'TypeError');
    t.is(message, 'bad 3');
    t.is(
      trace,
      `TypeError: bad 3
 --> cell[41]:8:9
  |
8 |   throw new TypeError('bad ' + value);
  |         ^^^
    at inner (cell[41]:8:9)
    at cell[41]:11:3`,
    );
  },
);

test.serial("an error in an earlier cell's function names both cells", async t => {
  await runCell(engine, '\nconst thrower = () => {\n  throw new Error("deep");\n};', {count: 42});
  const {trace} = await fail('\n\n  thrower();', 43);
  t.regex(trace, /^Error: deep\n --> cell\[42\]:3:9\n/);
  t.regex(trace, /at thrower \(cell\[42\]:3:9\)\n {4}at cell\[43\]:3:3$/);
});

test.serial('an error behind an await names its line', async t => {
  const {trace} = await fail('await null;\n\nnull!.x;', 44);
  t.regex(trace, / --> cell\[44\]:3:/);
});

test.serial('causes and members are told', async t => {
  const cause = await fail('throw new Error("above", {cause: new RangeError("below")})', 45);
  t.regex(cause.trace, /^Error: above\n/);
  t.regex(cause.trace, /\ncause: RangeError: below\n/);
  const plain = await fail('throw new Error("above", {cause: "why"})', 46);
  t.regex(plain.trace, /\ncause: 'why'$/);
  const many = await fail('await Promise.any([Promise.reject(new Error("one"))])', 47);
  t.is(many.name, 'AggregateError');
  t.regex(many.trace, /\n1 of 1: Error: one/);
});

test.serial('no frame of tslab, Node or the kernel is shown', async t => {
  const {trace} = await fail('import * as fs from "fs"; fs.readFileSync("/no/such/file")', 48);
  t.regex(trace, /^Error: ENOENT/);
  t.notRegex(trace, /node:|tslab|dist\/kernel|evalmachine/);
});

for (const [code, message] of [
  ['throw "text"', 'text'],
  ['throw {a: 1}', '{ a: 1 }'],
  ['throw undefined', 'undefined'],
] as const) {
  test.serial(`the cell ${code} fails by name`, async t => {
    const failed = await fail(code, 49);
    t.is(failed.name, 'ThrownValue');
    t.is(failed.message, message);
  });
}

test.serial('an error that defends itself is still reported', async t => {
  const {name} = await fail(
    'const e = new Error("x"); Object.defineProperty(e, "stack", {get() { throw 1; }}); throw e',
    50,
  );
  t.is(name, 'Error');
});

test.serial('what TypeScript finds is a frame with a caret, each reason told once', async t => {
  const {name, message, trace} = await fail('const fine = 1;\nconst typed: string = 5;', 51);
  t.is(name, 'TypeScriptError');
  t.regex(message, /^cell\[51\]:2:7: .*\(ts\/2322\)$/);
  t.is(
    trace,
    `error[ts/2322]: Type 'number' is not assignable to type 'string'.
 --> cell[51]:2:7
  |
2 | const typed: string = 5;
  |       ^^^^^`,
  );
});

test.serial('a caret stands right behind letters of two units', async t => {
  const {trace} = await fail('const face = "😀"; nowhere', 52);
  t.regex(trace, /\n {2}\| {20}\^{7}$/);
});

test.serial('broken text is reported, and the next cell runs', async t => {
  const {trace} = await fail('const = 5', 53);
  t.regex(trace, /^error\[ts\/1\d\d\d\]/);
  t.true((await runCell(engine, '1')).answer.ok);
});

test.serial('an error of lrplab is its message and code, without a stack', async t => {
  const {name, message, trace} = await fail(
    'import {LrpError} from "lrplab"; throw new LrpError("model/empty", "no bytes")',
    54,
  );
  t.is(name, 'LrpError');
  t.is(message, 'no bytes');
  t.is(trace, 'LrpError[model/empty]: no bytes');
});

test.serial('diagnostics of the language are its caret frames', async t => {
  const {name, trace} = await fail(
    `import {DiagnosticsError} from 'lrplab';
     const text = 'all use nothing';
     throw new DiagnosticsError(
       [{code: 'rule/unknown', severity: 'error', message: 'unknown rule',
         span: {file: '<cell>', start: 8, end: 15, line: 1, column: 9}}],
       new Map([['<cell>', text]]),
     );`,
    55,
  );
  t.is(name, 'DiagnosticsError');
  t.is(
    trace,
    `error[rule/unknown]: unknown rule
 --> <cell>:1:9
  |
1 | all use nothing
  |         ^^^^^^^`,
  );
});

test.serial('a mistake in a module cell is told in its own lines', async t => {
  const {trace} = await fail('/** @module broken_one */\nexport const n: number = "x";', 56);
  t.regex(trace, / --> cell\[56\]:2:14\n/);
});
