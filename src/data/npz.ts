import {crc32} from './crc32.js';
import {DataError} from './data-error.js';
import {encodeNpy} from './npy.js';
import {writeFileWhole} from './write-file.js';

/** One array of an `.npz`: `numpy.load(file)[name]`. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** Writes arrays as one `.npz` that `numpy.load` opens; whole or not at all. */
export async function writeNpz(path: string, arrays: readonly NamedArray[]): Promise<void> {
  await writeFileWhole(path, encodeNpz(arrays, path));
}

/**
 * Encodes arrays as an uncompressed zip of `.npy` files, as `numpy.savez` does. The same arrays give
 * the same bytes: every entry is dated 1980-01-01.
 *
 * @throws DataError `npz/name` for an empty, repeated or unsafe name, `npz/too-large` above 4 GB.
 */
export function encodeNpz(arrays: readonly NamedArray[], path = '<bytes>'): Uint8Array {
  checkNames(
    arrays.map(array => array.name),
    path,
  );
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const array of arrays) {
    const name = Buffer.from(`${array.name}.npy`, 'utf8');
    const content = encodeNpy(array.shape, array.data);
    if (offset + content.length + name.length + 30 > 0xffff_ffff) {
      throw new DataError('npz/too-large', path, 'the arrays exceed 4 GB; save fewer in one file');
    }
    const common = commonFields(content, name.length);
    directory.push(centralHeader(common, offset), name);
    parts.push(localHeader(common), name, content);
    offset += 30 + name.length + content.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([...parts, ...directory, endRecord(arrays.length, size, offset)]);
}

function checkNames(names: readonly string[], path: string): void {
  const wrong =
    names.find(name => !/^[\p{L}\p{N}_.: -]{1,200}$/u.test(name) || name.startsWith('.')) ??
    names.find((name, index) => names.indexOf(name) !== index);
  if (wrong !== undefined || names.length > 0xffff) {
    throw new DataError(
      'npz/name',
      path,
      `the array name "${wrong ?? ''}" cannot be used; names are letters, digits, "_", "-", ".", ":" and spaces, each once`,
    );
  }
}

/** Version 2.0, names in UTF-8, stored, 1980-01-01 00:00, CRC, size twice, length of the name, no extra. */
function commonFields(content: Uint8Array, nameLength: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(1 << 11, 2);
  fields.writeUInt16LE((1 << 5) | 1, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}

function localHeader(common: Buffer): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common]);
}

function centralHeader(common: Buffer, offset: number): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest]);
}

function endRecord(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.write('PK\x05\x06', 0, 'latin1');
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}
