import {Buffer} from 'node:buffer';

/** Entries of an uncompressed zip archive; for test data only. */
export function unzip(bytes: Uint8Array): ReadonlyMap<string, Buffer> {
  const buffer = Buffer.from(bytes);
  const entries = new Map<string, Buffer>();
  for (let at = 0; buffer.readUInt32LE(at) === 0x04034b50; ) {
    const [size, name, extra] = [
      buffer.readUInt32LE(at + 18),
      buffer.readUInt16LE(at + 26),
      buffer.readUInt16LE(at + 28),
    ];
    const start = at + 30 + name + extra;
    entries.set(
      buffer.toString('utf8', at + 30, at + 30 + name),
      buffer.subarray(start, start + size),
    );
    at = start + size;
  }
  return entries;
}
