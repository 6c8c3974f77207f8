import test from 'ava';
import {makeNetwork} from '../../bench/networks/find-network.js';
import {parameterCount} from '../../bench/networks/parameter-count.js';
import {sampleInput} from '../../bench/networks/sample-input.js';
import {Seeded} from '../../bench/networks/seeded.js';
import {weightedNodes} from '../../src/graph/graph.js';

test('VGG16 has the published number of parameters and 16 layers with weights', t => {
  const graph = makeNetwork('vgg16');
  t.is(parameterCount(graph), 138_357_544);
  t.is(weightedNodes(graph).length, 16);
  t.deepEqual(graph.nodes[graph.output]!.shape, [1000]);
});

test('the average head makes VGG the same size for every picture', t => {
  const [small, large] = [makeNetwork('vgg11-average', 32), makeNetwork('vgg11-average', 64)];
  t.is(parameterCount(small), parameterCount(large));
  t.is(weightedNodes(small).length, 11);
  t.deepEqual(small.nodes[0]!.shape, [3, 32, 32]);
});

test('ResNet-50 has the published size without its batch norms, and 16 blocks', t => {
  const graph = makeNetwork('resnet50');
  // 25,557,032 as published, with two numbers a channel for each of 26,560 normalised channels; one is left, the bias.
  t.is(parameterCount(graph), 25_557_032 - 26_560);
  t.is(graph.nodes.filter(({kind}) => kind === 'add').length, 16);
  const stages = graph.nodes.flatMap(node => (node.kind === 'add' ? [node.shape] : []));
  t.deepEqual(stages.at(0), [256, 56, 56]);
  t.deepEqual(stages.at(-1), [2048, 7, 7]);
});

test('MobileNet v2 has the published size without its batch norms, depthwise layers and ReLU6', t => {
  const graph = makeNetwork('mobilenet-v2');
  t.is(parameterCount(graph), 3_504_872 - 17_056);
  t.is(graph.nodes.filter(({kind}) => kind === 'depthwise').length, 17);
  t.is(graph.nodes.filter(({kind}) => kind === 'add').length, 10);
  t.true(
    graph.nodes.some(
      node =>
        node.kind === 'activation' && node.activation.name === 'clip' && node.activation.high === 6,
    ),
  );
});

test('weights depend on the seed alone and have the variance of He et al.', t => {
  const one = new Seeded(5).he([64, 16, 3, 3]);
  t.deepEqual(one, new Seeded(5).he([64, 16, 3, 3]));
  t.notDeepEqual(one, new Seeded(6).he([64, 16, 3, 3]));
  const mean = one.data.reduce((sum, value) => sum + value, 0) / one.data.length;
  const variance = one.data.reduce((sum, value) => sum + value ** 2, 0) / one.data.length;
  t.true(Math.abs(mean) < 0.01);
  t.true(Math.abs((variance * 16 * 9) / 2 - 1) < 0.1);
});

test('pictures stay within what the network counts as its bounds', t => {
  const {shape, data} = sampleInput(makeNetwork('mobilenet-v2', 32), 2);
  t.deepEqual(shape, [2, 3, 32, 32]);
  t.true(data.every(value => value >= -2.2 && value <= 2.7));
  t.notDeepEqual(data.slice(0, 100), data.slice(3 * 32 * 32, 3 * 32 * 32 + 100));
});
