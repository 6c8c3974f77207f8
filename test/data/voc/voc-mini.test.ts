import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {checkDisjoint} from '../../../src/data/voc/check-disjoint.js';
import {chooseOthers} from '../../../src/data/voc/choose-others.js';
import {readVocSplit} from '../../../src/data/voc/read-voc-split.js';
import {summariseSplit} from '../../../src/data/voc/summarise-split.js';
import {vocClasses} from '../../../src/data/voc/voc-classes.js';
import type {VocSplit} from '../../../src/data/voc/voc-dataset.js';
import {openPictureLoader} from '../../../src/data/loader/picture-loader.js';
import {hasShared, sharedFolder} from '../../helpers/shared.js';

const folder = join(sharedFolder, 'voc-mini');
const here = hasShared('voc-mini');
const classes = ['horse', 'person'];

if (!here) {
  test('voc-mini', t => {
    t.log('skipped: ../shared/voc-mini is not here');
    t.pass();
  });
}
const testHere = here ? test : test.skip;

/** The table of its README, by split: scenes, horse, person, both, neither, objects, truncated, difficult. */
function readmeTable(): ReadonlyMap<string, readonly number[]> {
  const rows = readFileSync(join(folder, 'README.md'), 'utf8').matchAll(
    /^\| (train|val|test) \|(.*)\|$/gm,
  );
  return new Map([...rows].map(([, split, cells]) => [split!, cells!.split('|').map(Number)]));
}

testHere('voc-mini holds what its README says, and no picture twice', async t => {
  const table = readmeTable();
  t.deepEqual([...table.keys()], ['train', 'val', 'test']);
  const splits: VocSplit[] = [];
  for (const [name, numbers] of table) {
    // All twenty classes: their own lists agree with the annotations, too.
    const all = await readVocSplit(folder, name, {classes: vocClasses});
    t.deepEqual(all.broken, []);
    splits.push(all);
    const of = (names: readonly string[]): number =>
      all.labels.filter(row => names.every(each => row[vocClasses.indexOf(each)] === 1)).length;
    const both = of(classes);
    const {objects, truncated, difficult} = summariseSplit(all);
    t.deepEqual(
      [
        ...[all.samples.length, of(['horse']), of(['person']), both],
        all.samples.length - of(['horse']) - of(['person']) + both,
        ...[objects, truncated, difficult],
      ],
      numbers,
      name,
    );
  }
  t.notThrows(() => checkDisjoint(splits));
});

/** The fault of each image set, by what it is reported as. */
const faults: Readonly<Record<string, string | null>> = {
  good: null,
  truncated_jpeg: 'image/damaged',
  missing_bndbox: 'voc/no-box',
  malformed_xml: 'voc/bad-xml',
  huge_png: 'image/too-large',
  huge_png_as_jpg: 'image/too-large',
  huge_jpeg: 'image/too-large',
  missing_image: 'image/missing',
  empty_image: 'image/empty-file',
  empty_xml: 'voc/empty-file',
  external_entity: 'voc/doctype',
  path_traversal: 'voc/path-escape',
  empty_set: 'voc/empty-set',
};

testHere('every broken file of voc-mini is told by name, and nothing else is', async t => {
  const broken = join(folder, 'broken');
  const cases = readFileSync(join(broken, 'CASES.tsv'), 'utf8').trim().split('\n').slice(1);
  t.deepEqual(cases.map(line => line.split('\t')[0]!).toSorted(), Object.keys(faults).toSorted());
  for (const line of cases) {
    const [set, id] = line.split('\t') as [string, string];
    const code = faults[set];
    const split = await readVocSplit(broken, set, {classes, decode: true});
    t.is(split.samples.length, code === null ? 1 : 0, set);
    t.deepEqual(
      split.broken.map(file => [file.id, file.code, file.kept]),
      code === null ? [] : [[id === '-' ? null : id, code, false]],
      set,
    );
    for (const {path, message} of split.broken) {
      t.true(path.startsWith(broken), path);
      t.true(message.startsWith(`"${path}": `), message);
    }
    const strict = readVocSplit(broken, set, {classes, decode: true, strict: true});
    if (code === null) await t.notThrowsAsync(strict);
    else await t.throwsAsync(strict, {code: code!});
  }
});

testHere('pictures of other classes are in the batches, as many as were asked for', async t => {
  const split = await readVocSplit(folder, 'val', {classes});
  const chosen = chooseOthers(split, {share: 0.3, seed: 2});
  const inside = 600 - split.others;
  t.is(chosen.others, Math.round((0.3 * inside) / 0.7));
  const loader = openPictureLoader(chosen.samples, {size: [96, 96], augment: null, seed: 1});
  const order = [...chosen.samples.keys()];
  let others = 0;
  let pictures = 0;
  for await (const {indices, pixels} of loader.epoch({epoch: 1, order, batchSize: 64})) {
    t.is(pixels.length, indices.length * 96 * 96 * 3);
    pictures += indices.length;
    others += indices.filter(index => chosen.labels[index]!.every(label => label === -1)).length;
  }
  loader.close();
  t.is(pictures, inside + chosen.others);
  t.is(others, chosen.others);
});
