import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import type {Checksum} from './source.js';

/** Checksums of a stream as it passes. */
export interface Digests {
  readonly update: (chunk: Uint8Array) => void;
  /** Of what has passed so far, lower-case hexadecimal; more may follow. */
  readonly hex: (algorithm: Checksum['algorithm']) => string;
}

/** SHA-256 always, so that it can be noted, and MD5 for places that publish nothing better. */
export function openDigests(): Digests {
  const hashes = {sha256: createHash('sha256'), md5: createHash('md5')};
  return {
    update(chunk) {
      hashes.sha256.update(chunk);
      hashes.md5.update(chunk);
    },
    hex: algorithm => hashes[algorithm].copy().digest('hex'),
  };
}

/** Reads a file through; `onBytes` is told how many bytes have been read. An abort throws the signal's reason. */
export async function digestFile(
  path: string,
  {signal, onBytes}: {readonly signal: AbortSignal; readonly onBytes: (done: number) => void},
): Promise<{readonly digests: Digests; readonly bytes: number}> {
  const digests = openDigests();
  let bytes = 0;
  const stream = createReadStream(path, {highWaterMark: 1 << 20});
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    digests.update(chunk);
    bytes += chunk.length;
    onBytes(bytes);
  }
  return {digests, bytes};
}
