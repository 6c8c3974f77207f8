import type {Hdf5Place} from './hdf5.js';
import {closeSync, openSync, readSync} from 'node:fs';

/** Bytes that are read where they are wanted, such as a file or a part of one. */
export interface ByteSource {
  readonly size: number;
  /** Reads up to `target.length` bytes from `position` on; returns how many, 0 at the end. */
  read(target: Uint8Array, position: number): number;
  close(): void;
}

/** Opens the bytes of a place; nothing of a file is held in memory. */
export function openBytes(place: Hdf5Place): ByteSource {
  return 'bytes' in place ? bytesInMemory(place.bytes) : fileBytes(place);
}

function fileBytes({
  file,
  start,
  size,
}: {
  readonly file: string;
  readonly start: number;
  readonly size: number;
}): ByteSource {
  const descriptor = openSync(file, 'r');
  return {
    size,
    read: (target, position) => {
      const length = Math.min(target.length, size - position);
      return length <= 0 ? 0 : readSync(descriptor, target, 0, length, start + position);
    },
    close: () => closeSync(descriptor),
  };
}

function bytesInMemory(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (target, position) => {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close: () => {},
  };
}
