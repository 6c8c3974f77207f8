import test from 'ava';
import fc from 'fast-check';
import {summarise} from '../../bench/measure/statistics.js';

test('the median of three is the middle one, of four the mean of the middle two', t => {
  t.is(summarise([9, 1, 5]).median, 5);
  t.is(summarise([9, 1, 5, 6]).median, 5.5);
});

test('quartiles of five numbers are the second and the fourth', t => {
  t.deepEqual(summarise([5, 4, 3, 2, 1]), {runs: 5, min: 1, q1: 2, median: 3, q3: 4});
});

test('one number is all there is to say of it', t => {
  t.deepEqual(summarise([7]), {runs: 1, min: 7, q1: 7, median: 7, q3: 7});
});

test('no numbers have no median', t => {
  t.throws(() => summarise([]), {message: 'no measurement to summarise'});
});

test('a summary is in order, and half of all numbers lie on each side of the median', t => {
  fc.assert(
    fc.property(fc.array(fc.double({min: 0, max: 1e6, noNaN: true}), {minLength: 1}), values => {
      const {min, q1, median, q3} = summarise(values);
      t.true(min <= q1 && q1 <= median && median <= q3);
      t.true(values.filter(value => value <= median).length * 2 >= values.length);
      t.true(values.filter(value => value >= median).length * 2 >= values.length);
    }),
    {seed: 3},
  );
  t.pass();
});
