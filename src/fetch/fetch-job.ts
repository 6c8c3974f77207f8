import {join} from 'node:path';
import type {Provenance} from './provenance.js';
import type {RetryPolicy} from './retry-policy.js';
import type {Checksum, Source} from './source.js';

/** What is being done, for a progress bar. */
export type FetchPhase = 'download' | 'check' | 'unpack';

export interface FetchOptions {
  /** Folder that the data becomes; it must not hold anything else. */
  readonly folder: string;
  /** An address or a local file that is used instead of the places the source names. @default null */
  readonly from?: string | null;
  /** SHA-256 that the file must have instead of the checksum the source names. @default null */
  readonly sha256?: string | null;
  /** Keeps the archive beside what was unpacked. @default false */
  readonly keepArchive?: boolean;
  /** Fetches anew what is there already. @default false */
  readonly force?: boolean;
  readonly signal: AbortSignal;
  readonly onBytes?: (phase: FetchPhase, done: number, total: number) => void;
  readonly onNote?: (text: string) => void;
  readonly retries?: RetryPolicy;
  /** Bytes that are free on the disk of a folder. */
  readonly free?: (folder: string) => Promise<number>;
}

/** What stands there now. */
export interface Fetched {
  readonly action: 'fetched' | 'kept';
  readonly folder: string;
  /** The file, or the folder that the archive's root became. */
  readonly path: string;
  readonly provenance: Provenance;
}

/** A request with its defaults filled in. */
export interface Job extends Required<FetchOptions> {
  readonly source: Source;
  readonly checksum: Checksum;
  readonly checksumFrom: string;
}

/** Where the file of a source, or the root of its archive, stands in a folder. */
export function pathIn({archive, file}: Source, folder: string): string {
  return join(folder, archive === null ? file : archive.root);
}
