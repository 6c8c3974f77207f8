import {open} from 'node:fs/promises';
import {floatsFrom, toLittleEndian} from '../../data/byte-order.js';
import {DataError, describeSystemError} from '../../data/data-error.js';
import {writeFileWhole} from '../../data/write-file.js';

/** Numbers by name, with a note. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Float32Array>;
  readonly note: string;
}

interface Entry {
  readonly dtype: 'F32';
  readonly shape: readonly [number];
  readonly data_offsets: readonly [number, number];
}

/** A header longer than this is not one of ours. */
const longestHeader = 100e6;

/** Writes numbers whole or not at all, in the safetensors format; the note stands in its metadata. */
export async function writeTensorFile(path: string, {tensors, note}: TensorFile): Promise<void> {
  const header: Record<string, unknown> = {__metadata__: {note}};
  let offset = 0;
  for (const [name, {length}] of tensors) {
    header[name] = {dtype: 'F32', shape: [length], data_offsets: [offset, offset + 4 * length]};
    offset += 4 * length;
  }
  const text = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  function* parts(): Generator<Uint8Array> {
    yield size;
    yield text;
    for (const data of tensors.values()) yield toLittleEndian(data);
  }
  await writeFileWhole(path, parts());
}

/** @throws DataError `train/state` where it is not what `writeTensorFile` writes. */
export async function readTensorFile(path: string): Promise<TensorFile> {
  const fail = (why: string, cause?: unknown): DataError =>
    new DataError('train/state', path, `${why}; the run cannot be resumed, start it anew`, {cause});
  const file = await open(path, 'r').catch((error: unknown) => {
    throw fail(describeSystemError(error), error);
  });
  try {
    const read = async (length: number, position: number): Promise<Buffer> => {
      const bytes = Buffer.alloc(length);
      const {bytesRead} = await file.read(bytes, 0, length, position);
      if (bytesRead < length) throw fail('the file ends too soon');
      return bytes;
    };
    const size = Number((await read(8, 0)).readBigUInt64LE());
    if (!(size < longestHeader)) throw fail('this is no state of a run');
    const header = JSON.parse((await read(size, 8)).toString()) as Record<string, unknown>;
    const {__metadata__: metadata, ...entries} = header;
    const tensors = new Map<string, Float32Array>();
    for (const [name, entry] of Object.entries(entries)) {
      const [start, end] = (entry as Entry).data_offsets;
      tensors.set(name, floatsFrom(await read(end - start, 8 + size + start), 'little'));
    }
    return {tensors, note: (metadata as {note: string}).note};
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw fail('this is no state of a run', error);
  } finally {
    await file.close();
  }
}
