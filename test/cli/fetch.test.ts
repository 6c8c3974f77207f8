import {spawn} from 'node:child_process';
import {existsSync, statSync} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import test from 'ava';
import {hashOf, sampleBytes} from '../helpers/fetch-samples.js';
import {openFileServer} from '../helpers/file-server.js';
import {openCliProcess} from '../helpers/cli-process.js';
import {runCli} from '../helpers/run-cli.js';
import {makeTar} from '../helpers/tar-maker.js';
import {snapshot, temporaryFolder} from '../helpers/temporary-folder.js';

const cli = openCliProcess();
test.after.always(cli.close);

const tar = makeTar([{path: 'VOCdevkit/VOC2012/Annotations/1.xml', content: '<annotation/>'}]);
const weights = sampleBytes(60_000);

test('fetch --list shows every name with its size, and as JSON where it comes from', async t => {
  const {code, stdout, stderr} = await cli.run(['fetch', '--list']);
  t.is(code, 0);
  t.is(stderr, '');
  t.regex(stdout, /^voc2012 +2\.00 GB +sha256 +Pascal VOC 2012, training and validation$/m);
  t.regex(stdout, /^vgg16 +553\.5 MB +md5 +Keras' VGG16/m);
  const {sources} = JSON.parse((await cli.run(['fetch', '--list', '--json'])).stdout);
  t.true(sources.every(({checksumFrom}: {checksumFrom: string}) => checksumFrom !== ''));
});

test('fetch unpacks a data set into the cache, says its terms and what to write next, and does it once', async t => {
  const work = await temporaryFolder(t);
  const {url, requests} = await openFileServer(t, tar, [{status: 503}]);
  const args = ['fetch', 'voc2012', '--from', url, '--sha256', hashOf(tar)];
  const env = {LRPLAB_CACHE: join(work, 'cache')};
  const {code, stdout, stderr} = await runCli(args, {env});
  t.is(code, 0, stderr);
  const folder = join(work, 'cache/fetch/voc2012');
  t.is(
    await readFile(join(folder, 'VOCdevkit/VOC2012/Annotations/1.xml'), 'utf8'),
    '<annotation/>',
  );
  t.true(stdout.includes(`into ${folder} (1 files, 13 bytes; sha256 is right)\n`));
  t.regex(stdout, /^licence: .*flickr's terms/m);
  t.true(stdout.includes(`next:\n  lrplab dataset "${join(folder, 'VOCdevkit')}"\n`));
  t.regex(
    stderr,
    /^fetching http:.*\nthe server answers 503 Service Unavailable; next try in 0\.50 s\n$/,
  );
  const again = await cli.run([...args, '--json'], {env});
  t.like(JSON.parse(again.stdout), {ok: true, action: 'kept', folder});
  t.is(again.stderr, '');
  t.is(requests.length, 2);
});

test('fetch takes a file of this disk, relative to where one is', async t => {
  const work = await temporaryFolder(t);
  await writeFile(join(work, 'w.h5'), weights);
  const sha256 = hashOf(weights);
  const {code, stdout, stderr} = await cli.run(
    ['fetch', 'vgg16', '--from', 'w.h5', '--sha256', sha256, '--out', 'net'],
    {cwd: work},
  );
  t.is(code, 0, stderr);
  const path = join(work, 'net/vgg16_weights_tf_dim_ordering_tf_kernels.h5');
  t.true((await readFile(path)).equals(weights));
  t.true(stdout.includes(`  model "${path}" as net\n`));
});

test('fetch tells in one error what is wrong, without a stack, and leaves nothing', async t => {
  const work = await temporaryFolder(t);
  await writeFile(join(work, 'w.h5'), weights);
  const {url} = await openFileServer(t, weights, [{status: 404}]);
  const before = await snapshot(work);
  for (const [args, told] of [
    [['vgg17'], /^error\[fetch\/unknown\]: .*did you mean "vgg16"/],
    [
      ['vgg16', '--from', 'w.h5'],
      /^error\[fetch\/checksum\]: .*its md5 is \w+, expected 64373286793e/,
    ],
    [['vgg16', '--from', 'none.h5'], /^error\[fetch\/local\]: .*no such file/],
    [['vgg16', '--from', url], /error\[fetch\/failed\]: .*\n.*404 Not Found\n/],
  ] as const) {
    const {code, stdout, stderr} = await cli.run(['fetch', ...args, '--out', 'x'], {
      cwd: work,
      env: {HTTPS_PROXY: '', https_proxy: '', HTTP_PROXY: '', http_proxy: ''},
    });
    t.is(code, 1, stderr);
    t.is(stdout, '');
    t.regex(stderr, told);
    t.notRegex(stderr, /^\s+at /m);
  }
  t.deepEqual(await snapshot(work), before);
});

test('fetch says that it does not use the proxy that is set', async t => {
  const {url} = await openFileServer(t, weights, [{status: 404}]);
  const {stderr} = await cli.run(['fetch', 'vgg16', '--from', url, '--out', 'x'], {
    cwd: await temporaryFolder(t),
    env: {HTTPS_PROXY: 'http://127.0.0.1:1'},
  });
  t.regex(stderr, /HTTPS_PROXY is set, which lrplab does not use/);
});

test('Ctrl-C ends a fetch with 130, says what stays, and the same command goes on there', async t => {
  const work = await temporaryFolder(t);
  const part = join(work, 'net.part');
  const {url, requests} = await openFileServer(t, weights, [{stall: 30_000}]);
  const args = ['fetch', 'vgg16', '--from', url, '--sha256', hashOf(weights), '--out', 'net'];
  const child = spawn(process.execPath, [resolve('dist/src/cli/main.js'), ...args], {
    cwd: work,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>(done => child.once('close', done));
  while ((statSync(part, {throwIfNoEntry: false})?.size ?? 0) < 30_000 && child.exitCode === null)
    await new Promise(done => setTimeout(done, 10));
  child.kill('SIGINT');
  t.is(await ended, 130, stderr);
  t.regex(
    stderr,
    /interrupted; 30\.0 kB stay in ".*net\.part", and the same command goes on there\n$/,
  );
  t.false(existsSync(join(work, 'net.lock')));
  const {code} = await cli.run(args, {cwd: work});
  t.is(code, 0);
  t.is(requests[1]!.range, 'bytes=30000-');
  t.false(existsSync(part));
});
