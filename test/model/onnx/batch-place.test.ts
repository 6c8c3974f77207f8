import test from 'ava';
import fc from 'fast-check';
import {
  type Placed,
  placeAfterReshape,
  samplesFirst,
  wholeShape,
} from '../../../src/model/onnx/batch-place.js';
import {UnsupportedOperator} from '../../../src/model/onnx/operator-call.js';

test('samples keep their place through the reshapes of attention, heads beside them or not', t => {
  // [T,N,E] with T = 5, E = 6: as torch.nn.MultiheadAttention has it.
  const tokens: Placed = {shape: [5, 6], batch: {axis: 1, outer: null}};
  t.deepEqual(wholeShape(tokens, 7), [5, 7, 6]);
  const heads = placeAfterReshape(tokens, [5, 7 * 2, 3], 7);
  t.deepEqual(heads, {shape: [5, 2, 3], batch: {axis: 1, outer: 1}});
  // [T·N,E]: the tokens stand outside of the samples.
  const rows = placeAfterReshape(tokens, [5 * 7, 6], 7);
  t.deepEqual(rows, {shape: [5, 6], batch: {axis: 0, outer: 5}});
  t.deepEqual(placeAfterReshape(rows, [5, 7, 6], 7), tokens);
});

test('a reshape that would put numbers of several samples on one axis in turn is refused', t => {
  const tokens: Placed = {shape: [5, 6], batch: {axis: 1, outer: null}};
  t.throws(() => placeAfterReshape(tokens, [7, 5, 6], 7), {instanceOf: UnsupportedOperator});
  t.throws(() => placeAfterReshape({shape: [4], batch: samplesFirst}, [4, 7], 7), {
    instanceOf: UnsupportedOperator,
  });
});

/** The sample of every number of a whole tensor, row-major, as its place says. */
function samplesOf(placed: Placed, samples: number): readonly number[] {
  const whole = wholeShape(placed, samples);
  const {axis, outer} = placed.batch;
  const inner = outer === null ? 1 : placed.shape[axis]! / outer;
  const below = whole.slice(axis + 1).reduce((product, length) => product * length, 1);
  const size = whole.reduce((product, length) => product * length, 1);
  return Array.from({length: size}, (_, position) => {
    const along = Math.floor(position / below) % whole[axis]!;
    return Math.floor(along / inner) % samples;
  });
}

test('wherever a reshape puts the samples, every number is said to belong to the sample it belonged to', t => {
  const factors = fc.array(fc.constantFrom(1, 2, 3), {minLength: 1, maxLength: 4});
  let placed = 0;
  fc.assert(
    fc.property(
      factors,
      fc.nat(),
      fc.nat(),
      fc.array(fc.boolean(), {maxLength: 5}),
      (shape, at, some, cuts) => {
        const axis = at % shape.length;
        const divisors = [1, 2, 3, 6].filter(each => shape[axis]! % each === 0);
        const outer = some % 3 === 0 ? null : divisors[some % divisors.length]!;
        const before: Placed = {shape, batch: {axis, outer}};
        // Joins neighbours of the whole shape at random.
        const whole = wholeShape(before, 5).reduce<number[]>((joined, length, index) => {
          if (index > 0 && cuts[index] === true) joined[joined.length - 1]! *= length;
          else joined.push(length);
          return joined;
        }, []);
        const after = placeAfterReshape(before, whole, 5);
        placed += 1;
        t.deepEqual(wholeShape(after, 5), whole);
        t.deepEqual(samplesOf(after, 5), samplesOf(before, 5));
      },
    ),
    {seed: 17, numRuns: 300},
  );
  t.true(placed > 200);
});
