import {mkdtemp, rm, truncate, writeFile} from 'node:fs/promises';
import {existsSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import {DataError} from '../../src/data/data-error.js';
import {decodeNpy, encodeNpy, readNpy} from '../../src/data/npy.js';

/** A file as the format's description says, put together by hand. */
function file(header: string, body: Uint8Array, version = 1): Buffer {
  const head = Buffer.alloc(version === 1 ? 10 : 12);
  head.write('\x93NUMPY', 'latin1');
  head.writeUInt8(version, 6);
  if (version === 1) head.writeUInt16LE(header.length, 8);
  else head.writeUInt32LE(header.length, 8);
  return Buffer.concat([head, Buffer.from(header, 'latin1'), body]);
}

function dict(dtype: string, shape: string, fortran = 'False'): string {
  return `{'descr': '${dtype}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
}

function floats(values: readonly number[], order: 'LE' | 'BE' = 'LE'): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    if (order === 'LE') bytes.writeFloatLE(value, index * 4);
    else bytes.writeFloatBE(value, index * 4);
  });
  return bytes;
}

for (const version of [1, 2, 3]) {
  test(`a file of version ${version} is read`, t => {
    const tensor = decodeNpy(file(dict('<f4', '(2, 3)'), floats([1, 2, 3, 4, 5, -6.5]), version));
    t.deepEqual(tensor.shape, [2, 3]);
    t.deepEqual([...tensor.data], [1, 2, 3, 4, 5, -6.5]);
  });
}

test('big-endian float32 is converted', t => {
  const tensor = decodeNpy(file(dict('>f4', '(3,)'), floats([1, -2, 0.5], 'BE')));
  t.deepEqual([...tensor.data], [1, -2, 0.5]);
});

test('Fortran order is turned into row-major: columns stand one after another in the file', t => {
  const tensor = decodeNpy(file(dict('<f4', '(2, 3)', 'True'), floats([1, 4, 2, 5, 3, 6])));
  t.deepEqual([...tensor.data], [1, 2, 3, 4, 5, 6]);
});

test('Fortran order of any rank: element [i,j,k,…] stands at i + j·I + k·I·J + …', t => {
  fc.assert(
    fc.property(fc.array(fc.integer({min: 1, max: 4}), {minLength: 1, maxLength: 5}), shape => {
      const size = shape.reduce((a, b) => a * b, 1);
      const numbers = Array.from({length: size}, (_, index) => index);
      const {data} = decodeNpy(
        file(dict('<f4', `(${shape.join(', ')},)`, 'True'), floats(numbers)),
      );
      return data.every((value, index) => {
        let rest = index;
        const place = shape.toReversed().map(length => {
          const at = rest % length;
          rest = Math.floor(rest / length);
          return at;
        });
        let step = 1;
        let expected = 0;
        place.toReversed().forEach((at, axis) => {
          expected += at * step;
          step *= shape[axis]!;
        });
        return value === expected;
      });
    }),
    {seed: 7, numRuns: 100},
  );
  t.pass();
});

test('what is encoded is decoded again, bit for bit, and the data start at a multiple of 64', t => {
  fc.assert(
    fc.property(fc.float32Array({minLength: 1, maxLength: 60}), data => {
      const bytes = encodeNpy([1, data.length, 1], data);
      const tensor = decodeNpy(bytes);
      return (
        (bytes.length - data.length * 4) % 64 === 0 &&
        tensor.shape.join() === `1,${data.length},1` &&
        tensor.data.every((value, index) => Object.is(value, data[index]!))
      );
    }),
    {seed: 7, numRuns: 100},
  );
  t.pass();
});

test('the bytes of a small array are those numpy.save writes', t => {
  const header = `${dict('<f4', '(2,)').trim().padEnd(117)}\n`;
  t.deepEqual(Buffer.from(encodeNpy([2], Float32Array.of(1, -2))), file(header, floats([1, -2])));
});

test('float64 is written as <f8 and refused when read as input', t => {
  const bytes = encodeNpy([1], Float64Array.of(0.1));
  t.true(Buffer.from(bytes).includes("'<f8'"));
  t.throws(() => decodeNpy(bytes), {code: 'npy/dtype', message: /float64.*astype\('float32'\)/});
});

test('encoding refuses a shape the numbers do not fill', t => {
  t.throws(() => encodeNpy([3], new Float32Array(2)), {code: 'npy/shape'});
});

test('bytes that begin in the middle of a buffer are read right', t => {
  const bytes = Buffer.concat([Buffer.from([9]), file(dict('<f4', '(1,)'), floats([7]))]);
  t.deepEqual([...decodeNpy(bytes.subarray(1)).data], [7]);
});

const one = floats([1]);
const faults: readonly [string, Uint8Array, string][] = [
  ['no bytes', new Uint8Array(), 'npy/not-npy'],
  ['another format', Buffer.from('PK\x03\x04 something else'), 'npy/not-npy'],
  ['the magic and nothing more', Buffer.from('\x93NUMPY', 'latin1'), 'npy/truncated'],
  ['a part of the magic', Buffer.from('\x93NUM', 'latin1'), 'npy/truncated'],
  ['an end inside the header', file(dict('<f4', '(1,)'), one).subarray(0, 30), 'npy/truncated'],
  ['an end inside the data', file(dict('<f4', '(9,)'), one), 'npy/truncated'],
  ['more data than the header says', file(dict('<f4', '(1,)'), floats([1, 2])), 'npy/trailing'],
  ['version 9', file(dict('<f4', '(1,)'), one, 9), 'npy/version'],
  ['a header that is no dict', file('import os', one), 'npy/header'],
  ['a header of 2 GB', Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\x7f', 'latin1'), 'npy/header'],
  ['a claim of 2 GB', file(dict('<f4', '(512, 1024, 1024)'), one), 'npy/truncated'],
  ['a claim beyond 2⁵³', file(dict('<f4', '(99999999999, 99999999999)'), one), 'npy/truncated'],
  ['a claim of 10²⁰ twice', file(dict('<f4', '(99999999999999999999,)'), one), 'npy/truncated'],
  ['a negative length', file(dict('<f4', '(-1, -1)'), one), 'npy/shape'],
  ['no samples', file(dict('<f4', '(0, 3)'), new Uint8Array()), 'npy/shape'],
  ['5000 axes', file(dict('<f4', `(${'1, '.repeat(5000)})`), one), 'npy/shape'],
  ['float64', file(dict('<f8', '(1,)'), new Uint8Array(8)), 'npy/dtype'],
  ['float16', file(dict('<f2', '(1,)'), new Uint8Array(2)), 'npy/dtype'],
  ['bytes', file(dict('|u1', '(4,)'), one), 'npy/dtype'],
  ['int64', file(dict('<i8', '(1,)'), new Uint8Array(8)), 'npy/dtype'],
  ['bool', file(dict('|b1', '(4,)'), one), 'npy/dtype'],
  ['complex64', file(dict('<c8', '(1,)'), new Uint8Array(8)), 'npy/dtype'],
  ['Python objects (a pickle)', file(dict('|O', '(1,)'), one), 'npy/dtype'],
  [
    'fields',
    file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", one),
    'npy/dtype',
  ],
];

for (const [what, bytes, code] of faults) {
  test(`${what}: ${code}`, t => {
    const error = t.throws(() => decodeNpy(bytes, {path: 'x.npy'}), {instanceOf: DataError, code});
    t.true(error.message.startsWith('"x.npy": '));
  });
}

test('missing, empty, folder and too large files are one clear error each', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'lrplab-'));
  try {
    const empty = join(folder, 'empty.npy');
    const large = join(folder, 'large.npy');
    await writeFile(empty, '');
    await writeFile(large, '');
    await truncate(large, 3 * 1024 ** 3);
    await t.throwsAsync(readNpy(join(folder, 'none.npy')), {code: 'npy/missing'});
    await t.throwsAsync(readNpy(join(empty, 'x.npy')), {code: 'npy/unreadable'});
    await t.throwsAsync(readNpy(empty), {code: 'npy/empty-file'});
    await t.throwsAsync(readNpy(folder), {code: 'npy/not-a-file'});
    await t.throwsAsync(readNpy(large), {code: 'npy/too-large'});
    await t.throwsAsync(readNpy('/dev/zero'), {code: 'npy/not-a-file'});
  } finally {
    await rm(folder, {recursive: true});
  }
});

test('a file that numpy wrote is read', async t => {
  const path = resolve(process.cwd(), '../shared/golden/open/biasfree/input.npy');
  if (!existsSync(path)) {
    t.log('skipped: ../shared is not here');
    t.pass();
    return;
  }
  const tensor = await readNpy(path);
  t.deepEqual(tensor.shape, [2, 3, 16, 16]);
  t.is(tensor.data.length, 2 * 3 * 16 * 16);
});
