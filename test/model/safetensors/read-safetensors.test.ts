import test from 'ava';
import fc from 'fast-check';
import {LrpError} from '../../../src/errors/lrp-error.js';
import {readSafetensors} from '../../../src/model/safetensors/read-safetensors.js';

/** A file of a header, as text or to be made text, and bytes behind it. */
function fileOf(header: unknown, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

const entry = (dtype: string, shape: readonly number[], begin: number, end: number): unknown => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

test('numbers of every kind of float become float32; whole numbers are left out', t => {
  // 1.5 and −2 as float64, float32, float16 (3E00, C000) and bfloat16 (3FC0, C000), and a count of 7.
  const data = new Uint8Array(40);
  const view = new DataView(data.buffer);
  view.setFloat64(0, 1.5, true);
  view.setFloat64(8, -2, true);
  view.setFloat32(16, 1.5, true);
  view.setFloat32(20, -2, true);
  view.setUint16(24, 0x3e00, true);
  view.setUint16(26, 0xc000, true);
  view.setUint16(28, 0x3fc0, true);
  view.setUint16(30, 0xc000, true);
  view.setBigInt64(32, 7n, true);
  const file = fileOf(
    {
      __metadata__: {format: 'pt'},
      double: entry('F64', [2], 0, 16),
      single: entry('F32', [1, 2], 16, 24),
      half: entry('F16', [2, 1], 24, 28),
      brain: entry('BF16', [2], 28, 32),
      count: entry('I64', [], 32, 40),
    },
    data,
  );
  const tensors = readSafetensors(file, 'test');
  t.deepEqual([...tensors.keys()], ['double', 'single', 'half', 'brain']);
  for (const tensor of tensors.values()) t.deepEqual([...tensor.data], [1.5, -2]);
  t.deepEqual(tensors.get('single')!.shape, [1, 2]);
  // At a place where float32 cannot be looked at as they lie.
  const moved = new Uint8Array(file.length + 1);
  moved.set(file, 1);
  t.deepEqual(readSafetensors(moved.subarray(1), 'test'), tensors);
});

test('tensors may stand in any order, be empty, and be called __proto__', t => {
  const file = fileOf(
    '{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"none":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4]},"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
    new Uint8Array(new Float32Array([1, 2]).buffer),
  );
  const tensors = readSafetensors(file, 'test');
  t.deepEqual([...tensors.get('__proto__')!.data], [1]);
  t.deepEqual([...tensors.get('b')!.data], [2]);
  t.deepEqual(tensors.get('none')!.shape, [0, 5]);
});

const eight = new Uint8Array(8);
const hostile: Readonly<Record<string, Uint8Array>> = {
  'an empty file': new Uint8Array(),
  'less than a length': new Uint8Array(7),
  'a header longer than the file': new Uint8Array([100, 0, 0, 0, 0, 0, 0, 0, 123, 125]),
  'a header of 2⁶⁴ − 1 bytes': new Uint8Array(16).fill(255),
  'a header that is no JSON': fileOf('{"a":'),
  'a header that is no text': (() => {
    const file = fileOf('{}');
    file[8] = 0xff;
    return file;
  })(),
  'a header that is a list': fileOf([]),
  'a header that is null': fileOf('null'),
  'a tensor that is null': fileOf({a: null}),
  'a tensor without a type': fileOf({a: {shape: [1], data_offsets: [0, 4]}}, eight),
  'an unknown type': fileOf({a: entry('F8_E4M3', [8], 0, 8)}, eight),
  'a type by the name of a method': fileOf({a: entry('toString', [8], 0, 8)}, eight),
  'a shape that is no list': fileOf({a: {dtype: 'F32', shape: 2, data_offsets: [0, 8]}}, eight),
  'a negative length': fileOf({a: entry('F32', [-2], 0, 8)}, eight),
  'a length that is no whole number': fileOf({a: entry('F32', [0.5], 0, 8)}, eight),
  'a shape beyond all numbers': fileOf({a: entry('F32', [2 ** 40, 2 ** 40], 0, 8)}, eight),
  'a shape larger than its place': fileOf({a: entry('F32', [3], 0, 8)}, eight),
  'a place before the data': fileOf({a: entry('F32', [2], -8, 0)}, eight),
  'a place that ends before it begins': fileOf({a: entry('F32', [0], 8, 4)}, eight),
  'a place that is no two numbers': fileOf(
    {a: {dtype: 'F32', shape: [2], data_offsets: [0]}},
    eight,
  ),
  'a place out of the file': fileOf({a: entry('F32', [4], 0, 16)}, eight),
  'two tensors in one place': fileOf(
    {a: entry('F32', [2], 0, 8), b: entry('F32', [2], 0, 8)},
    eight,
  ),
  'tensors that overlap': fileOf({a: entry('F32', [1], 0, 4), b: entry('F16', [3], 2, 8)}, eight),
  'a hole before a tensor': fileOf({a: entry('F32', [1], 4, 8)}, eight),
  'bytes behind the last tensor': fileOf({a: entry('F32', [1], 0, 4)}, eight),
};

for (const [what, file] of Object.entries(hostile)) {
  test(`${what} is refused`, t => {
    const error = t.throws(() => readSafetensors(file, 'bad.safetensors'), {instanceOf: LrpError});
    t.is(error.code, 'model/not-safetensors');
    t.true(error.message.startsWith('bad.safetensors: '));
  });
}

test('numbers that are not finite are refused by the tensor’s name', t => {
  const bad = [
    fileOf({a: entry('F32', [1], 0, 4)}, new Uint8Array(new Float32Array([Number.NaN]).buffer)),
    fileOf({a: entry('F64', [1], 0, 8)}, new Uint8Array(new Float64Array([1e300]).buffer)),
    fileOf({a: entry('F16', [1], 0, 2)}, new Uint8Array([0, 0x7c])),
    fileOf({a: entry('BF16', [1], 0, 2)}, new Uint8Array([0x80, 0x7f])),
  ];
  for (const file of bad) {
    const error = t.throws(() => readSafetensors(file, 'test'), {instanceOf: LrpError});
    t.is(error.code, 'model/bad-tensor');
    t.regex(error.message, /"a"/);
  }
});

test('law: whatever bytes come, the answer is tensors or an error of a known kind', t => {
  const good = fileOf(
    {a: entry('F32', [2], 0, 8), b: entry('F16', [2, 2], 8, 16)},
    new Uint8Array(16),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({min: 0, max: 255})), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.nat(good.length),
      (changes, length) => {
        const file = good.slice();
        for (const [at, value] of changes) file[at] = value;
        try {
          readSafetensors(length % 3 === 0 ? file.slice(0, length) : file, 'test');
        } catch (error) {
          if (!(error instanceof LrpError)) throw error;
        }
      },
    ),
    {seed: 9, numRuns: 2000},
  );
  t.pass();
});
