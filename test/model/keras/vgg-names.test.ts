import test from 'ava';
import type {Shape} from '../../../src/graph/graph.js';
import {type ShapedLayer, vggNames} from '../../../src/model/keras/vgg-names.js';

const layer = (name: string, shapes: Readonly<Record<string, Shape>>): ShapedLayer => ({
  name,
  shapes: new Map(Object.entries(shapes)),
});

const dense = (name: string, inputs: number, outputs: number): ShapedLayer =>
  layer(name, {kernel: [inputs, outputs], bias: [outputs]});

const norm = (name: string, channels: number): ShapedLayer =>
  layer(name, {
    gamma: [channels],
    beta: [channels],
    moving_mean: [channels],
    moving_variance: [channels],
  });

/** VGG11 with 2 to 16 channels. */
const slots = ['1_1', '2_1', '3_1', '3_2', '4_1', '4_2', '5_1', '5_2'] as const;
const channels = [2, 4, 8, 8, 16, 16, 16, 16];

function convs(nameOf: (position: number) => string): readonly ShapedLayer[] {
  return channels.map((outputs, i) =>
    layer(nameOf(i), {kernel: [3, 3, i === 0 ? 3 : channels[i - 1]!, outputs], bias: [outputs]}),
  );
}

const known = (i: number): string => `block${slots[i]!.replace('_', '_conv')}`;
const numbered = (i: number): string => (i === 0 ? 'conv2d' : `conv2d_${i}`);

test('a head of its own on a VGG of known names is told by order, the last as the scores', t => {
  const head = [dense('dense_7', 16, 5), dense('top', 5, 2)];
  const found = vggNames([...convs(known), ...head]);
  t.deepEqual(found?.names.slice(-3), ['block5_conv2', 'fc1', 'predictions']);
  t.true(found?.byName);
  t.deepEqual(found?.notes, [
    'dense layers told by order and shapes: "dense_7" as fc1, "top" as predictions',
  ]);
  const kept = vggNames([...convs(known), dense('fc1', 16, 5), dense('fc2', 5, 5), head[1]!]);
  t.deepEqual(kept?.names.slice(-3), ['fc1', 'fc2', 'predictions']);
});

test('a dense layer behind "predictions" is not told: a softmax may stand between', t => {
  const found = vggNames([...convs(known), dense('predictions', 16, 5), dense('dense', 5, 2)]);
  t.deepEqual(found?.names.slice(-2), ['predictions', 'dense']);
});

test('batch norms of any name belong to the convolutions in their order, in either order of the file', t => {
  const norms = channels.map((count, i) => norm(`batch_normalization_${i + 4}`, count));
  const mixed = convs(known).flatMap((conv, i) => [conv, norms[i]!]);
  for (const [layers, byName] of [
    [[...norms, ...convs(numbered)], false],
    [mixed, true],
    [[...norms, ...[...convs(known)].reverse()], true],
  ] as const) {
    const found = vggNames(layers);
    t.is(found?.byName, byName);
    t.deepEqual(
      norms.map(({name}) => found?.names[layers.findIndex(each => each.name === name)]),
      slots.map((_, i) => `${known(i)}_bn`),
    );
    t.true(found?.notes.some(note => /batch norms told by their order.*ReLU/.test(note)));
  }
});

test('batch norms that are not one for each convolution stay as they are called', t => {
  const norms = channels.map((count, i) => norm(`bn_${i}`, count));
  const more = [...convs(known), ...norms, norm('head', 5)];
  t.deepEqual(
    vggNames(more)?.names,
    more.map(({name}) => name),
  );
  // One number too many in the first.
  const odd = [...convs(known), norm('bn_0', 3), ...norms.slice(1)];
  t.deepEqual(
    vggNames(odd)?.names,
    odd.map(({name}) => name),
  );
  t.is(vggNames([...convs(numbered), ...norms, norm('head', 5)]), null);
});

test('convolutions that are no VGG, or something strange among unnamed layers, are none', t => {
  t.is(vggNames(convs(numbered).slice(1)), null);
  t.is(
    vggNames([...convs(numbered), layer('lstm', {kernel: [4, 8], other: [2, 8], bias: [8]})]),
    null,
  );
  t.is(vggNames([dense('dense', 3, 2)]), null);
  t.is(vggNames([]), null);
});
