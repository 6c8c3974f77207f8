import {readFile} from 'node:fs/promises';
import test from 'ava';
import {executeNotebook, installLrplab, joined, openJupyter, textOf} from '../helpers/jupyter.js';
import {withOwnData, writeTalkWorkshop} from '../helpers/talk-workshop.js';
import {assertNoErrors, readWorksheet} from '../helpers/worksheets.js';

test('the talk is committed without outputs and opens with the lrplab kernel', async t => {
  const {cells, metadata} = await readWorksheet('07-talk');
  t.is((metadata['kernelspec'] as {name: string}).name, 'lrplab');
  for (const cell of cells.filter(({cell_type}) => cell_type === 'code')) {
    t.deepEqual(cell.outputs, []);
    t.is((cell as {execution_count?: number | null}).execution_count, null);
  }
});

test('the notebook and the script have the same plans, network, data and pictures', async t => {
  const {cells} = await readWorksheet('07-talk');
  const script = await readFile('notebooks/talk.lrp', 'utf8');
  const code = cells
    .filter(({cell_type}) => cell_type === 'code')
    .map(({source}) => joined(source))
    .join('\n');
  const parts = [
    ...script.matchAll(/^plan [^{]*\{\n(?: .*\n)+\}$/gm),
    ...script.matchAll(/^(?:image|let|dataset) .*$/gm),
  ].map(([part]) => part);
  t.is(parts.length, 13);
  for (const part of parts) t.true(code.includes(part), part);
});

test('the notebook draws all pictures by all plans, no more rows a figure than fit', async t => {
  const {cells} = await readWorksheet('07-talk');
  const code = cells.map(({source}) => joined(source)).join('\n');
  const drawn = [...code.matchAll(/^explain (.*) for (.*) with (.*)\nshow heatmap$/gm)].map(
    ([, pictures, classes, plans]) => [pictures!, classes!, plans!].map(list => list.split(', ')),
  );
  for (const zero of [true, false]) {
    const own = drawn.filter(([, , plans]) => plans!.includes('lrp-0') === zero);
    t.deepEqual(own.flatMap(([pictures]) => pictures!).sort(), [
      'both',
      'horse',
      'neither',
      'person',
    ]);
    for (const [pictures, classes, plans] of own) {
      t.true(pictures!.length * classes!.length <= 6);
      t.is(plans!.length, zero ? 5 : 4);
    }
  }
});

test.serial(
  'the talk, with its two lines changed, runs from the first cell to the last',
  async t => {
    const home = await openJupyter(t);
    if (home === null) return;
    await installLrplab(home);
    await writeTalkWorkshop(home.work);
    const notebook = await readWorksheet('07-talk');
    const cells = notebook.cells.map(cell =>
      joined(cell.source).includes('let network')
        ? {...cell, source: withOwnData(joined(cell.source))}
        : cell,
    );
    const {notebook: executed} = await executeNotebook(home, {...notebook, cells});
    assertNoErrors(t, executed);
    const text = executed.cells.map(textOf).join('\n');
    for (const part of [
      'both: 2012_000008 of split val (horse, person)',
      '15 predictions (logits)',
      'uniform',
      'folded: composite against kept: composite',
      'what becomes of the batch norms',
    ])
      t.true(text.includes(part), part);
  },
);
