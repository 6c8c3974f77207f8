import {existsSync, readdirSync, rmSync} from 'node:fs';
import promises, {mkdir, readFile, stat, writeFile} from 'node:fs/promises';
import {syncBuiltinESMExports} from 'node:module';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {FetchOptions} from '../../src/fetch/fetch-job.js';
import {fetchSource} from '../../src/fetch/fetch-source.js';
import type {Source} from '../../src/fetch/source.js';
import {hashOf, sampleBytes, sampleOptions, sampleSource} from '../helpers/fetch-samples.js';
import {openFileServer, type Behaviour} from '../helpers/file-server.js';
import {makeTar} from '../helpers/tar-maker.js';
import {snapshot, temporaryFolder} from '../helpers/temporary-folder.js';

const content = sampleBytes(50_000);
const tar = makeTar([
  {path: 'VOCdevkit/', type: '5'},
  {path: 'VOCdevkit/VOC2012/Annotations/1.xml', content: '<annotation/>'},
]);
const archive = {root: 'VOCdevkit', maxEntries: 10, maxFileBytes: 1000, maxTotalBytes: 1000};
const asTar = {file: 'voc.tar', archive};

async function names(folder: string): Promise<readonly string[]> {
  return Object.keys(await snapshot(folder)).toSorted();
}

/** The code of the error a fetch ends with. */
async function codeOf(t: ExecutionContext, source: Source, options: FetchOptions): Promise<string> {
  const error = await t.throwsAsync(fetchSource(source, options));
  return (error as Error & {code: string}).code;
}

