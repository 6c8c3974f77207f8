import {createHash} from 'node:crypto';
import type {FetchOptions} from '../../src/fetch/fetch-job.js';
import type {RetryPolicy} from '../../src/fetch/retry-policy.js';
import type {Checksum, Source} from '../../src/fetch/source.js';

/** Bytes that look random and are the same every time. */
export function sampleBytes(count: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(count);
  let state = seed;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

export function hashOf(content: Buffer, algorithm: Checksum['algorithm'] = 'sha256'): string {
  return createHash(algorithm).update(content).digest('hex');
}

/** Tries again at once. */
export const hasty: RetryPolicy = {
  maxFailures: 3,
  maxTries: 8,
  stallMilliseconds: 20_000,
  pause: () => 1,
};

/** A source for a file of a test. */
export function sampleSource(
  content: Buffer,
  urls: readonly string[],
  more: Partial<Source> = {},
): Source {
  return {
    name: 'sample',
    title: 'A sample',
    file: 'sample.bin',
    archive: null,
    urls,
    bytes: content.length,
    maxBytes: content.length,
    checksum: {algorithm: 'sha256', hex: hashOf(content)},
    checksumFrom: 'the test',
    licence: {name: 'none', url: 'https://example.org/', note: 'For tests.'},
    next: ['model "{path}"'],
    ...more,
  };
}

/** Options that fetch into a folder without waiting. */
export function sampleOptions(folder: string, more: Partial<FetchOptions> = {}): FetchOptions {
  return {folder, signal: new AbortController().signal, retries: hasty, ...more};
}
