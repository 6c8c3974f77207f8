import {writeFile} from 'node:fs/promises';
import test, {type ExecutionContext} from 'ava';
import {readVocSplit} from '../../src/data/voc/read-voc-split.js';
import type {VocSplit} from '../../src/data/voc/voc-dataset.js';
import {selectTasks} from '../../src/evaluate/select-tasks.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';
import {writeDevkit, type DevkitSample} from '../helpers/voc-devkit.js';
import {writeMask} from '../helpers/voc-mask.js';

const size = {width: 4, height: 2};
const masks = [{name: 'localisation', arguments: {area: 'masks'}}];
const targets = new Map([
  ['horse', 0],
  ['person', 1],
]);

/** Pictures of 4×2: a and b with masks, c without, d with one that shows the class nowhere, e with a broken one. */
async function split(t: ExecutionContext): Promise<VocSplit> {
  const both = [
    {name: 'horse', box: [1, 1, 2, 2] as const},
    {name: 'person', box: [3, 1, 4, 2] as const},
  ];
  const samples: readonly DevkitSample[] = ['a', 'b', 'c', 'd', 'e'].map(id => ({
    ...{id, ...size},
    objects: id === 'd' ? both.slice(0, 1) : both,
  }));
  const folder = await writeDevkit(await temporaryFolder(t), '2012', samples, {
    val: samples.map(({id}) => id),
  });
  const write = (id: string, indices: readonly number[]): Promise<string> =>
    writeMask(folder, 'SegmentationClass', id, size, indices);
  await write('a', [13, 255, 0, 15, 13, 255, 0, 15]);
  await write('b', [13, 13, 0, 0, 0, 0, 0, 0]);
  await write('d', [0, 0, 255, 255, 0, 0, 255, 255]);
  await writeFile(await write('e', [0, 0, 0, 0, 0, 0, 0, 0]), 'no picture');
  return readVocSplit(folder, 'val', {classes: ['horse', 'person']});
}

test('without masks: every picture that shows a class, nothing read', async t => {
  const {tasks, withoutMask, broken} = await selectTasks(await split(t), targets, size, {
    families: [{name: 'localisation', arguments: {area: 'boxes'}}],
  });
  t.is(tasks.length, 9);
  t.true(tasks.every(({segment}) => segment === undefined));
  t.deepEqual([withoutMask, broken], [[], []]);
});

test('with masks: pictures without one, or of which nothing is seen, are left out and counted, broken ones listed', async t => {
  const found = await selectTasks(await split(t), targets, size, {families: masks});
  t.deepEqual(
    found.tasks.map(({key, target, segment}) => [key, target, [...segment!]]),
    [
      ['a horse', 0, [1, 255, 0, 0, 1, 255, 0, 0]],
      ['a person', 1, [0, 255, 0, 1, 0, 255, 0, 1]],
      ['b horse', 0, [1, 1, 0, 0, 0, 0, 0, 0]],
    ],
  );
  t.deepEqual([...found.tasks[0]!.mask], [1, 1, 0, 0, 1, 1, 0, 0]);
  t.deepEqual(found.withoutMask, ['c', 'd']);
  t.deepEqual(
    found.broken.map(({id, code, kept}) => [id, code, kept]),
    [['e', 'image/not-a-picture', false]],
  );
});

test('a limit counts pictures that have a mask', async t => {
  const {tasks, withoutMask} = await selectTasks(await split(t), targets, size, {
    ...{families: masks, limit: 2},
  });
  t.deepEqual([...new Set(tasks.map(({id}) => id))], ['a', 'b']);
  t.deepEqual(withoutMask, []);
});

test('strict stops at the first broken mask', async t => {
  await t.throwsAsync(selectTasks(await split(t), targets, size, {families: masks, strict: true}), {
    code: 'image/not-a-picture',
  });
});

test('a signal stops it', async t => {
  const signal = AbortSignal.abort(new Error('enough'));
  await t.throwsAsync(selectTasks(await split(t), targets, size, {families: masks, signal}), {
    message: 'enough',
  });
});
