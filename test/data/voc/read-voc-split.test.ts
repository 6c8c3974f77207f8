import {createHash} from 'node:crypto';
import {readFile, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import {checkDisjoint} from '../../../src/data/voc/check-disjoint.js';
import {readVocSplit} from '../../../src/data/voc/read-voc-split.js';
import {summariseSplit} from '../../../src/data/voc/summarise-split.js';
import {vocClasses} from '../../../src/data/voc/voc-classes.js';
import type {BrokenFile} from '../../../src/data/voc/voc-dataset.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';
import {annotationXml, writeDevkit, type DevkitSample} from '../../helpers/voc-devkit.js';

const classes = ['person', 'horse'];

const samples: readonly DevkitSample[] = [
  {id: '2008_000001', objects: [{name: 'horse'}, {name: 'person', difficult: true}]},
  {id: '2008_000002', objects: [{name: 'cat', truncated: true}, {name: 'dog'}]},
  {id: '2008_000003', objects: [{name: 'person'}, {name: 'person', difficult: true}]},
  {id: '2008_000004', objects: [{name: 'horse'}, {name: 'person'}], width: 8, height: 30},
];
const ids = samples.map(({id}) => id);

test('a split is read in the order of its image set, labels in the order of the classes', async t => {
  const folder = await temporaryFolder(t);
  const root = await writeDevkit(folder, '2012', samples, {train: ids.toReversed()});
  const split = await readVocSplit(folder, 'train', {classes});
  t.is(split.folder, root);
  t.deepEqual(
    split.samples.map(({id}) => id),
    ids.toReversed(),
  );
  t.deepEqual(split.labels, [
    [1, 1],
    [1, -1],
    [-1, -1],
    [0, 1],
  ]);
  t.deepEqual(split.counts, [2, 2]);
  t.is(split.others, 1);
  t.deepEqual(split.broken, []);
  const [first] = split.samples;
  t.is(first!.image, join(root, 'JPEGImages', '2008_000004.jpg'));
  t.deepEqual([first!.width, first!.height], [8, 30]);
  t.is(first!.bytes, (await stat(first!.image)).size);
});

test('the hash is of classes, ids, labels and the bytes of the pictures, in order', async t => {
  const folder = await temporaryFolder(t);
  const root = await writeDevkit(folder, '2012', samples, {train: ids.slice(0, 2)});
  const sha256 = (content: string | Uint8Array): string =>
    createHash('sha256').update(content).digest('hex');
  const place = (id: string): string => join(root, 'JPEGImages', `${id}.jpg`);
  const [first, second] = [await readFile(place(ids[0]!)), await readFile(place(ids[1]!))];
  const text = `person horse\n${ids[0]} 0 1 ${sha256(first)}\n${ids[1]} -1 -1 ${sha256(second)}\n`;
  for (const decode of [false, true]) {
    t.is((await readVocSplit(folder, 'train', {classes, decode})).hash, sha256(text));
  }
  // A picture of the same size in bytes: the last byte before the end mark is another.
  const changed = Buffer.from(first);
  changed[changed.length - 3]! ^= 1;
  await writeFile(place(ids[0]!), changed);
  t.not((await readVocSplit(folder, 'train', {classes})).hash, sha256(text));
});

test('a split in numbers: sizes, objects, difficult ones, label sets', async t => {
  const folder = await temporaryFolder(t);
  await writeDevkit(folder, '2012', samples, {train: ids});
  const summary = summariseSplit(await readVocSplit(folder, 'train', {classes}));
  t.deepEqual(summary, {
    split: 'train',
    pictures: 4,
    heights: [10, 30],
    widths: [8, 20],
    objects: 8,
    truncated: 1,
    difficult: 2,
    classes: [
      {name: 'person', pictures: 2, difficultOnly: 1},
      {name: 'horse', pictures: 2, difficultOnly: 0},
    ],
    labelSets: [
      {classes: ['person'], count: 1},
      {classes: ['horse'], count: 1},
      {classes: ['person', 'horse'], count: 1},
      {classes: [], count: 1},
    ],
    others: 1,
  });
});

test('all twenty classes, in the order of Pascal VOC', t => {
  t.is(vocClasses.length, 20);
  t.deepEqual(vocClasses, vocClasses.toSorted());
});

for (const [names, code, told] of [
  [['horse', 'persn'], 'voc/unknown-class', /did you mean "person"/],
  [['unicorn'], 'voc/unknown-class', /aeroplane, .*tvmonitor/],
  [['horse', 'horse'], 'voc/class-twice', /"horse"/],
  [[], 'voc/no-classes', /name one/],
] as const) {
  test(`classes [${names.join(', ')}] are refused before anything is read`, async t => {
    await t.throwsAsync(readVocSplit('gone', 'train', {classes: names}), {code, message: told});
  });
}

test('a split that is not there is an error with and without strict, and says what there is', async t => {
  const folder = await temporaryFolder(t);
  await writeDevkit(folder, '2012', [], {train: [], val: [], horse_train: []});
  for (const strict of [false, true]) {
    const error = await t.throwsAsync(readVocSplit(folder, 'tran', {classes, strict}), {
      code: 'voc/no-such-split',
    });
    t.regex(error!.message, /it has train, val; did you mean "train"/);
  }
  await t.throwsAsync(readVocSplit(folder, '../train', {classes}), {code: 'voc/no-such-split'});
});

test('lists of single classes that agree are silent; those that differ are told once, and annotations win', async t => {
  const folder = await temporaryFolder(t);
  await writeDevkit(folder, '2007', samples, {
    train: ids,
    horse_train: [`${ids[0]}  1`, `${ids[1]} -1`, `${ids[2]} -1`, `${ids[3]}  1`],
    person_train: [`${ids[0]}  1`, `${ids[1]} -1`, `${ids[2]}  1`],
    cat_train: ['so what'],
  });
  const split = await readVocSplit(folder, 'train', {classes});
  t.deepEqual(split.labels[0], [0, 1]);
  t.is(split.samples.length, 4);
  t.deepEqual(
    split.broken.map(({id, code, kept}) => ({id, code, kept})),
    [{id: null, code: 'voc/class-set-differs', kept: true}],
  );
  t.regex(split.broken[0]!.path, /person_train\.txt$/);
  t.regex(split.broken[0]!.message, /2 of 4 pictures \("2008_000001": 1, its annotation says 0\)/);
  const odd = await readVocSplit(folder, 'train', {classes: ['cat']});
  t.deepEqual(
    odd.broken.map(({code, kept}) => [code, kept]),
    [['voc/bad-class-set', true]],
  );
  await t.throwsAsync(readVocSplit(folder, 'train', {classes, strict: true}), {
    code: 'voc/class-set-differs',
  });
});

test('boxes are cut to the picture; one wholly outside makes the annotation broken', async t => {
  const folder = await temporaryFolder(t);
  await writeDevkit(
    folder,
    '2012',
    [
      {id: 'a', objects: [{name: 'horse', box: [0, -3, 25, 10.5]}]},
      {id: 'b', objects: [{name: 'horse', box: [21, 1, 30, 5]}]},
    ],
    {train: ['a', 'b']},
  );
  const split = await readVocSplit(folder, 'train', {classes});
  t.deepEqual(split.samples[0]!.objects[0]!.box, {left: 0, top: 0, right: 20, bottom: 10});
  t.deepEqual(
    split.broken.map(({id, code}) => [id, code]),
    [['b', 'voc/bad-box']],
  );
});

test("the picture's own size holds where the annotation says another", async t => {
  const folder = await temporaryFolder(t);
  const root = await writeDevkit(folder, '2012', samples, {train: [ids[0]!]});
  const path = join(root, 'Annotations', `${ids[0]}.xml`);
  await writeFile(path, annotationXml({...samples[0]!, width: 40, height: 20}));
  const {samples: read, broken} = await readVocSplit(folder, 'train', {classes});
  t.deepEqual([read[0]!.width, read[0]!.height], [20, 10]);
  t.deepEqual(
    broken.map(({id, code, kept}) => [id, code, kept]),
    [[ids[0], 'voc/size-differs', true]],
  );
});

test('a PNG is taken where there is no JPEG', async t => {
  const folder = await temporaryFolder(t);
  const root = await writeDevkit(folder, '2012', samples, {train: [ids[0]!]});
  const jpg = join(root, 'JPEGImages', `${ids[0]}.jpg`);
  const png = jpg.replace('.jpg', '.png');
  await sharp(jpg).png().toFile(png);
  await rm(jpg);
  const split = await readVocSplit(folder, 'train', {classes});
  t.is(split.samples[0]!.image, png);
});

test('broken files are left out in order and told as they are found; strict stops at the first', async t => {
  const folder = await temporaryFolder(t);
  const root = await writeDevkit(folder, '2012', samples, {train: [...ids, 'gone']});
  await writeFile(join(root, 'Annotations', `${ids[1]}.xml`), '<annotation>');
  const cut = join(root, 'JPEGImages', `${ids[2]}.jpg`);
  const whole = await readFile(cut);
  await writeFile(cut, whole.subarray(0, Math.floor(whole.length * 0.6)));
  await writeFile(
    join(root, 'JPEGImages', `${ids[3]}.jpg`),
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
  );
  const told: BrokenFile[] = [];
  const seen: [number, number][] = [];
  const split = await readVocSplit(folder, 'train', {
    classes,
    decode: true,
    onBroken: file => told.push(file),
    onProgress: (done, total) => seen.push([done, total]),
  });
  t.deepEqual(
    split.samples.map(({id}) => id),
    [ids[0]],
  );
  t.deepEqual(
    split.broken.map(({id, code, kept}) => [id, code, kept]),
    [
      [ids[1]!, 'voc/bad-xml', false],
      [ids[2]!, 'image/damaged', false],
      [ids[3]!, 'image/not-a-picture', false],
      ['gone', 'voc/missing', false],
    ],
  );
  t.deepEqual(told, split.broken);
  t.deepEqual(seen, [[5, 5]]);
  await t.throwsAsync(readVocSplit(folder, 'train', {classes, decode: true, strict: true}), {
    code: 'voc/bad-xml',
  });
});

test('what is cut off behind its header passes the reading of headers, and only that', async t => {
  const folder = await temporaryFolder(t);
  const large = {...samples[0]!, width: 300, height: 200};
  const root = await writeDevkit(folder, '2012', [large], {train: [large.id]});
  const cut = join(root, 'JPEGImages', `${large.id}.jpg`);
  const whole = await readFile(cut);
  await writeFile(cut, whole.subarray(0, whole.length - 200));
  t.is((await readVocSplit(folder, 'train', {classes})).samples.length, 1);
  const split = await readVocSplit(folder, 'train', {classes, decode: true});
  t.deepEqual(
    split.broken.map(({code}) => code),
    ['image/damaged'],
  );
});

test('ids that are no plain names, or stand twice, and empty sets leave the split empty', async t => {
  const folder = await temporaryFolder(t);
  const root = await writeDevkit(folder, '2012', samples, {
    climbs: [ids[0]!, '../../../etc/passwd'],
    hidden: ['.profile'],
    long: ['a'.repeat(300)],
    twice: [ids[0]!, ids[1]!, ids[0]!],
    blank: ['', '   '],
    empty: [],
  });
  for (const [split, code] of [
    ['climbs', 'voc/bad-id'],
    ['hidden', 'voc/bad-id'],
    ['long', 'voc/bad-id'],
    ['twice', 'voc/id-twice'],
    ['blank', 'voc/empty-set'],
    ['empty', 'voc/empty-set'],
  ] as const) {
    const read = await readVocSplit(folder, split, {classes});
    t.deepEqual(read.samples, []);
    t.deepEqual(
      read.broken.map(file => [file.id, file.code, file.path]),
      [[null, code, join(root, 'ImageSets', 'Main', `${split}.txt`)]],
    );
    await t.throwsAsync(readVocSplit(folder, split, {classes, strict: true}), {code});
  }
});

test('image sets with Windows line ends, a byte order mark and labels behind the ids are read', async t => {
  const folder = await temporaryFolder(t);
  const root = await writeDevkit(folder, '2007', samples, {train: []});
  await writeFile(
    join(root, 'ImageSets', 'Main', 'train.txt'),
    `\uFEFF${ids[0]}  1\r\n${ids[1]} -1\r\n\r\n`,
  );
  const split = await readVocSplit(folder, 'train', {classes});
  t.deepEqual(
    split.samples.map(({id}) => id),
    ids.slice(0, 2),
  );
});

test('a signal stops the reading with its reason', async t => {
  const folder = await temporaryFolder(t);
  await writeDevkit(folder, '2012', samples, {train: ids});
  const reason = new Error('enough');
  const signal = AbortSignal.abort(reason);
  t.is(await t.throwsAsync(readVocSplit(folder, 'train', {classes, signal})), reason);
});

test('a picture in two splits is told with its id and both splits', async t => {
  const folder = await temporaryFolder(t);
  await writeDevkit(folder, '2012', samples, {
    train: ids.slice(0, 2),
    val: ids.slice(2),
    trainval: ids,
  });
  const [train, val, both] = await Promise.all(
    ['train', 'val', 'trainval'].map(split => readVocSplit(folder, split, {classes})),
  );
  t.notThrows(() => checkDisjoint([train!, val!]));
  const error = t.throws(() => checkDisjoint([val!, both!]), {code: 'voc/not-disjoint'});
  t.regex(
    error!.message,
    /2 of the pictures of split "trainval" stand in split "val" too: 2008_000003, 2008_000004;/,
  );
});
