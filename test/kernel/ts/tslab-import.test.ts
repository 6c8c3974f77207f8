import {tmpdir} from 'node:os';
import test from 'ava';
import {runningStockKernel} from '../../../kernel/stock/stock-kernel.js';
import {cellSignal} from '../../../kernel/tslab.js';
import {createTsEngine} from '../../../kernel/ts/ts-engine.js';
import {runCell, textOf} from '../../helpers/ts-cells.js';

test('outside any kernel the import does nothing', t => {
  t.is(runningStockKernel(), null);
  t.false(cellSignal().aborted);
});

test("in lrplab's own kernel the import does nothing, and a cell can have its signal", async t => {
  const engine = await createTsEngine({folder: tmpdir(), colour: false, lateErrors: false});
  t.teardown(() => engine.close());
  const controller = new AbortController();
  const first = await runCell(
    engine,
    `import {cellSignal} from 'lrplab/tslab'; cellSignal().aborted`,
  );
  t.is(textOf(first), 'false');
  const waiting = runCell(
    engine,
    `const heard = cellSignal();
     (globalThis as any).heard = heard;
     await new Promise(() => {});`,
    {signal: controller.signal},
  );
  setImmediate(() => controller.abort());
  t.false((await waiting).answer.ok);
  t.is(textOf(await runCell(engine, '(globalThis as any).heard.aborted')), 'true');
});
