import {existsSync} from 'node:fs';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {download} from '../../src/fetch/download.js';
import {openPartFile} from '../../src/fetch/part-file.js';
import {hashOf, hasty, sampleBytes} from '../helpers/fetch-samples.js';
import {openFileServer, type Behaviour, type FileServer} from '../helpers/file-server.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const file = sampleBytes(300_000);

interface Tried {
  readonly content: Buffer;
  readonly notes: readonly string[];
  readonly from: string;
}

/** Downloads `file` from the addresses into a part; the size is known beforehand where `known` says so. */
async function fetchFrom(
  folder: string,
  urls: readonly string[],
  {
    known = true,
    signal = new AbortController().signal,
    stallMilliseconds = hasty.stallMilliseconds,
  } = {},
): Promise<Tried> {
  const notes: string[] = [];
  const part = await openPartFile(join(folder, 'x'), {signal, onBytes: () => {}});
  try {
    const from = await download(
      {
        ...{name: 'x', urls, bytes: known ? file.length : null, maxBytes: file.length},
        checksum: {algorithm: 'sha256', hex: hashOf(file)},
      },
      part,
      {
        signal,
        retries: {...hasty, stallMilliseconds},
        onBytes: () => {},
        onNote: text => notes.push(text),
      },
    );
    return {content: await readFile(part.path), notes, from};
  } finally {
    await part.close();
  }
}

async function fetchThrough(
  t: ExecutionContext,
  behaviours: readonly Behaviour[],
  options: {readonly known?: boolean; readonly stallMilliseconds?: number} = {},
): Promise<{readonly tried: Tried; readonly requests: FileServer['requests']}> {
  const folder = await temporaryFolder(t);
  const {url, requests} = await openFileServer(t, file, behaviours, {part: join(folder, 'x.part')});
  const tried = await fetchFrom(folder, [url], options);
  t.true(tried.content.equals(file));
  return {tried, requests};
}

/** The error that a server with these behaviours, over and over, ends with. */
async function failThrough(
  t: ExecutionContext,
  behaviour: Behaviour,
  options: {readonly known?: boolean} = {},
): Promise<{readonly code: string; readonly message: string; readonly count: number}> {
  const folder = await temporaryFolder(t);
  const {url, requests} = await openFileServer(t, file, Array<Behaviour>(50).fill(behaviour), {
    part: join(folder, 'x.part'),
  });
  const error = await t.throwsAsync(fetchFrom(folder, [url], options));
  const {code} = error as Error & {code: string};
  return {code, message: error!.message, count: requests.length};
}

test('a file comes whole, asked for once and unpacked', async t => {
  const {requests} = await fetchThrough(t, []);
  t.deepEqual(requests, [{path: '/file', range: '', ifRange: ''}]);
});

test('a file whose size nobody knows comes whole, with a length or in chunks', async t => {
  await fetchThrough(t, [], {known: false});
  await fetchThrough(t, [{chunked: true}], {known: false});
});

test('what was cut is continued where it ended, of the same version', async t => {
  const {requests, tried} = await fetchThrough(t, [{cut: 100_000}, {cut: 50_000}]);
  t.deepEqual(
    requests.map(({range, ifRange}) => [range, ifRange]),
    [
      ['', ''],
      ['bytes=100000-', '"one"'],
      ['bytes=150000-', '"one"'],
    ],
  );
  t.regex(tried.notes.join('\n'), /100\.0 kB are there/);
});

test('a file that has changed on the server meanwhile comes anew', async t => {
  const {requests} = await fetchThrough(t, [{cut: 100_000}, {etag: '"two"'}]);
  t.is(requests[1]!.ifRange, '"one"');
  t.is(requests.length, 2);
});

test('a file that has changed comes anew from a server that heeds no If-Range, whether it says so or not', async t => {
  const begun: Behaviour = {cut: 100_000, content: sampleBytes(300_000, 2), etag: '"old"'};
  const told = await fetchThrough(t, [begun, {ignoreIfRange: true, etag: '"new"'}]);
  const untold = await fetchThrough(t, [begun, {ignoreIfRange: true, etag: null}]);
  for (const {requests} of [told, untold]) {
    t.deepEqual(
      requests.map(({range}) => range),
      ['', 'bytes=100000-', ''],
    );
  }
  t.regex(told.tried.notes.join('\n'), /has changed since it was begun/);
  t.regex(untold.tried.notes.join('\n'), /what was put together does not fit/);
});

test('a wrong file that comes in pieces is fetched anew once, and no more', async t => {
  const content = sampleBytes(300_000, 2);
  const folder = await temporaryFolder(t);
  const pieces: readonly Behaviour[] = [{content, cut: 200_000}, {content}];
  const {url, requests} = await openFileServer(t, content, [...pieces, ...pieces], {
    part: join(folder, 'x.part'),
  });
  await t.throwsAsync(fetchFrom(folder, [url]), {code: 'fetch/checksum'});
  t.deepEqual(
    requests.map(({range}) => range),
    ['', 'bytes=200000-', '', 'bytes=200000-'],
  );
});

