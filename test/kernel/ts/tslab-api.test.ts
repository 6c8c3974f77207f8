import {createRequire} from 'node:module';
import test from 'ava';
import {expectFunctions, loadTslab} from '../../../kernel/ts/tslab-api.js';

const require = createRequire(import.meta.url);

test('tslab is the version that lrplab was written for', t => {
  t.is(loadTslab(() => ({})).version, '1.0.22');
});

test("tslab's parts work together as lrplab uses them", async t => {
  const {createConverter, createExecutor, typescript, printQuickInfo} = loadTslab(() => ({}));
  t.is(typescript.version, '5.0.4');
  const converter = createConverter({isJS: false, isBrowser: false});
  t.teardown(() => converter.close());
  const conversion = converter.convert(
    'declare const before: number;\n',
    'const after = before; after',
  );
  t.deepEqual(conversion.diagnostics, []);
  t.regex(String(conversion.output), /exports\.before/);
  t.regex(String(conversion.declOutput), /declare const after: number/);
  t.is(conversion.lastExpressionVar, 'tsLastExpr');
  const [problem] = converter.convert('', '\n  nowhere').diagnostics;
  t.is(problem?.code, 2304);
  t.deepEqual(problem?.start, {offset: 3, line: 1, character: 2});
  t.is(problem?.end.offset, 10);

  const told: unknown[] = [];
  const executor = createExecutor(
    process.cwd(),
    {node: converter, browser: converter, close: () => undefined},
    {
      log: value => told.push(['log', value]),
      error: value => told.push(['error', value]),
    },
  );
  t.true(await executor.execute('const kept = 5; kept'));
  t.is(executor.locals['kept'], 5);
  t.false(await executor.execute('throw "thrown"'));
  t.deepEqual(told, [
    ['log', 5],
    ['error', 'thrown'],
  ]);
  const {start, end, candidates} = executor.complete('Math.ma', 7);
  t.deepEqual({start, end}, {start: 5, end: 7});
  t.is(candidates[0], 'max');
  const info = executor.inspect('kept', 1);
  t.is(printQuickInfo(info!), 'const kept: 5');
});

test('overrides reach the converter and nothing else', t => {
  const original = require('@tslab/typescript-for-tslab') as object;
  let made = 0;
  const {createConverter} = loadTslab(typescript => ({
    createWatchProgram: ((host: never) => {
      made++;
      return typescript.createWatchProgram(host);
    }) as typeof typescript.createWatchProgram,
  }));
  createConverter({isJS: false, isBrowser: false}).close();
  t.is(made, 1);
  t.is(require('@tslab/typescript-for-tslab'), original);
  const {createConverter: stock} = require('tslab/dist/converter') as {createConverter: unknown};
  t.not(stock, createConverter);
});

test('a part that is missing is named', t => {
  t.throws(() => expectFunctions('tslab/dist/executor', {}, ['createExecutor']), {
    code: 'kernel/tslab-shape',
    message: /tslab\/dist\/executor has no function "createExecutor".*1\.0\.22/,
  });
});

for (const [file, names] of [
  [
    'tslab/dist/jupyter',
    [
      'handleExecuteImpl',
      'handleComplete',
      'handleInspect',
      'handleIsComplete',
      'createWriteToIopub',
    ],
  ],
] as const) {
  test(`${file} has the methods that import 'lrplab/tslab' replaces`, t => {
    const {JupyterHandlerImpl} = require(file) as {JupyterHandlerImpl: {prototype: object}};
    t.notThrows(() => expectFunctions('JupyterHandlerImpl', JupyterHandlerImpl.prototype, names));
  });
}
