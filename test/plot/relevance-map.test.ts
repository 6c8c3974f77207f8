import test from 'ava';
import fc from 'fast-check';
import {PlotError} from '../../src/plot/plot-error.js';
import {pictureOf, poolChannels, sampleOf, sharedLimit} from '../../src/plot/relevance-map.js';

const finite = fc.float({noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000});

test('channels are summed: two channels of 1×2 pixels', t => {
  const map = poolChannels(Float32Array.of(1, 2, 10, -20), [2, 1, 2]);
  t.deepEqual([...map.values], [11, -18]);
  t.deepEqual([map.width, map.height], [2, 1]);
});

test('pooling refuses numbers that do not fit the shape', t => {
  const error = t.throws(() => poolChannels(new Float32Array(5), [2, 1, 2]), {
    instanceOf: PlotError,
  });
  t.is(error?.code, 'plot/shape');
});

test('a sample of a batch becomes a picture, channels first', t => {
  const relevance = {shape: [2, 1, 2, 3], data: Float32Array.from({length: 12}, (_, i) => i)};
  const map = pictureOf(relevance, 1, 'channels-first');
  t.deepEqual(map, {values: Float32Array.of(6, 7, 8, 9, 10, 11), width: 3, height: 2});
});

test('channels last gives the same picture as channels first', t => {
  const data = fc.array(finite, {minLength: 24, maxLength: 24});
  fc.assert(
    fc.property(data, numbers => {
      const first = {shape: [1, 2, 3, 4], data: Float32Array.from(numbers)};
      const last = {
        shape: [1, 3, 4, 2],
        data: Float32Array.from({length: 24}, (_, i) => numbers[(i % 2) * 12 + Math.floor(i / 2)]!),
      };
      t.deepEqual(pictureOf(first, 0, 'channels-first'), pictureOf(last, 0, 'channels-last'));
    }),
    {seed: 7, numRuns: 30},
  );
});

test('features are no picture', t => {
  t.is(pictureOf({shape: [1, 4], data: new Float32Array(4)}, 0, 'channels-first'), null);
});

test('a sample that is not there is refused', t => {
  const batch = {shape: [2, 2], data: Float32Array.of(1, 2, 3, 4)};
  t.deepEqual([...sampleOf(batch, 1)], [3, 4]);
  for (const sample of [2, -1, 0.5]) {
    t.is(t.throws(() => sampleOf(batch, sample), {instanceOf: PlotError})?.code, 'plot/shape');
  }
});

test('the shared limit is the largest |R| of all maps', t => {
  t.is(sharedLimit([{values: Float32Array.of(1, -3)}, {values: Float32Array.of(2)}]), 3);
});

test('maps without relevance have limit 0', t => {
  t.is(sharedLimit([{values: new Float32Array(4)}]), 0);
  t.is(sharedLimit([]), 0);
  t.is(sharedLimit([{values: new Float32Array(4)}], {quantile: 0.5}), 0);
});

test('a quantile lets outliers saturate and does not count zeros', t => {
  const values = Float32Array.of(0, 0, 0, 0, 1, -2, 3, 100);
  t.is(sharedLimit([{values}], {quantile: 0.75}), 3);
  t.is(sharedLimit([{values}], {quantile: 0.5}), 2);
});

test('no |R| exceeds the shared limit, and one reaches it', t => {
  const maps = fc.array(fc.array(finite, {minLength: 1}), {minLength: 1, maxLength: 4});
  fc.assert(
    fc.property(maps, numbers => {
      const values = numbers.map(map => ({values: Float32Array.from(map)}));
      const limit = sharedLimit(values);
      const sizes = values.flatMap(map => [...map.values].map(Math.abs));
      return sizes.every(size => size <= limit) && sizes.includes(limit);
    }),
    {seed: 7},
  );
  t.pass();
});

test('NaN, infinity and impossible quantiles are refused', t => {
  const code = (run: () => unknown) => t.throws(run, {instanceOf: PlotError})?.code;
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    t.is(
      code(() => sharedLimit([{values: Float32Array.of(1, bad)}])),
      'plot/not-finite',
    );
  }
  for (const quantile of [0, -1, 1.1, Number.NaN]) {
    t.is(
      code(() => sharedLimit([], {quantile})),
      'plot/limit',
    );
  }
});
