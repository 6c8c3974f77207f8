import {mkdir, symlink} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import test from 'ava';
import {
  executeNotebook,
  installLrplab,
  installStockTslab,
  openJupyter,
  type JupyterHome,
} from '../helpers/jupyter.js';
import {
  assertNoErrors,
  exerciseOf,
  hasTag,
  readSolutions,
  readWorksheet,
  solve,
  verdictsOf,
  worksheetNames,
} from '../helpers/worksheets.js';

for (const name of worksheetNames) {
  test(`worksheet ${name} is committed without outputs, opens with the lrplab kernel, and every exercise has a self-check and a solution`, async t => {
    const {cells, metadata} = await readWorksheet(name);
    t.is((metadata['kernelspec'] as {name: string}).name, 'lrplab');
    for (const cell of cells.filter(({cell_type}) => cell_type === 'code')) {
      t.deepEqual(cell.outputs, []);
      t.is((cell as {execution_count?: number | null}).execution_count, null);
    }
    const of = (tag: string, all = cells) =>
      all.filter(cell => hasTag(cell, tag)).map(cell => exerciseOf(cell));
    const solutions = await readSolutions(name);
    t.true(of('exercise').length > 0);
    t.deepEqual(of('check'), of('exercise'));
    t.deepEqual(of('solution', solutions?.cells ?? []), of('exercise'));
  });

  // The sixth uses what only the lrplab kernel has.
  const stock = name.startsWith('6') ? 'lrplab' : 'tslab';
  test.serial(
    `worksheet ${name} runs in ${stock} from the first cell to the last as it is, and says that nothing is answered yet`,
    async t => {
      const home = await openJupyter(t);
      if (home === null) return;
      await (stock === 'tslab' ? besideStockTslab(home) : installLrplab(home));
      const {notebook} = await executeNotebook(home, await readWorksheet(name), {kernel: stock});
      assertNoErrors(t, notebook);
      for (const [exercise, mark] of verdictsOf(notebook)) t.is(mark, '…', exercise);
    },
  );

  test.serial(`worksheet ${name} with its solutions: every self-check is content`, async t => {
    const home = await openJupyter(t);
    if (home === null) return;
    await installLrplab(home);
    const solved = solve(await readWorksheet(name), (await readSolutions(name))!);
    const {notebook} = await executeNotebook(home, solved);
    assertNoErrors(t, notebook);
    for (const [exercise, mark] of verdictsOf(notebook)) t.is(mark, '✓', exercise);
  });
}

/** A stock tslab, with lrplab as after `npm install lrplab` in the notebook's folder. */
async function besideStockTslab(home: JupyterHome): Promise<void> {
  await installStockTslab(home);
  await mkdir(join(home.work, 'node_modules'));
  await symlink(resolve('.'), join(home.work, 'node_modules', 'lrplab'), 'junction');
}

test('the worksheets are there; the experiment 07-talk stands in the place of 7', t => {
  t.deepEqual(
    worksheetNames.map(name => name.split('-')[0]),
    ['1', '2', '3', '4', '5', '6', '8', '9'],
  );
});
