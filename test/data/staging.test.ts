import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import fc from 'fast-check';
import test from 'ava';
import {openStaging} from '../../src/data/staging.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const cannotWrite = (path: string, error: unknown): Error => new Error(path, {cause: error});

/** No process has this number: Linux counts up to one less, other systems less far. */
const dead = 4_194_305;

async function fill(folder: string, text: string): Promise<void> {
  await mkdir(folder, {recursive: true});
  await writeFile(join(folder, 'x'), text);
}

test('a folder takes the place of another one when it is complete, and nothing else is left', async t => {
  const work = await temporaryFolder(t);
  const target = join(work, 'voc');
  for (const text of ['first', 'second']) {
    const staging = openStaging(target, cannotWrite);
    await writeFile(join(staging.folder, 'x'), text);
    await staging.commit();
    t.is(await readFile(join(target, 'x'), 'utf8'), text);
    t.deepEqual(await readdir(work), ['voc']);
  }
  await openStaging(target, cannotWrite).discard();
  t.deepEqual(await readdir(work), ['voc']);
});

test('a folder that cannot take its place leaves the one that stands there', async t => {
  const work = await temporaryFolder(t);
  const target = join(work, 'voc');
  await fill(target, 'precious');
  const staging = openStaging(target, cannotWrite);
  await rm(staging.folder, {recursive: true});
  await t.throwsAsync(staging.commit(), {message: target});
  t.is(await readFile(join(target, 'x'), 'utf8'), 'precious');
  await staging.discard();
  t.deepEqual(await readdir(work), ['voc']);
});

test('what a killed process has moved aside stands there again, unless something new does', async t => {
  const work = await temporaryFolder(t);
  const target = join(work, 'voc');
  const old = join(work, `.voc.lrplab-${dead}-abcdef-old`);
  await fill(old, 'precious');
  await fill(join(work, `.voc.lrplab-${dead}-abcdef`), 'half');
  await openStaging(target, cannotWrite).discard();
  t.is(await readFile(join(target, 'x'), 'utf8'), 'precious');
  await fill(old, 'older');
  await openStaging(target, cannotWrite).discard();
  t.is(await readFile(join(target, 'x'), 'utf8'), 'precious');
  t.deepEqual(await readdir(work), ['voc']);
});

test('only what a dead process has begun for this very folder is swept away', async t => {
  const work = await temporaryFolder(t);
  const kept = [
    `.voc-2007.lrplab-${dead}-abcdef`,
    '.voc-2007-backup',
    '.voc.2007-backup',
    `.voc.lrplab-${dead}-backups`,
    `.voc.lrplab-${dead}-abcdef-older`,
    `.voc.lrplab-${process.pid}-abcdef`,
    `.voc.lrplab-1.lrplab-${dead}-abcdef`,
  ];
  for (const name of [...kept, `.voc.lrplab-${dead}-Abc123`]) await fill(join(work, name), 'x');
  await openStaging(join(work, 'voc'), cannotWrite).discard();
  t.deepEqual((await readdir(work)).toSorted(), kept.toSorted());
});

test('whatever two folders are called, neither sweeps away what belongs to the other', async t => {
  const work = await temporaryFolder(t);
  const piece = fc.constantFrom('voc', '-', '.', '.lrplab-', `${dead}`, '-abcdef', '-old', '~');
  const name = fc.array(piece, {minLength: 1, maxLength: 4}).map(pieces => `a${pieces.join('')}`);
  await fc.assert(
    fc.asyncProperty(name, name, async (one, other) => {
      fc.pre(one !== other);
      const left = join(work, `.${other}.lrplab-${dead}-abcdef`);
      await mkdir(left);
      await openStaging(join(work, one), cannotWrite).discard();
      t.true(existsSync(left));
      await rm(left, {recursive: true});
    }),
    {seed: 7, numRuns: 100},
  );
});
