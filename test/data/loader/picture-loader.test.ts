import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import fc from 'fast-check';
import {
  openPictureLoader,
  type PictureLoaderOptions,
} from '../../../src/data/loader/picture-loader.js';
import {PixelStore} from '../../../src/data/loader/pixel-store.js';
import {readImage} from '../../../src/data/image.js';
import {findPreprocessing} from '../../../src/data/preprocess-presets.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';
import {jpeg} from '../../helpers/voc-devkit.js';

const augment = {rotate: 20, shift: 0.1, zoom: 0.2, flip: 0.5, colour: 0.2};
const size = [8, 10] as const;
const each = 8 * 10 * 3;
const options: PictureLoaderOptions = {size, augment, seed: 4};

async function makePictures(
  t: ExecutionContext,
  count: number,
): Promise<readonly {image: string}[]> {
  const folder = await temporaryFolder(t);
  const samples = Array.from({length: count}, (_, k) => ({image: join(folder, `${k}.jpg`)}));
  for (const [k, {image}] of samples.entries()) await writeFile(image, await jpeg(16, 12, k));
  return samples;
}

/** One picture of a batch. */
const part = (pixels: Uint8Array, place: number): string =>
  Buffer.from(pixels.subarray(place * each, (place + 1) * each)).toString('hex');

test('unchanged pictures are what readImage gives, whatever their place in the batch', async t => {
  const samples = await makePictures(t, 3);
  const loader = openPictureLoader(samples, {...options, augment: null});
  const pixels = await loader.batch({epoch: 7, indices: [2, 0, 1, 2]});
  t.is(pixels.length, 4 * each);
  for (const [place, index] of [2, 0, 1, 2].entries()) {
    const preprocessing = findPreprocessing('raw', 3);
    const image = await readImage(samples[index]!.image, {preprocessing, size});
    t.is(part(pixels, place), Buffer.from(image.pixels.data).toString('hex'));
  }
});

test('a changed picture depends on seed, epoch and index, not on batch, order or what was asked before', async t => {
  const samples = await makePictures(t, 6);
  const alone = new Map<string, string>();
  for (const epoch of [0, 1]) {
    for (const index of samples.keys()) {
      const fresh = openPictureLoader(samples, options);
      alone.set(`${epoch} ${index}`, part(await fresh.batch({epoch, indices: [index]}), 0));
    }
  }
  t.is(new Set(alone.values()).size, 12);
  const loader = openPictureLoader(samples, options);
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...samples.keys()], {minLength: 1}),
      fc.integer({min: 1, max: 6}),
      fc.constantFrom(0, 1),
      async (order, batchSize, epoch) => {
        const seen: number[] = [];
        for await (const {indices, pixels} of loader.epoch({epoch, order, batchSize})) {
          for (const [place, index] of indices.entries()) {
            t.is(part(pixels, place), alone.get(`${epoch} ${index}`)!);
            seen.push(index);
          }
        }
        t.deepEqual(seen, order);
      },
    ),
    {seed: 3, numRuns: 25},
  );
});

test('how much is kept in memory changes nothing', async t => {
  const samples = await makePictures(t, 5);
  const indices = [0, 1, 2, 3, 4];
  const all = await openPictureLoader(samples, options).batch({epoch: 1, indices});
  for (const maxBytes of [0, each, 3 * each]) {
    const loader = openPictureLoader(samples, {...options, maxBytes});
    for (let round = 0; round < 2; round += 1) {
      t.deepEqual(await loader.batch({epoch: 1, indices}), all);
    }
  }
});

test('pixels that were given away are their own: writing to them harms no later batch', async t => {
  const samples = await makePictures(t, 1);
  const loader = openPictureLoader(samples, {...options, augment: null});
  const first = await loader.batch({epoch: 1, indices: [0]});
  const copy = first.slice();
  first.fill(0);
  t.deepEqual(await loader.batch({epoch: 1, indices: [0]}), copy);
});

test('a picture that breaks while training is told by its path, and the others go on', async t => {
  const samples = await makePictures(t, 3);
  const whole = await jpeg(16, 12, 1);
  await writeFile(samples[1]!.image, whole.subarray(0, Math.floor(whole.length * 0.8)));
  const loader = openPictureLoader(samples, options);
  const error = await t.throwsAsync(loader.batch({epoch: 0, indices: [0, 1]}), {
    code: 'image/damaged',
  });
  t.true(error!.message.includes(samples[1]!.image));
  t.is((await loader.batch({epoch: 0, indices: [0, 2]})).length, 2 * each);
  const read: number[] = [];
  await t.throwsAsync(
    async () => {
      const batches = loader.epoch({epoch: 0, order: [2, 0, 1], batchSize: 1});
      for await (const {indices} of batches) read.push(...indices);
    },
    {code: 'image/damaged'},
  );
  t.deepEqual(read, [2, 0]);
});

test('an epoch that is left early leaves no error behind that nobody hears', async t => {
  const samples = await makePictures(t, 2);
  await writeFile(samples[1]!.image, '');
  const loader = openPictureLoader(samples, options);
  for await (const {indices} of loader.epoch({epoch: 0, order: [0, 1], batchSize: 1})) {
    t.deepEqual(indices, [0]);
    break;
  }
  await new Promise(done => setImmediate(done));
});

test('samples that are not there, wrong ranges and a set signal are refused', async t => {
  const samples = await makePictures(t, 2);
  const loader = openPictureLoader(samples, options);
  t.is(loader.count, 2);
  for (const index of [2, -1, 0.5, Number.NaN]) {
    await t.throwsAsync(loader.batch({epoch: 0, indices: [0, index]}), {code: 'loader/index'});
  }
  t.throws(() => openPictureLoader(samples, {...options, augment: {...augment, flip: 2}}), {
    code: 'augment/range',
  });
  const reason = new Error('enough');
  const stopped = openPictureLoader(samples, {...options, signal: AbortSignal.abort(reason)});
  t.is(await t.throwsAsync(stopped.batch({epoch: 0, indices: [0]})), reason);
});

test('no sample makes an empty batch and an epoch of none', async t => {
  const loader = openPictureLoader([], options);
  t.is((await loader.batch({epoch: 0, indices: []})).length, 0);
  for await (const _ of loader.epoch({epoch: 0, order: [], batchSize: 4})) t.fail();
  t.pass();
});

test('no more is kept than is allowed, also while many are decoded at once', async t => {
  const samples = await makePictures(t, 6);
  const paths = samples.map(({image}) => image);
  for (const own of [size, null]) {
    const bytes = own === null ? 16 * 12 * 3 : each;
    const store = new PixelStore({size: own, maxBytes: 2.5 * bytes});
    await Promise.all([...paths, ...paths].map(path => store.get(path)));
    t.is(store.bytes, 2 * bytes);
  }
});