test('a part of which the note cannot be written is no failure of the network', async t => {
  const {url, requests} = await openFileServer(t, file);
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'x.part.json'));
  const error = await t.throwsAsync(fetchFrom(folder, [url]), {code: 'fetch/cannot-write'});
  t.regex(error!.message, /x\.part\.json": a folder stands there/);
  t.is(requests.length, 1);
});

test('a server that knows no ranges is read from the beginning', async t => {
  const {requests} = await fetchThrough(t, [{cut: 100_000}, {ignoreRange: true}]);
  t.is(requests.length, 2);
});

test('a server that names no version is continued where size and checksum tell whether it fits', async t => {
  const known = await fetchThrough(t, [{cut: 100_000, etag: null}]);
  t.deepEqual(
    known.requests.map(({range, ifRange}) => [range, ifRange]),
    [
      ['', ''],
      ['bytes=100000-', ''],
    ],
  );
  const unknown = await fetchThrough(t, [{cut: 100_000, etag: null}], {known: false});
  t.is(unknown.requests[1]!.range, '');
});

test('a weak ETag does not put two halves together', async t => {
  const {requests} = await fetchThrough(t, [{cut: 100_000, etag: 'W/"one"'}], {known: false});
  t.is(requests[1]!.range, '');
});

test('a range that was not asked for is not put behind what is there', async t => {
  const {requests} = await fetchThrough(t, [{cut: 100_000}, {wrongRange: true}]);
  t.is(requests.length, 3);
  t.is(requests[2]!.range, '');
});

test('silence is a stall, and the rest is asked for', async t => {
  const {requests, tried} = await fetchThrough(t, [{stall: 120_000}], {
    stallMilliseconds: 1000,
  });
  t.regex(tried.notes.join('\n'), /nothing came for 1 s/);
  t.is(requests[1]!.range, 'bytes=120000-');
});

test('a server that is out of order is asked again, after the time it names', async t => {
  const {requests} = await fetchThrough(t, [
    {status: 500},
    {status: 503, headers: {'retry-after': '0'}},
    {status: 429, headers: {'retry-after': '0'}},
  ]);
  t.is(requests.length, 4);
});

test('a body that is packed for the way is unpacked, and not continued', async t => {
  await fetchThrough(t, [{gzip: true}]);
  const {requests} = await fetchThrough(t, [{gzip: true, stall: 50_000}, {gzip: true}], {
    known: false,
    stallMilliseconds: 1000,
  });
  t.is(requests[1]!.range, '');
});

test('redirects are followed to another host, and not in a circle', async t => {
  const there = await openFileServer(t, file);
  const localhost = there.url.replace('127.0.0.1', 'localhost');
  const {requests} = await fetchThrough(t, [{redirect: '/moved'}, {redirect: localhost}]);
  t.deepEqual(
    requests.map(({path}) => path),
    ['/file', '/moved'],
  );
  t.is(there.requests.length, 1);
  const circle = await failThrough(t, {redirect: '/file'});
  t.regex(circle.message, /redirects more than 5 times/);
  t.is(circle.count, 6);
});

test('a redirect to something else than http is not followed, and not tried again', async t => {
  const {code, message, count} = await failThrough(t, {redirect: 'file:///etc/passwd'});
  t.is(code, 'fetch/failed');
  t.regex(message, /"file:" address/);
  t.is(count, 1);
});

test('a file that is not there is not asked for again; the next place is', async t => {
  const first = await openFileServer(t, file, [{status: 404}]);
  const second = await openFileServer(t, file);
  const {from, content} = await fetchFrom(await temporaryFolder(t), [first.url, second.url]);
  t.is(from, second.url);
  t.true(content.equals(file));
  t.is(first.requests.length, 1);
});

test('a server that stays broken is given up after so many tries, and the error says what each place said', async t => {
  const broken = await failThrough(t, {status: 503});
  t.is(broken.code, 'fetch/failed');
  t.is(broken.count, hasty.maxFailures + 1);
  t.regex(broken.message, /503 Service Unavailable; given up after 4 tries\nwith --from/);
});

test('a server that brings a little every time is given up as well', async t => {
  const {count, message} = await failThrough(t, {cut: 1000});
  t.is(count, hasty.maxTries);
  t.regex(message, /given up after 8 tries/);
});

test('a host that is not there is told in words', async t => {
  const {url} = await openFileServer(t, file);
  const closed = url.replace(/:\d+/, ':1');
  const error = await t.throwsAsync(fetchFrom(await temporaryFolder(t), [closed]));
  t.regex(error!.message, /refuses the connection|bad port/);
});

