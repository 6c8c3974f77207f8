import test from 'ava';
import fc from 'fast-check';
import {dotOf, sumOf} from '../../src/engine/tfjs/exact-sums.js';

/** Integers, whose sums float64 holds without rounding: the order of adding cannot matter. */
const integers = (length: number): fc.Arbitrary<Float32Array> =>
  fc
    .array(fc.integer({min: -4096, max: 4096}), {minLength: length, maxLength: length})
    .map(values => Float32Array.from(values));

test('a sum over a span leaves out what stands before and behind', t => {
  fc.assert(
    fc.property(
      fc.integer({min: 0, max: 40}).chain(integers),
      fc.nat(5),
      fc.nat(5),
      (data, before, after) => {
        const around = Float32Array.from([
          ...Array(before).fill(9),
          ...data,
          ...Array(after).fill(9),
        ]);
        const expected = data.reduce((sum, value) => sum + value, 0);
        t.is(sumOf({data: around, start: before, length: data.length}), expected);
      },
    ),
  );
});

test('the shorter span of a product repeats until the longer ends', t => {
  fc.assert(
    fc.property(
      fc
        .tuple(fc.integer({min: 1, max: 9}), fc.integer({min: 1, max: 5}), fc.nat(3))
        .chain(([period, times, start]) =>
          fc.tuple(integers(start + period * times), integers(period), fc.constant(start)),
        ),
      ([long, short, start]) => {
        let expected = 0;
        for (let index = start; index < long.length; index++) {
          expected += long[index]! * short[(index - start) % short.length]!;
        }
        const spans = [
          {data: long, start, length: long.length - start},
          {data: short, start: 0, length: short.length},
        ] as const;
        t.true(dotOf(...spans) === expected);
        t.true(dotOf(spans[1], spans[0]) === expected);
      },
    ),
  );
});
