import test from 'ava';
import {boundMemory} from '../../../src/model/keras/bound-memory.js';

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const {WebAssembly} = globalThis as unknown as {
  readonly WebAssembly: {readonly Memory: new (size: {readonly initial: number}) => Memory};
};

test('a module’s memory grows up to the bound and no further', t => {
  boundMemory(4 * 2 ** 16);
  const memory = new WebAssembly.Memory({initial: 1});
  t.is(memory.grow(3), 1);
  t.throws(() => memory.grow(1), {instanceOf: RangeError, message: /at most 262144/});
  t.is(memory.buffer.byteLength, 4 * 2 ** 16);
});