test.serial(
  'a file stands in its folder with where it came from and its terms, and is not fetched twice',
  async t => {
    const work = await temporaryFolder(t);
    const {url, requests} = await openFileServer(t, content);
    const options = sampleOptions(join(work, 'data/sample'));
    const source = sampleSource(content, [url]);
    const fetched = await fetchSource(source, options);
    t.is(fetched.action, 'fetched');
    t.is(fetched.path, join(work, 'data/sample/sample.bin'));
    t.true((await readFile(fetched.path)).equals(content));
    t.deepEqual(
      (await names(work)).filter(name => name.includes('.')),
      ['data/sample/LICENCE.txt', 'data/sample/SOURCE.json', 'data/sample/sample.bin'],
    );
    const noted = JSON.parse(await readFile(join(work, 'data/sample/SOURCE.json'), 'utf8'));
    t.like(noted, {name: 'sample', from: url, bytes: 50_000, sha256: hashOf(content)});
    t.deepEqual(noted.checked, {algorithm: 'sha256', hex: hashOf(content), from: 'the test'});
    t.regex(noted.date, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    t.regex(await readFile(join(work, 'data/sample/LICENCE.txt'), 'utf8'), /For tests\./);
    if (process.platform !== 'win32')
      t.is((await stat(join(work, 'data/sample'))).mode & 0o777, 0o755);
    t.is((await fetchSource(source, options)).action, 'kept');
    t.is(requests.length, 1);
    t.is((await fetchSource(source, {...options, force: true})).action, 'fetched');
    t.is(requests.length, 2);
  },
);

test.serial(
  'an MD5 is enough where nothing better is published, and the SHA-256 is noted',
  async t => {
    const {url} = await openFileServer(t, content);
    const checksum = {algorithm: 'md5', hex: hashOf(content, 'md5')} as const;
    const {provenance} = await fetchSource(
      sampleSource(content, [url], {checksum}),
      sampleOptions(join(await temporaryFolder(t), 'x')),
    );
    t.is(provenance.checked.algorithm, 'md5');
    t.is(provenance.sha256, hashOf(content));
    const wrong = {algorithm: 'md5', hex: hashOf(Buffer.from('x'), 'md5')} as const;
    const work = await temporaryFolder(t);
    t.is(
      await codeOf(
        t,
        sampleSource(content, [url], {checksum: wrong}),
        sampleOptions(join(work, 'x')),
      ),
      'fetch/checksum',
    );
    t.deepEqual(await names(work), []);
  },
);

test.serial('an archive is unpacked, and kept only where that is asked for', async t => {
  const work = await temporaryFolder(t);
  const {url} = await openFileServer(t, tar);
  const source = sampleSource(tar, [url], asTar);
  const {path, provenance} = await fetchSource(source, sampleOptions(join(work, 'a')));
  t.is(path, join(work, 'a/VOCdevkit'));
  t.deepEqual(provenance.unpacked, {files: 1, bytes: 13});
  t.true(existsSync(join(path, 'VOC2012/Annotations/1.xml')));
  t.false(existsSync(join(work, 'a/voc.tar')));
  await fetchSource(source, sampleOptions(join(work, 'b'), {keepArchive: true}));
  t.true((await readFile(join(work, 'b/voc.tar'))).equals(tar));
  t.deepEqual(
    (await names(work)).filter(name => /part|lock/.test(name)),
    [],
  );
});

test.serial('a local file is checked and used, and stays where it is', async t => {
  const work = await temporaryFolder(t);
  const from = join(work, 'mine.tar');
  await writeFile(from, tar);
  const source = sampleSource(tar, ['http://127.0.0.1:1/'], asTar);
  const {provenance} = await fetchSource(source, sampleOptions(join(work, 'a'), {from}));
  t.is(provenance.from, from);
  t.true(existsSync(join(work, 'a/VOCdevkit/VOC2012/Annotations/1.xml')));
  t.true((await readFile(from)).equals(tar));
  await writeFile(from, sampleBytes(10));
  const again = sampleOptions(join(work, 'b'), {from});
  t.is(await codeOf(t, source, again), 'fetch/checksum');
  t.is(await codeOf(t, source, {...again, from: join(work, 'none')}), 'fetch/local');
  t.is(await codeOf(t, source, {...again, from: work}), 'fetch/local');
  t.false(existsSync(join(work, 'b')));
});

test.serial(
  'an archive of this disk is copied where that is asked for, and what was downloaded before goes',
  async t => {
    const work = await temporaryFolder(t);
    const from = join(work, 'mine.tar');
    await writeFile(from, tar);
    await writeFile(join(work, 'a.part'), tar.subarray(0, 600));
    const note = {url: 'http://127.0.0.1:1/', validator: null, total: null};
    await writeFile(join(work, 'a.part.json'), JSON.stringify(note));
    const source = sampleSource(tar, [note.url], asTar);
    await fetchSource(source, sampleOptions(join(work, 'a'), {from, keepArchive: true}));
    t.true((await readFile(join(work, 'a/voc.tar'))).equals(tar));
    t.true(existsSync(join(work, 'a/VOCdevkit/VOC2012/Annotations/1.xml')));
    t.true((await readFile(from)).equals(tar));
    t.deepEqual(
      (await names(work)).filter(name => !name.startsWith('a/')),
      ['a', 'mine.tar'],
    );
    // The part itself, given as the file, is the user's.
    await writeFile(join(work, 'b.part'), tar);
    await writeFile(join(work, 'b.part.json'), JSON.stringify(note));
    await fetchSource(source, sampleOptions(join(work, 'b'), {from: join(work, 'b.part')}));
    t.true(existsSync(join(work, 'b.part')));
  },
);

test.serial('an address with a password in it is refused at once, and never printed', async t => {
  const work = await temporaryFolder(t);
  const source = sampleSource(content, ['http://127.0.0.1:1/']);
  const notes: string[] = [];
  for (const from of ['http://me:secret@127.0.0.1:1/x', 'https://me@h/', 'http://me:secret@[x/']) {
    const options = sampleOptions(join(work, 'a'), {from, onNote: text => notes.push(text)});
    const error = await t.throwsAsync(fetchSource(source, options), {code: 'fetch/address'});
    t.notRegex(error!.message, /secret|me:|me@/);
  }
  t.deepEqual(notes, []);
  t.deepEqual(await names(work), []);
});

test.serial(
  'a download stays where the disk does not take what is in it, or its folder',
  async t => {
    const work = await temporaryFolder(t);
    const folder = join(work, 'a');
    const {url, requests} = await openFileServer(t, tar);
    const source = sampleSource(tar, [url], asTar);
    const gone = sampleOptions(folder, {
      onBytes: (phase, done) => {
        if (phase !== 'check' || done !== tar.length) return;
        for (const name of readdirSync(work))
          if (name.startsWith('.a.')) rmSync(join(work, name), {recursive: true});
      },
    });
    t.is(await codeOf(t, source, gone), 'fetch/cannot-write');
    t.deepEqual(await names(work), ['a.part', 'a.part.json']);

    const {rename} = promises;
    promises.rename = async (from, to) => {
      if (to === folder) throw Object.assign(new Error('of the test'), {code: 'EXDEV'});
      await rename(from, to);
    };
    syncBuiltinESMExports();
    const keeping = sampleOptions(folder, {keepArchive: true});
    const code = await codeOf(t, source, keeping);
    promises.rename = rename;
    syncBuiltinESMExports();
    t.is(code, 'fetch/cannot-write');
    t.deepEqual(await names(work), ['a.part', 'a.part.json']);
    await fetchSource(source, keeping);
    t.true((await readFile(join(folder, 'voc.tar'))).equals(tar));
    t.is(requests.length, 1);
  },
);

test.serial('a checksum that is given counts instead of the published one', async t => {
  const work = await temporaryFolder(t);
  const other = sampleBytes(70_000, 5);
  const {url} = await openFileServer(t, other);
  const source = sampleSource(content, ['http://127.0.0.1:1/']);
  const sha256 = hashOf(other).toUpperCase();
  const {provenance} = await fetchSource(
    source,
    sampleOptions(join(work, 'a'), {from: url, sha256}),
  );
  t.like(provenance, {bytes: 70_000, from: url});
  t.is(provenance.checked.from, 'given with --sha256');
  // The same name with the published checksum is something else.
  t.is(await codeOf(t, source, sampleOptions(join(work, 'a'))), 'fetch/exists');
});

test.serial(
  'a folder that holds something else is left alone, even where all should come anew',
  async t => {
    const work = await temporaryFolder(t);
    const {url, requests} = await openFileServer(t, content);
    await mkdir(join(work, 'full'));
    await writeFile(join(work, 'full/mine.txt'), 'mine');
    await writeFile(join(work, 'file'), 'mine');
    const before = await snapshot(work);
    for (const name of ['full', 'file']) {
      const options = sampleOptions(join(work, name), {force: true});
      t.is(await codeOf(t, sampleSource(content, [url]), options), 'fetch/exists');
    }
    t.deepEqual(await snapshot(work), before);
    t.is(requests.length, 0);
    await mkdir(join(work, 'empty'));
    const {action} = await fetchSource(
      sampleSource(content, [url]),
      sampleOptions(join(work, 'empty')),
    );
    t.is(action, 'fetched');
  },
);

test.serial('a hostile archive leaves nothing, for all that its checksum is right', async t => {
  const work = await temporaryFolder(t);
  const hostile = makeTar([{path: 'VOCdevkit/../../evil', content: 'x'}]);
  const {url} = await openFileServer(t, hostile);
  const source = sampleSource(hostile, [url], asTar);
  t.is(await codeOf(t, source, sampleOptions(join(work, 'a'))), 'fetch/archive');
  t.deepEqual(await names(work), []);
});

test.serial('a disk without room is told before anything is fetched', async t => {
  const work = await temporaryFolder(t);
  const {url, requests} = await openFileServer(t, tar);
  const source = sampleSource(tar, [url], asTar);
  const free = async (): Promise<number> => 2 * tar.length - 1;
  t.is(await codeOf(t, source, sampleOptions(join(work, 'a'), {free})), 'fetch/no-space');
  t.is(requests.length, 0);
  t.deepEqual(await names(work), []);
});

test.serial('an interrupted fetch keeps what came and goes on there', async t => {
  const work = await temporaryFolder(t);
  const part = join(work, 'a.part');
  const {url, requests} = await openFileServer(t, content, [{stall: 20_000}], {part});
  const controller = new AbortController();
  const running = fetchSource(
    sampleSource(content, [url]),
    sampleOptions(join(work, 'a'), {
      signal: controller.signal,
      onBytes: (_phase, done) => {
        if (done === 20_000) controller.abort(new Error('enough'));
      },
    }),
  );
  await t.throwsAsync(running, {message: 'enough'});
  t.deepEqual(await names(work), ['a.part', 'a.part.json']);
  const {path} = await fetchSource(sampleSource(content, [url]), sampleOptions(join(work, 'a')));
  t.true((await readFile(path)).equals(content));
  t.is(requests[1]!.range, 'bytes=20000-');
  t.false(existsSync(part));
});

test.serial(
  'an interrupt while it is unpacked keeps the archive, not the half of what was in it',
  async t => {
    const work = await temporaryFolder(t);
    const {url, requests} = await openFileServer(t, tar);
    const controller = new AbortController();
    const source = sampleSource(tar, [url], asTar);
    const running = fetchSource(
      source,
      sampleOptions(join(work, 'a'), {
        signal: controller.signal,
        onBytes: phase => {
          if (phase === 'unpack') controller.abort(new Error('enough'));
        },
      }),
    );
    await t.throwsAsync(running, {message: 'enough'});
    t.deepEqual(await names(work), ['a.part', 'a.part.json']);
    await fetchSource(source, sampleOptions(join(work, 'a')));
    t.true(existsSync(join(work, 'a/VOCdevkit/VOC2012/Annotations/1.xml')));
    t.is(requests.length, 1);
  },
);

test.serial('of two fetches at once the second is turned away', async t => {
  const work = await temporaryFolder(t);
  const held: Behaviour = {stall: 1000};
  const {url} = await openFileServer(t, content, [held]);
  const controller = new AbortController();
  const source = sampleSource(content, [url]);
  const options = sampleOptions(join(work, 'a'), {signal: controller.signal});
  const first = fetchSource(source, options);
  while (!existsSync(join(work, 'a.lock'))) await new Promise(done => setTimeout(done, 5));
  t.is(await codeOf(t, source, sampleOptions(join(work, 'a'))), 'fetch/busy');
  controller.abort(new Error('enough'));
  await t.throwsAsync(first, {message: 'enough'});
  t.false(existsSync(join(work, 'a.lock')));
});
