import path from 'node:path';
import test from 'ava';
import {loadModel} from '../../../src/model/load-model.js';
import {kerasFolder} from '../../helpers/keras-fixtures.js';

const weights = path.join(kerasFolder, 'vgg.v1-weights.h5');

test('weights under the names of keras.applications are a VGG whose preprocessing is known', async t => {
  const graph = await loadModel(weights, {inputShape: [32, 64, 3]});
  t.deepEqual(
    graph.nodes.filter(node => 'weight' in node).map(({name}) => name),
    [
      ...['block1_conv1', 'block1_conv2', 'block2_conv1', 'block2_conv2'],
      ...['block3_conv1', 'block3_conv2', 'block3_conv3', 'block4_conv1', 'block4_conv2'],
      ...['block4_conv3', 'block5_conv1', 'block5_conv2', 'block5_conv3'],
      ...['fc1', 'fc2', 'predictions'],
    ],
  );
  t.deepEqual(graph.preprocessing?.channels, 'BGR');
  t.is(graph.head, 'softmax');
  t.is(graph.layout, 'channels-last');
  t.true(graph.notes.some(note => note.includes('caffe')));
});

test('weights that do not tell the size of the pictures ask for it', async t => {
  await t.throwsAsync(loadModel(weights), {
    code: 'model/unknown-shape',
    message: /say the shape of one sample, such as 224x224x3$/,
  });
});

test('weights of no VGG say that a weights file is not enough', async t => {
  const file = path.join(kerasFolder, 'no-vgg.v3.weights.h5');
  const error = await t.throwsAsync(loadModel(file), {code: 'model/weights-only'});
  t.regex(error.message, /not how the layers are connected.*model\.save\('net\.keras'\)/);
});
