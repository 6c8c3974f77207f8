import {execFileSync} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {crc32} from '../../src/data/crc32.js';
import {decodeNpy} from '../../src/data/npy.js';
import {encodeNpz, writeNpz} from '../../src/data/npz.js';

const arrays = [
  {name: 'relevance', shape: [1, 2], data: Float32Array.of(1.5, -2)},
  {name: 'talk: logits', shape: [], data: Float64Array.of(Math.PI)},
];

test('crc32 of "123456789" is the check value of the standard', t => {
  t.is(crc32(Buffer.from('123456789')), 0xcbf43926);
});

test('every array stands in the zip under its name, stored as it is', t => {
  const bytes = Buffer.from(encodeNpz(arrays));
  const end = bytes.length - 22;
  t.is(bytes.toString('latin1', end, end + 4), 'PK\x05\x06');
  t.is(bytes.readUInt16LE(end + 10), 2);
  const central = bytes.readUInt32LE(end + 16);
  t.is(central + bytes.readUInt32LE(end + 12), end);
  const size = bytes.readUInt32LE(central + 24);
  t.is(bytes.toString('utf8', central + 46, central + 46 + 13), 'relevance.npy');
  const content = bytes.subarray(30 + 13, 30 + 13 + size);
  t.is(bytes.readUInt32LE(central + 16), crc32(content));
  t.deepEqual([...decodeNpy(content).data], [1.5, -2]);
});

test('the same arrays give the same bytes', t => {
  t.deepEqual(encodeNpz(arrays), encodeNpz(arrays));
});

test('names that repeat or could leave a folder are refused', t => {
  const named = (name: string) => ({name, shape: [1], data: Float32Array.of(0)});
  for (const name of ['', '../x', 'a/b', 'a\\b', '.hidden', 'x\0y', 'x'.repeat(300)]) {
    t.throws(() => encodeNpz([named(name)]), {code: 'npz/name'}, JSON.stringify(name));
  }
  t.throws(() => encodeNpz([named('a'), named('a')]), {code: 'npz/name'});
});

test('numpy opens the file', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'lrplab-'));
  try {
    const path = join(folder, 'arrays.npz');
    await writeNpz(path, arrays);
    const program = `import numpy; f = numpy.load(${JSON.stringify(path)}); print(sorted(f.files), f["relevance"].tolist(), f["relevance"].dtype, float(f["talk: logits"]))`;
    let printed: string;
    try {
      printed = execFileSync('python3', ['-c', program], {encoding: 'utf8', stdio: 'pipe'});
    } catch (error) {
      const text = String(error);
      if (!text.includes('ENOENT') && !text.includes('No module named')) throw error;
      t.log('skipped: python3 with numpy is not here');
      t.pass();
      return;
    }
    t.is(printed.trim(), "['relevance', 'talk: logits'] [[1.5, -2.0]] float32 3.141592653589793");
  } finally {
    await rm(folder, {recursive: true});
  }
});
