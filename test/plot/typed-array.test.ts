import {Buffer} from 'node:buffer';
import test from 'ava';
import fc from 'fast-check';
import {byteArray, floatArray, quantise} from '../../src/plot/typed-array.js';

test('float32 numbers are written as little-endian bytes', t => {
  t.deepEqual(floatArray(Float32Array.of(1, -2), [1, 2]), {
    dtype: 'f4',
    bdata: Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]).toString('base64'),
    shape: '1, 2',
  });
});

test('a part of a larger array is written alone', t => {
  const part = Float32Array.of(9, 1, 9).subarray(1, 2);
  t.is(floatArray(part, [1]).bdata, floatArray(Float32Array.of(1), [1]).bdata);
  const bytes = Int8Array.of(9, -1, 9).subarray(1, 2);
  t.is(byteArray(bytes, [1]).bdata, Buffer.from([0xff]).toString('base64'));
});

test('the limit becomes 127, zero 0, and beyond saturates', t => {
  t.deepEqual([...quantise(Float32Array.of(-4, -2, 0, 1, 2, 4), 2)], [-127, -127, 0, 64, 127, 127]);
});

test('rounding to 255 steps errs by at most limit / 254', t => {
  const cases = fc.tuple(
    fc.double({min: 1e-6, max: 1e6, noNaN: true}),
    fc.array(fc.double({min: -1, max: 1, noNaN: true})),
  );
  fc.assert(
    fc.property(cases, ([limit, parts]) => {
      const values = Float32Array.from(parts, part => part * limit);
      const steps = quantise(values, limit);
      return [...values].every(
        (value, i) => Math.abs((steps[i]! / 127) * limit - value) <= (limit / 254) * 1.0001,
      );
    }),
    {seed: 7},
  );
  t.pass();
});
