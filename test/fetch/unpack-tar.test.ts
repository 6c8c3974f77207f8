import fs from 'node:fs';
import {lstat, mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import test, {type ExecutionContext} from 'ava';
import {create} from 'tar';
import {surveyTar, unpackTar} from '../../src/fetch/unpack-tar.js';
import type {ArchiveSize} from '../../src/fetch/walk-tar.js';
import {makeTar, type TarEntry} from '../helpers/tar-maker.js';
import {snapshot, temporaryFolder} from '../helpers/temporary-folder.js';

const limits = {root: 'VOCdevkit', maxEntries: 50, maxFileBytes: 1e6, maxTotalBytes: 2e6};

interface Place {
  readonly archive: string;
  readonly folder: string;
}

async function place(t: ExecutionContext, content: Buffer): Promise<Place> {
  const work = await temporaryFolder(t);
  const [archive, folder] = [join(work, 'x.tar'), join(work, 'out')];
  await mkdir(folder);
  await writeFile(archive, content);
  return {archive, folder};
}

/** Surveys an archive and unpacks it, as a fetch does. */
async function unpack(
  {archive, folder}: Place,
  signal = new AbortController().signal,
): Promise<ArchiveSize> {
  const options = {limits, signal, onBytes: () => {}};
  const surveyed = await surveyTar(archive, options);
  const unpacked = await unpackTar(archive, folder, options);
  return surveyed.files === unpacked.files ? unpacked : surveyed;
}

/** The message with which entries are refused, before anything is written; `unpackTar` alone refuses them too. */
async function refused(t: ExecutionContext, entries: readonly TarEntry[]): Promise<string> {
  const at = await place(t, makeTar(entries));
  const error = await t.throwsAsync(unpack(at), {code: 'fetch/archive'});
  t.deepEqual(Object.keys(await snapshot(join(at.folder, '..'))).toSorted(), ['out', 'x.tar']);
  const options = {limits, signal: new AbortController().signal, onBytes: () => {}};
  const alone = await t.throwsAsync(unpackTar(at.archive, at.folder, options));
  t.is(alone!.message, error!.message);
  // Files of the archive that are being written still would disturb what removes the folder.
  await rm(at.folder, {recursive: true, force: true, maxRetries: 10});
  t.deepEqual(Object.keys(await snapshot(join(at.folder, '..'))), ['x.tar']);
  return error!.message;
}

test('an archive that the tar package writes is unpacked as it was', async t => {
  const work = await temporaryFolder(t);
  await mkdir(join(work, 'VOCdevkit/VOC2012/JPEGImages'), {recursive: true});
  await mkdir(join(work, 'VOCdevkit/empty'));
  const picture = Buffer.alloc(70_000, 7);
  await writeFile(join(work, 'VOCdevkit/VOC2012/JPEGImages/a.jpg'), picture);
  const long = `${'long'.repeat(40)}.xml`;
  await writeFile(join(work, 'VOCdevkit/VOC2012', long), '<annotation/>');
  await create({cwd: work, file: join(work, 'x.tar')}, ['VOCdevkit']);
  const at = {archive: join(work, 'x.tar'), folder: join(work, 'out')};
  await mkdir(at.folder);
  t.deepEqual(await unpack(at), {files: 2, bytes: 70_013});
  const got = await readFile(join(at.folder, 'VOCdevkit/VOC2012/JPEGImages/a.jpg'));
  t.true(got.equals(picture));
  t.is(await readFile(join(at.folder, 'VOCdevkit/VOC2012', long), 'utf8'), '<annotation/>');
  t.true((await lstat(join(at.folder, 'VOCdevkit/empty'))).isDirectory());
});

test('a file is never executable, whatever the archive says', async t => {
  const at = await place(t, makeTar([{path: 'VOCdevkit/a', content: 'x', mode: 0o6777}]));
  await unpack(at);
  const {mode} = await lstat(join(at.folder, 'VOCdevkit/a'));
  t.is(mode & 0o7777 & ~0o644, 0);
});

/** A record of a pax header, which begins with its own length. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (`${length}${rest}`.length !== length) length = `${length}${rest}`.length;
  return `${length}${rest}`;
}

test('a file with holes is refused: its map would be taken for what is in it', async t => {
  const records = [
    ['GNU.sparse.major', '1'],
    ['GNU.sparse.name', 'VOCdevkit/a'],
  ] as const;
  const content = records.map(([key, value]) => paxRecord(key, value)).join('');
  const sparse: TarEntry[] = [
    {path: 'PaxHeader/a', type: 'x', content},
    {path: 'VOCdevkit/GNUSparseFile.1/a', content: '1\n0\n1\n'},
  ];
  t.regex(await refused(t, sparse), /holes/);
});

/** Lets the disk take no more than so many bytes of a file, and fail then as it does. */
function shrinkDisk(t: ExecutionContext, bytes: number, code: string): void {
  const {write} = fs;
  const full = Object.assign(new Error(`${code}: of the test`), {code});
  type Done = (error: Error | null, written?: number) => void;
  const limited = (
    fd: number,
    chunk: Buffer,
    ...[at, length, position, done]: [number, number, number | null, Done]
  ): void => {
    const room = bytes - fs.fstatSync(fd).size;
    if (room <= 0) done(full);
    else write(fd, chunk, at, Math.min(length, room), position, done);
  };
  fs.write = limited as unknown as typeof write;
  t.teardown(() => {
    fs.write = write;
  });
}

test.serial('a disk that takes only a part of a file is told as full', async t => {
  const at = await place(t, makeTar([{path: 'VOCdevkit/a', content: 'x'.repeat(5000)}]));
  shrinkDisk(t, 3000, 'ENOSPC');
  const error = await t.throwsAsync(unpack(at), {code: 'fetch/cannot-write'});
  t.regex(error!.message, /VOCdevkit.a" cannot be written: the disk took 3000 of 5000 bytes/);
});

test.serial('whatever keeps the disk from taking a file is not blamed on the archive', async t => {
  for (const code of ['ENOSPC', 'EFBIG', 'ENXIO']) {
    const at = await place(t, makeTar([{path: 'VOCdevkit/a', content: 'x'.repeat(5000)}]));
    shrinkDisk(t, 0, code);
    await t.throwsAsync(unpack(at), {code: 'fetch/cannot-write'});
  }
});

test('an archive that cannot be read is told as one', async t => {
  const work = await temporaryFolder(t);
  const at = {archive: join(work, 'none.tar'), folder: work};
  await t.throwsAsync(unpack(at), {code: 'fetch/cannot-read'});
});

test('a path that leads away is refused, and nothing is written there', async t => {
  for (const path of ['../evil', 'VOCdevkit/../../evil', '/tmp/lrplab-evil', 'evil'])
    t.regex(await refused(t, [{path, content: 'x'}]), /is not unpacked: "/);
});

test('a long path that GNU and pax headers bring is looked at like any other', async t => {
  const gnu: TarEntry[] = [
    {path: '././@LongLink', type: 'L', content: 'VOCdevkit/../../evil\0'},
    {path: 'VOCdevkit/a', content: 'x'},
  ];
  t.regex(await refused(t, gnu), /"\.\."/);
  const record = '32 path=VOCdevkit/../../../evil\n';
  t.is(record.length, 32);
  const pax: TarEntry[] = [
    {path: 'PaxHeader/a', type: 'x', content: record},
    {path: 'VOCdevkit/a', content: 'x'},
  ];
  t.regex(await refused(t, pax), /"\.\."/);
});

test('links are refused, and a file behind one is not written through it', async t => {
  const through: TarEntry[] = [
    {path: 'VOCdevkit/link', type: '2', link: '../..'},
    {path: 'VOCdevkit/link/evil', content: 'x'},
  ];
  t.regex(await refused(t, through), /SymbolicLink/);
  t.regex(await refused(t, [{path: 'VOCdevkit/a', type: '1', link: '/etc/passwd'}]), /Link/);
});

test('devices, pipes and kinds that nobody knows are refused', async t => {
  for (const type of ['3', '4', '6', 'Z', 'M'])
    t.regex(await refused(t, [{path: 'VOCdevkit/a', type}]), /is not unpacked/);
});

test('a file that says it is huge is refused before it is written', async t => {
  const entry = {path: 'VOCdevkit/a', content: 'x', size: 8e9 - 1};
  t.regex(await refused(t, [entry]), /at most 1\.0 MB/);
});

test('more files or bytes than allowed are refused', async t => {
  const many = Array.from({length: 60}, (_, i) => ({path: `VOCdevkit/${i}`, content: 'x'}));
  t.regex(await refused(t, many), /more than 50 files/);
  const content = 'x'.repeat(900_000);
  const much = ['a', 'b', 'c'].map(name => ({path: `VOCdevkit/${name}`, content}));
  t.regex(await refused(t, much), /more than 2\.0 MB/);
});

test('a damaged, cut, compressed or empty archive is told as one', async t => {
  const whole = makeTar([{path: 'VOCdevkit/a', content: 'x'.repeat(5000)}]);
  const spoilt = Buffer.from(whole);
  spoilt[0] = 0x41;
  for (const [content, told] of [
    [spoilt, /checksum failure/],
    [whole.subarray(0, 3000), /Truncated|truncated/i],
    [gzipSync(whole), /compressed/],
    [Buffer.alloc(1024), /no file in it|Unrecognized/],
    [Buffer.alloc(0), /no file in it|Unrecognized/],
    [Buffer.from('<html>Not Found</html>'.repeat(100)), /is not unpacked/],
  ] as const) {
    const at = await place(t, content);
    const error = await t.throwsAsync(unpack(at), {code: 'fetch/archive'});
    t.regex(error!.message, told);
  }
});

test('an abort ends it with its reason', async t => {
  const at = await place(t, makeTar([{path: 'VOCdevkit/a', content: 'x'}]));
  const reason = new Error('enough');
  t.is(await t.throwsAsync(unpack(at, AbortSignal.abort(reason))), reason);
});
