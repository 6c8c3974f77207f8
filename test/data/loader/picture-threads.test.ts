import {spawnSync} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import test, {type ExecutionContext} from 'ava';
import sharp from 'sharp';
import {openPictureLoader} from '../../../src/data/loader/picture-loader.js';
import {PictureThreads} from '../../../src/data/loader/picture-threads.js';
import {findPreprocessing} from '../../../src/data/preprocess-presets.js';
import {readImage} from '../../../src/data/image.js';
import {preprocessRows} from '../../../src/data/preprocess-rows.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';
import {jpeg} from '../../helpers/voc-devkit.js';

const augment = {rotate: 20, shift: 0.1, zoom: 0.2, flip: 0.5, flipVertical: 0.5, colour: 0.2};
const size = [8, 10] as const;
const each = 8 * 10 * 3;
const preprocessing = findPreprocessing('caffe', 3);
const options = {size, seed: 4, preprocessing};

async function makePictures(
  t: ExecutionContext,
  count: number,
): Promise<readonly {image: string}[]> {
  const folder = await temporaryFolder(t);
  const samples = Array.from({length: count}, (_, k) => ({image: join(folder, `${k}.jpg`)}));
  for (const [k, {image}] of samples.entries()) await writeFile(image, await jpeg(16, 12, k));
  return samples;
}

test('any number of threads, with any memory, gives the bytes that one loader here gives', async t => {
  const samples = await makePictures(t, 5);
  const sets = [
    {samples, augment},
    {samples: samples.slice(1), augment: null},
  ];
  const loaders = sets.map(set => openPictureLoader(set.samples, {...options, ...set}));
  for (const [threads, maxBytes] of [
    [1, 1e9],
    [2, 3 * each],
    [3, 0],
  ] as const) {
    const pictures = new PictureThreads(sets, {...options, threads, maxBytes});
    t.deepEqual([pictures.count(0), pictures.count(1)], [5, 4]);
    const requests = [
      {set: 0, epoch: 1, indices: [3, 0, 4, 1, 3]},
      {set: 1, epoch: 1, indices: [2, 3, 0]},
      {set: 0, epoch: 2, indices: [3]},
      {set: 0, epoch: 2, indices: []},
    ];
    // All at once, as the look-ahead asks.
    const rows = await Promise.all(requests.map(request => pictures.rows(request)));
    for (const [index, {set, ...request}] of requests.entries()) {
      const pixels = await loaders[set]!.batch(request);
      t.deepEqual(rows[index], preprocessRows(pixels, preprocessing));
    }
    await pictures.close();
  }
});

test('a transparent picture is laid on what readImage lays it on, black for networks of grey', async t => {
  const image = join(await temporaryFolder(t), 'a.png');
  await sharp(Buffer.alloc(8 * 10 * 4, 0), {raw: {width: 10, height: 8, channels: 4}})
    .png()
    .toFile(image);
  for (const channels of [1, 3]) {
    const raw = findPreprocessing('raw', channels);
    const sets = [{samples: [{image}], augment: null}];
    const pictures = new PictureThreads(sets, {...options, preprocessing: raw, threads: 1});
    const rows = await pictures.rows({set: 0, epoch: 1, indices: [0]});
    await pictures.close();
    t.is(rows[0], channels === 1 ? 0 : 255);
    t.deepEqual(rows, (await readImage(image, {preprocessing: raw, size})).tensor.data);
  }
});

test('a picture that breaks is told by its path, and the thread goes on', async t => {
  const samples = await makePictures(t, 3);
  await writeFile(samples[1]!.image, 'no picture');
  const pictures = new PictureThreads([{samples, augment}], {...options, threads: 2});
  await t.throwsAsync(pictures.rows({set: 0, epoch: 1, indices: [0, 1, 2]}), {
    code: 'image/not-a-picture',
    message: `"${samples[1]!.image}": this is no picture; PNG, JPEG, WebP and GIF are read`,
  });
  t.is((await pictures.rows({set: 0, epoch: 1, indices: [2]})).length, each);
  await pictures.close();
  await pictures.close();
  await t.throwsAsync(pictures.rows({set: 0, epoch: 1, indices: [2]}), {code: 'loader/thread'});
});

test('what was asked before they are closed still comes; a set signal is thrown', async t => {
  const samples = await makePictures(t, 2);
  const stop = new AbortController();
  const {signal} = stop;
  const pictures = new PictureThreads([{samples, augment}], {...options, threads: 2, signal});
  const rows = pictures.rows({set: 0, epoch: 1, indices: [0, 1]});
  await pictures.close();
  t.is((await rows).length, 2 * each);
  stop.abort(new Error('enough'));
  await t.throwsAsync(pictures.rows({set: 0, epoch: 1, indices: [0]}), {message: 'enough'});
  t.throws(() => new PictureThreads([{samples, augment: {flip: 2}}], options), {
    code: 'augment/range',
  });
});

test('a process that forgets to close them ends all the same, and none before its answer, or before they are closed', async t => {
  const samples = await makePictures(t, 1);
  const module = pathToFileURL('dist/src/data/loader/picture-threads.js').href;
  const sets = JSON.stringify([{samples, augment: null}]);
  const run = (then: string): [string, number | null] => {
    const text = `
      const {PictureThreads} = require(${JSON.stringify(new URL(module).pathname)});
      const pictures = new PictureThreads(${sets}, ${JSON.stringify({...options, threads: 1})});
      const rows = pictures.rows({set: 0, epoch: 1, indices: [0]});
      ${then}`;
    const {stdout, status} = spawnSync(process.execPath, ['-e', text], {encoding: 'utf8'});
    return [stdout, status];
  };
  t.deepEqual(run('rows.then(found => console.log(found.length));'), [`${each}\n`, 0]);
  // As where a run is stopped: nobody waits for the batch ahead.
  t.deepEqual(run("pictures.close().then(() => console.log('closed'));"), ['closed\n', 0]);
});
