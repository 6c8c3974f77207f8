import test from 'ava';
import {mixSeed} from '../../src/data/mix-seed.js';

/** MurmurHash3_x86_32 (Appleby 2011) in whole-number arithmetic of its own. */
function murmur(words: readonly number[], seed: number, length: number): number {
  const multiply = (a: number, b: number): number => Number((BigInt(a) * BigInt(b)) & 0xffffffffn);
  const turn = (a: number, bits: number): number =>
    Number(((BigInt(a) << BigInt(bits)) | (BigInt(a) >> BigInt(32 - bits))) & 0xffffffffn);
  const xor = (a: number, b: number): number => Number(BigInt(a) ^ BigInt(b));
  let hash = seed;
  for (const word of words) {
    const k = multiply(turn(multiply(word, 0xcc9e2d51), 15), 0x1b873593);
    hash = (multiply(turn(xor(hash, k), 13), 5) + 0xe6546b64) % 2 ** 32;
  }
  hash = xor(hash, length);
  hash = multiply(xor(hash, Math.floor(hash / 2 ** 16)), 0x85ebca6b);
  hash = multiply(xor(hash, Math.floor(hash / 2 ** 13)), 0xc2b2ae35);
  return xor(hash, Math.floor(hash / 2 ** 16));
}

test('keys are mixed as MurmurHash3 mixes their 64-bit words', t => {
  // Its published test value: no input, seed 1.
  t.is(murmur([], 1, 0), 0x514e28b7);
  for (const keys of [[0], [1, 2, 3], [7, 0, 0], [2 ** 40 + 5, 9], [4294967295]]) {
    const words = keys.flatMap(key => [key % 2 ** 32, Math.floor(key / 2 ** 32)]);
    t.is(mixSeed(...keys), murmur(words, 0x9e3779b9, keys.length));
  }
});

test('neighbouring keys, swapped keys and keys above 32 bits give other seeds', t => {
  const keys: number[][] = [];
  for (let seed = 0; seed < 8; seed += 1) {
    for (let epoch = 0; epoch < 20; epoch += 1) {
      for (let index = 0; index < 50; index += 1) keys.push([seed, epoch, index]);
    }
  }
  keys.push([], [0], [0, 0], [2 ** 32], [2 ** 33], [-1]);
  // 8000 of 2³²: two alike would be found once in a hundred such lists.
  t.is(new Set(keys.map(key => mixSeed(...key))).size, keys.length);
});
