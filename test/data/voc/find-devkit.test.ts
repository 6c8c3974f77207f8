import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {findDevkit} from '../../../src/data/voc/find-devkit.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';
import {writeDevkit} from '../../helpers/voc-devkit.js';

test('a devkit is found from its year, from VOCdevkit, and from the folder that holds it', async t => {
  const folder = await temporaryFolder(t);
  const root = await writeDevkit(folder, '2007', [], {
    test: [],
    horse_test: [],
    train: [],
    mine: [],
    val: [],
  });
  for (const place of [root, join(folder, 'VOCdevkit'), folder]) {
    const devkit = await findDevkit(place);
    t.is(devkit.folder, root);
    t.deepEqual(devkit.splits, ['train', 'val', 'test', 'mine']);
  }
});

test('a list of a class goes with a split; another name that begins like one is a split', async t => {
  const folder = await temporaryFolder(t);
  const sets = {train: [], train_val: [], train_small: [], horse_train: [], horse_train_small: []};
  await writeDevkit(folder, '2012', [], sets);
  t.deepEqual((await findDevkit(folder)).splits, ['train', 'train_small']);
});

test('VOC2011 is found in the folder TrainVal it was packed in', async t => {
  const folder = await temporaryFolder(t);
  const root = await writeDevkit(join(folder, 'TrainVal'), '2011', [], {train: []});
  t.is((await findDevkit(folder)).folder, root);
});

test('of several years one has to be named', async t => {
  const folder = await temporaryFolder(t);
  await writeDevkit(folder, '2007', [], {train: []});
  const root = await writeDevkit(folder, '2012', [], {train: []});
  const error = await t.throwsAsync(findDevkit(folder), {code: 'voc/which-year'});
  t.regex(error!.message, /VOC2007, VOC2012/);
  t.is((await findDevkit(folder, {year: '2012'})).folder, root);
  t.is((await findDevkit(folder, {year: 'VOC2012'})).folder, root);
  const missing = await t.throwsAsync(findDevkit(folder, {year: '2010'}), {
    code: 'voc/no-such-year',
  });
  t.regex(missing!.message, /"2010"; VOC2007, VOC2012 are here/);
});

test('a folder without devkit, and none at all, are told apart', async t => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'VOCdevkit', 'VOC2012'), {recursive: true});
  await t.throwsAsync(findDevkit(folder), {code: 'voc/no-devkit', message: /ImageSets\/Main/});
  await t.throwsAsync(findDevkit(join(folder, 'gone')), {code: 'voc/missing'});
});
