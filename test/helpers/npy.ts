import {readFileSync} from 'node:fs';
import type {Tensor} from '../../src/graph/graph.js';

/** Reads a little-endian float32 `.npy` of version 1 in C order; for test data only. */
export function readTestNpy(path: string): Tensor {
  const bytes = readFileSync(path);
  const end = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, end);
  if (!header.includes("'<f4'") || header.includes('True')) throw new Error(`${path}: ${header}`);
  const shape = /\(([^)]*)\)/
    .exec(header)![1]!
    .split(',')
    .filter(part => part.trim() !== '')
    .map(Number);
  const data = Float32Array.from({length: (bytes.length - end) / 4}, (_, i) =>
    bytes.readFloatLE(end + 4 * i),
  );
  return {shape, data};
}
