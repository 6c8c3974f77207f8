import test from 'ava';
import fc from 'fast-check';
import {batchCount, inBatches, shuffledOrder} from '../../src/train/run/batches.js';

test('batches hold every sample once, are never too large, and differ by one sample at most', t => {
  fc.assert(
    fc.property(fc.integer({min: 1, max: 300}), fc.integer({min: 1, max: 40}), (count, size) => {
      const order = shuffledOrder(count, 1, 1);
      const batches = inBatches(order, size);
      const sizes = batches.map(({length}) => length);
      return (
        batches.length === batchCount(count, size) &&
        Math.max(...sizes) <= size &&
        Math.max(...sizes) - Math.min(...sizes) <= 1 &&
        batches.flat().join() === order.join()
      );
    }),
    {seed: 7},
  );
  t.pass();
});

test('every epoch has an order of its own, which its seed decides', t => {
  const order = shuffledOrder(50, 3, 1);
  t.deepEqual(shuffledOrder(50, 3, 1), order);
  t.notDeepEqual(shuffledOrder(50, 3, 2), order);
  t.notDeepEqual(shuffledOrder(50, 4, 1), order);
  t.deepEqual(
    [...order].sort((a, b) => a - b),
    Array.from({length: 50}, (_, i) => i),
  );
});
