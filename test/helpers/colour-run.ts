import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {loadModel} from '../../src/model/load-model.js';
import type {TrainOptions} from '../../src/train/train-options.js';
import {writeColourModel} from './plain-devkit.js';
import {smallRun} from './small-run.js';
import {temporaryFolder} from './temporary-folder.js';

/** Options of the quickest run there is: one dense layer behind the mean colour. Sets the cache folder to one of the test's own, so that tests of a file must be serial. */
export async function colourRun(
  t: ExecutionContext,
  options: Parameters<typeof smallRun>[1] = {},
): Promise<TrainOptions> {
  const folder = await temporaryFolder(t);
  // Workers of ava have an environment each.
  process.env['LRPLAB_CACHE'] = join(folder, 'cache');
  const graph = await loadModel(await writeColourModel(join(folder, 'colour.onnx')));
  return smallRun(t, {
    start: {kind: 'model', graph},
    head: {hidden: []},
    device: 'cpu',
    ...options,
  });
}
