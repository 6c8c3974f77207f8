import test from 'ava';
import fc from 'fast-check';
import {
  alignDecimals,
  chartQuantity,
  formatLimit,
  formatQuantity,
  formatShare,
} from '../../src/plot/format-quantity.js';

test('numbers have at most four significant digits', t => {
  const table: readonly (readonly [number, string])[] = [
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [12.3456, '12.35'],
    [-0.0123456, '-0.01235'],
    [1234.56, '1235'],
    [123456.7, '123457'],
    [1e6, '1e6'],
    [1234567, '1.235e6'],
    [0.00099999, '1e-3'],
    [1.2e-7, '1.2e-7'],
    [5e-324, '4.941e-324'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ];
  for (const [value, text] of table) t.is(formatQuantity(value), text);
});

test('a formatted number reads back within half a unit of its fourth digit', t => {
  fc.assert(
    fc.property(fc.double({noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12}), value => {
      const back = Number(formatQuantity(value));
      return Math.abs(back - value) <= Math.abs(value) * 5.01e-4;
    }),
    {seed: 7},
  );
  t.pass();
});

test('charts have true minus signs, limits a ±, shares a per cent sign', t => {
  t.is(chartQuantity(-0.5), '−0.5');
  t.is(formatLimit(0.0123), '±0.0123');
  t.is(formatShare(0.12345), '12.3 %');
});

test('decimal points stand below each other', t => {
  t.deepEqual(alignDecimals(['1.25', '-10', '0.5', 'NaN', '']), [
    '  1.25',
    '-10   ',
    '  0.5 ',
    'NaN   ',
    '      ',
  ]);
});
