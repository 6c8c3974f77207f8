import {closeSync, openSync, readSync} from 'node:fs';

/** Bytes that are read where they are wanted, such as a file or a part of one. */
export interface ByteSource {
  readonly size: number;
  /** Reads up to `target.length` bytes from `position` on; returns how many, 0 at the end. */
  read(target: Uint8Array, position: number): number;
  close(): void;
}

/** A file from byte `start` on. Nothing of it is held in memory. */
export function openFileBytes(
  file: string,
  {start = 0, size}: {readonly start?: number; readonly size: number},
): ByteSource {
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

/** Bytes in memory. */
export function bytesInMemory(bytes: Uint8Array): ByteSource {
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
