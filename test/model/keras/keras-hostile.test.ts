import {statSync} from 'node:fs';
import {readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {ExecutionContext} from 'ava';
import test from 'ava';
import {LrpError} from '../../../src/errors/lrp-error.js';
import {UnsupportedLayerError} from '../../../src/errors/unsupported-layer-error.js';
import {openHdf5} from '../../../src/model/keras/hdf5-thread.js';
import {loadKeras} from '../../../src/model/keras/load-keras.js';
import {kerasFolder} from '../../helpers/keras-fixtures.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';
import {type ZipEntry, zipOf} from '../../helpers/zip-files.js';

const fixture = (name: string): string => path.join(kerasFolder, name);

async function refuse(
  t: ExecutionContext,
  file: string,
  code: string,
  message: RegExp = /./,
): Promise<LrpError> {
  const loading = loadKeras(file, {name: 'net'});
  return (await t.throwsAsync(loading, {instanceOf: LrpError, code, message})) as LrpError;
}

async function written(t: ExecutionContext, name: string, bytes: Uint8Array): Promise<string> {
  const file = path.join(await temporaryFolder(t), name);
  await writeFile(file, bytes);
  return file;
}

for (const [what, name, code, message] of [
  ['put together from other files', 'virtual', 'model/external-data', /other files/],
  ['that lies in another file', 'raw-file', 'model/hdf5', /cannot be read/],
  ['that is to be typed', 'raw-typing', 'model/hdf5', /cannot be read/],
  ['behind a link into another file', 'external-link', 'model/external-data', /not followed/],
  ['in a group of another file', 'external-group', 'model/external-data', /not followed/],
  ['behind a link within the file', 'soft-link', 'model/external-data', /not followed/],
  ['in parts larger than itself', 'parts', 'model/too-large', /in parts of \[100000000×2\]/],
  ['that is nothing', 'empty', 'model/weight-shape', /\[3×2\]/],
  ['of texts', 'texts', 'model/weight-dtype', /texts/],
  ['of whole numbers', 'whole', 'model/weight-dtype', /whole numbers/],
  ['of another shape', 'shape', 'model/weight-shape', /\[3×2\], got \[2×3\]/],
  ['that is not finite', 'nan', 'model/not-finite', /NaN/],
  ['that is not there', 'missing', 'model/missing-weight', /"kernel"/],
  ['in a group that holds itself', 'circle', 'model/missing-weight', /"kernel"/],
] as const) {
  test(`a kernel ${what} is refused with ${code}`, async t => {
    await refuse(t, fixture(`hostile-${name}.h5`), code, message);
  });
}

test('a file on which HDF5 works for ever is given up', async t => {
  const file = fixture('hostile-endless.h5');
  const place = {file, start: 0, size: statSync(file).size};
  const opened = await openHdf5(place, 'net', {patience: 500});
  t.throws(() => opened.texts('', 'model_config'), {code: 'model/hdf5', message: /does not end/});
});

test('a file that stops anywhere is refused, and what comes behind is read as before', async t => {
  const whole = await readFile(fixture('talk.v2.h5'));
  for (const share of [0, 0.001, 0.01, 0.3, 0.9]) {
    const cut = whole.subarray(0, Math.floor(whole.length * share));
    const file = await written(t, 'net.h5', cut);
    const code = share === 0 ? 'model/empty' : 'model/truncated';
    await refuse(t, file, code);
  }
  t.is((await loadKeras(fixture('talk.v2.h5'), {name: 'net'})).format, 'keras');
});

test('files that are something else are refused by what they are', async t => {
  await refuse(t, await written(t, 'net.h5', Buffer.from('layers')), 'model/not-hdf5');
  await refuse(t, await written(t, 'net.keras', Buffer.from('layers')), 'model/not-keras');
  await refuse(t, await temporaryFolder(t), 'model/not-a-file');
  await refuse(t, path.join(await temporaryFolder(t), 'no.h5'), 'model/missing');
});

async function archive(
  t: ExecutionContext,
  change: (entries: readonly [ZipEntry, ZipEntry]) => readonly ZipEntry[],
): Promise<string> {
  const config = {
    module: 'keras',
    class_name: 'Sequential',
    config: {layers: [{module: 'keras.layers', class_name: 'Flatten', config: {name: 'f'}}]},
  };
  const weights = await readFile(fixture('hostile-missing.h5'));
  const entries = [
    {name: 'config.json', bytes: Buffer.from(JSON.stringify(config))},
    {name: 'model.weights.h5', bytes: weights},
  ] as const;
  return written(t, 'net.keras', zipOf(change(entries)));
}

test('an archive whose entries lie about themselves is refused', async t => {
  const huge = {...{name: 'config.json', bytes: Buffer.alloc(2 ** 24)}, packed: true};
  for (const [code, change] of [
    ['model/not-keras', ([config]) => [config]],
    ['model/not-keras', ([, weights]) => [weights]],
    ['model/damaged', ([config, weights]) => [config, config, weights]],
    ['model/damaged', ([config, weights]) => [{...config, checksum: 1}, weights]],
    ['model/damaged', ([config, weights]) => [config, {...weights, claims: 2 ** 30}]],
    ['model/too-large', ([, weights]) => [huge, weights]],
    [
      'model/too-large',
      ([config, weights]) => [{...config, packed: true, claims: 2 ** 31}, weights],
    ],
    ['model/damaged', ([config, weights]) => [{...config, packed: true, claims: 9}, weights]],
    ['model/damaged', ([config, weights]) => [{...config, name: '../config.json'}, weights]],
    ['model/not-json', ([config, weights]) => [{...config, bytes: Buffer.from('{')}, weights]],
    ['model/not-keras', ([config, weights]) => [{...config, bytes: Buffer.from('[]')}, weights]],
  ] as readonly [string, (entries: readonly [ZipEntry, ZipEntry]) => readonly ZipEntry[]][]) {
    await refuse(t, await archive(t, change), code);
  }
  t.pass();
});

test('layers of other code, and what is no layer, are named all at once', async t => {
  const layer = (module: string, name: string, className: string): object => ({
    module,
    class_name: className,
    config: {name},
    name,
  });
  const tensor = (name: string): object => ({
    class_name: '__keras_tensor__',
    config: {keras_history: [name, 0, 0]},
  });
  const call = (...args: readonly unknown[]): object => ({inbound_nodes: [{args, kwargs: {}}]});
  const config = {
    module: 'keras',
    class_name: 'Functional',
    config: {
      layers: [
        {
          ...layer('keras.layers', 'in', 'InputLayer'),
          config: {name: 'in', batch_shape: [null, 3]},
        },
        {...layer('mine', 'dense', 'Dense'), ...call(tensor('in'))},
        {...layer('keras.src.ops.numpy', 'sum', 'Add'), ...call(tensor('in'), 1)},
        {...layer('keras.src.ops.numpy', 'half', 'Multiply'), ...call(tensor('sum'), 0.5)},
        {...layer('keras.layers', 'join', 'Add'), ...call([tensor('dense'), tensor('half')])},
      ],
      input_layers: ['in', 0, 0],
      output_layers: ['join', 0, 0],
    },
  };
  const bytes = Buffer.from(JSON.stringify(config));
  const file = await archive(t, ([entry, weights]) => [{...entry, bytes}, weights]);
  const error = await refuse(t, file, 'graph/unsupported-layer');
  t.true(error instanceof UnsupportedLayerError);
  t.deepEqual(
    (error as UnsupportedLayerError).layers.map(({name, operator}) => `${name}: ${operator}`),
    ['dense: mine.Dense', 'sum: Add', 'half: keras.src.ops.numpy.Multiply'],
  );
});
