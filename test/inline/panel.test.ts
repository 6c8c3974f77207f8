import test from 'ava';
import fc from 'fast-check';
import {pixelStep} from '../../src/inline/panel.js';

test('ticks along pixels stand at whole pixels, six at the most', t => {
  t.deepEqual([1, 2, 6, 7, 12, 28, 56, 112, 224].map(pixelStep), [1, 1, 1, 2, 2, 5, 10, 20, 50]);
  fc.assert(
    fc.property(fc.integer({min: 1, max: 5000}), length => {
      const step = pixelStep(length);
      return Number.isInteger(step) && Math.floor((length - 1) / step) <= 6;
    }),
  );
});
