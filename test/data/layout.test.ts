import test from 'ava';
import fc from 'fast-check';
import {toChannelsFirst, toChannelsLast} from '../../src/data/layout.js';

test('channels last to channels first: a 1×2 picture of two channels', t => {
  const tensor = toChannelsFirst({shape: [1, 1, 2, 2], data: Float32Array.of(1, 10, 2, 20)});
  t.deepEqual([...tensor.data], [1, 2, 10, 20]);
});

test('shapes follow', t => {
  const tensor = {shape: [2, 3, 4, 5], data: new Float32Array(120)};
  t.deepEqual(toChannelsFirst(tensor).shape, [2, 5, 3, 4]);
  t.deepEqual(toChannelsLast(tensor).shape, [2, 4, 5, 3]);
});

test('one undoes the other', t => {
  const length = fc.integer({min: 1, max: 5});
  fc.assert(
    fc.property(length, length, length, length, (n, h, w, c) => {
      const data = Float32Array.from({length: n * h * w * c}, (_, index) => index);
      const back = toChannelsLast(toChannelsFirst({shape: [n, h, w, c], data}));
      return back.shape.join() === [n, h, w, c].join() && back.data.join() === data.join();
    }),
    {seed: 7, numRuns: 50},
  );
  t.pass();
});

test('anything but four axes is refused', t => {
  const tensor = {shape: [2, 3], data: new Float32Array(6)};
  t.throws(() => toChannelsFirst(tensor), {code: 'data/layout'});
  t.throws(() => toChannelsLast(tensor), {code: 'data/layout'});
});