test('another size than the known one is refused before anything is read', async t => {
  const {message, count, code} = await failThrough(t, {content: sampleBytes(299_999)});
  t.is(code, 'fetch/failed');
  t.regex(message, /has 299999 bytes; 300000 are expected/);
  t.is(count, 1);
});

test('more than was announced, or than is allowed, is not taken', async t => {
  const long = sampleBytes(400_000);
  const chunked = await failThrough(t, {content: long, chunked: true});
  t.regex(chunked.message, /sends more than 300\.0 kB/);
  const bounded = await failThrough(t, {content: long}, {known: false});
  t.regex(bounded.message, /has 400\.0 kB; at most 300\.0 kB are taken/);
  const bomb = await failThrough(t, {content: Buffer.alloc(50e6), gzip: true}, {known: false});
  t.regex(bomb.message, /sends more than 300\.0 kB/);
});

test('a body that ends early without a length is not taken for whole', async t => {
  const {message} = await failThrough(t, {
    content: sampleBytes(1000),
    chunked: true,
    ignoreRange: true,
  });
  t.regex(message, /ended after 1000 of 300000 bytes/);
});

test('a wrong checksum says what came, throws it away, and the next place is asked', async t => {
  const wrong = sampleBytes(300_000, 2);
  const bad = await openFileServer(t, wrong);
  const good = await openFileServer(t, file);
  const folder = await temporaryFolder(t);
  const {from} = await fetchFrom(folder, [bad.url, good.url]);
  t.is(from, good.url);
  const {code, message} = await failThrough(t, {content: wrong});
  t.is(code, 'fetch/checksum');
  t.true(message.includes(`its sha256 is ${hashOf(wrong)}, expected ${hashOf(file)}`));
});

test('another run goes on with what an earlier one has left', async t => {
  const {url, requests} = await openFileServer(t, file, [{stall: 200_000}]);
  const folder = await temporaryFolder(t);
  const controller = new AbortController();
  const reason = new Error('enough');
  const running = fetchFrom(folder, [url], {signal: controller.signal});
  while (!existsSync(join(folder, 'x.part.json'))) await new Promise(done => setTimeout(done, 5));
  controller.abort(reason);
  t.is(await t.throwsAsync(running), reason);
  const left = await readFile(join(folder, 'x.part'));
  t.true(left.equals(file.subarray(0, left.length)));
  const {content} = await fetchFrom(folder, [url]);
  t.true(content.equals(file));
  t.is(requests[1]!.range, left.length === 0 ? '' : `bytes=${left.length}-`);
});

test('a part from another place is continued at the one that is asked now', async t => {
  const folder = await temporaryFolder(t);
  const other = await openFileServer(t, file, Array<Behaviour>(9).fill({cut: 10_000}), {
    part: join(folder, 'x.part'),
  });
  await t.throwsAsync(fetchFrom(folder, [other.url]), {code: 'fetch/failed'});
  const {url, requests} = await openFileServer(t, file);
  const {content} = await fetchFrom(folder, [url]);
  t.true(content.equals(file));
  t.deepEqual(requests, [{path: '/file', range: 'bytes=80000-', ifRange: ''}]);
});

test('a part that was spoilt on the disk is found by the checksum, and all comes anew', async t => {
  const {url, requests} = await openFileServer(t, file);
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'x.part'), sampleBytes(1000, 3));
  await writeFile(
    join(folder, 'x.part.json'),
    JSON.stringify({url, validator: '"one"', total: null}),
  );
  const {content, notes} = await fetchFrom(folder, [url]);
  t.true(content.equals(file));
  t.regex(notes.join('\n'), /what was put together does not fit/);
  t.deepEqual(
    requests.map(({range}) => range),
    ['bytes=1000-', ''],
  );
});

test('a part of which nothing is known is not used, nor one whose note is no note', async t => {
  for (const note of [
    null,
    '{',
    '[]',
    '{"url": 3}',
    '{"url": "x", "validator": 1, "total": null}',
  ]) {
    const {url, requests} = await openFileServer(t, file);
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, 'x.part'), sampleBytes(1000, 3));
    if (note !== null) await writeFile(join(folder, 'x.part.json'), note);
    const {content} = await fetchFrom(folder, [url]);
    t.true(content.equals(file));
    t.is(requests[0]!.range, '');
  }
});

test('a part that is whole already is only checked', async t => {
  const folder = await temporaryFolder(t);
  const {url, requests} = await openFileServer(t, file);
  await writeFile(join(folder, 'x.part'), file);
  await writeFile(join(folder, 'x.part.json'), JSON.stringify({url, validator: null, total: null}));
  t.true((await fetchFrom(folder, [url])).content.equals(file));
  t.is(requests.length, 0);
});
