import {deflateRawSync} from 'node:zlib';
import {crc32} from '../../src/data/crc32.js';

/** An entry of an archive, and what is to be wrong with it. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly packed?: boolean;
  /** Instead of the true size. */
  readonly claims?: number;
  /** Instead of the true checksum. */
  readonly checksum?: number;
}

/** A zip archive in memory; for tests only. */
export function zipOf(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const {name, bytes, packed = false, claims = bytes.length, checksum} of entries) {
    const data = packed ? deflateRawSync(bytes) : bytes;
    const text = Buffer.from(name);
    const middle = Buffer.alloc(26);
    middle.writeUInt16LE(20, 0);
    middle.writeUInt16LE(packed ? 8 : 0, 4);
    middle.writeUInt32LE(checksum ?? crc32(bytes), 10);
    middle.writeUInt32LE(packed ? data.length : claims, 14);
    middle.writeUInt32LE(claims, 18);
    middle.writeUInt16LE(text.length, 22);
    const local = [Buffer.from('PK\u0003\u0004'), middle, text, data];
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), middle, tail, text);
    parts.push(...local);
    offset += local.reduce((sum, part) => sum + part.length, 0);
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
