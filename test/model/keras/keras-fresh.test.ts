import path from 'node:path';
import test from 'ava';
import {toChannelsFirst} from '../../../src/data/layout.js';
import {loadModel} from '../../../src/model/load-model.js';
import {applyHead, logitsOf, relativeError} from '../../helpers/graph-forward.js';
import {kerasFixtures} from '../../helpers/keras-fixtures.js';
import {kerasPython, makeKeras} from '../../helpers/keras-python.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';
import {predictLogits} from '../../helpers/torch-vggs.js';

test('every form in which Keras saves a network gives what Keras predicts, also with new weights', async t => {
  const python = kerasPython(t);
  if (python === null) return;
  const folder = await temporaryFolder(t);
  await makeKeras(python, folder, ['--all', '--seed', '11']);
  const fixtures = kerasFixtures(folder);
  t.is(fixtures.length, 41);
  for (const {name, path: file, input, output} of fixtures) {
    const graph = await loadModel(file, {inputShape: input.shape.slice(1)});
    const own = input.shape.length === 4 ? toChannelsFirst(input) : input;
    const outputs = logitsOf(graph, own).flatMap(logits => [...applyHead(graph, logits)]);
    const error = relativeError(outputs, output.data);
    t.true(error < 2e-5, `${name}: ${error}`);
  }
});

test('a VGG16 in full size, whole and as weights of the oldest names, gives what Keras predicts', async t => {
  const python = kerasPython(t);
  if (python === null) return;
  t.timeout(300_000);
  const folder = await temporaryFolder(t);
  await makeKeras(python, folder, ['--all', '--only', 'vgg16']);
  const fixtures = kerasFixtures(folder);
  t.deepEqual(
    fixtures.map(({path: file}) => path.basename(file)),
    ['vgg16.v1-weights.h5', 'vgg16.v3.keras'],
  );
  for (const {name, path: file, input, output} of fixtures) {
    const graph = await loadModel(file);
    const logits = await predictLogits(graph, toChannelsFirst(input));
    const error = relativeError(applyHead(graph, Float64Array.from(logits)), output.data);
    t.log(`${name}: ${error}`);
    t.true(error < 1e-4, `${name}: ${error}`);
  }
});
