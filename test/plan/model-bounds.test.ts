import test from 'ava';
import type {Graph} from '../../src/graph/graph.js';
import type {Preprocessing} from '../../src/graph/preprocessing.js';
import {modelBounds} from '../../src/plan/model-bounds.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';
import {anyWeights, imageNet, unitGrey, vgg} from './networks.js';

/** Two channels, channel 0 in −1…1, channel 1 in −2…3; pixels count from 0 to 255. */
const twoChannels: Preprocessing = {channels: 'L', scale: 1, mean: [127.5, 102], std: [127.5, 51]};

/** What a first layer behind `between` reads. */
function boundsBehind(
  between: (graph: GraphBuilder) => void,
  shape: readonly number[] = [2, 2, 2],
  preprocessing: Preprocessing = twoChannels,
): ReturnType<typeof modelBounds> {
  const graph = new GraphBuilder(shape);
  between(graph);
  const read = graph.shapeOf();
  const layer =
    read.length === 3
      ? graph.conv(anyWeights(1, read[0]!, 1, 1), null)
      : graph.dense(anyWeights(1, read[read.length - 1]!), null);
  const built: Graph = graph.build(preprocessing);
  return modelBounds(built.nodes[layer]!, built);
}

test('a convolution on the picture has the bounds of pixels 0 and 255, a channel each', t => {
  const graph = vgg([1], 1);
  const {low, high} = modelBounds(graph.nodes[1]!, graph)!;
  [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225].forEach((value, channel) => {
    t.true(Math.abs(low[channel]! - value) < 1e-12);
  });
  [0.515 / 0.229, 0.544 / 0.224, 0.594 / 0.225].forEach((value, channel) => {
    t.true(Math.abs(high[channel]! - value) < 1e-12);
  });
});

test('a dense layer on a flattened picture has the bounds of its pixels, channel after channel', t => {
  t.deepEqual(
    boundsBehind(graph => graph.flatten()),
    {
      low: [-1, -1, -1, -1, -2, -2, -2, -2],
      high: [1, 1, 1, 1, 3, 3, 3, 3],
    },
  );
});

test('a picture flattened channels last has the bounds of its pixels, position after position', t => {
  const found = boundsBehind(graph => {
    graph.transpose([1, 2, 0]);
    graph.flatten();
  });
  t.deepEqual(found, {low: [-1, -2, -1, -2, -1, -2, -1, -2], high: [1, 3, 1, 3, 1, 3, 1, 3]});
});

test('a dense layer over the last axis has the widest bounds of each feature', t => {
  const graph = new GraphBuilder([2, 3]);
  const layer = graph.dense(anyWeights(1, 3), null);
  const built = graph.build(twoChannels);
  t.deepEqual(modelBounds(built.nodes[layer]!, built), {low: [-2, -2, -2], high: [3, 3, 3]});
});

test('a norm before the first layer scales and shifts the bounds, and turns them round where it is negative', t => {
  const found = boundsBehind(graph => graph.norm(tensorOf([2], [2, -1]), tensorOf([2], [1, 0.5])));
  t.deepEqual(found, {low: [-1, -2.5], high: [3, 2.5]});
});

test('an activation before the first layer narrows the bounds', t => {
  t.deepEqual(
    boundsBehind(graph => graph.relu()),
    {low: [0, 0], high: [1, 3]},
  );
});

test('max pooling keeps the bounds of a channel; a mean that counts padding takes in 0', t => {
  const high: Preprocessing = {...twoChannels, mean: [-127.5, 102]};
  t.deepEqual(
    boundsBehind(graph => graph.maxpool({kernel: [2, 2]}), [2, 2, 2], high),
    {
      low: [1, -2],
      high: [3, 3],
    },
  );
  const padded = boundsBehind(
    graph =>
      graph.avgpool({kernel: [2, 2], stride: [1, 1], padding: [1, 1, 0, 0], countPadding: true}),
    [2, 2, 2],
    high,
  );
  t.deepEqual(padded, {low: [0, -2], high: [3, 3]});
});

test('nothing is known without preprocessing, with other channels, and behind a weighted layer', t => {
  const graph = vgg([2], 1, null);
  t.is(modelBounds(graph.nodes[1]!, graph), null);
  const grey = vgg([2], 1, unitGrey);
  t.is(modelBounds(grey.nodes[1]!, grey), null);
  const colour = vgg([2], 1, imageNet);
  t.is(modelBounds(colour.nodes[3]!, colour), null);
});
