import {stat} from 'node:fs/promises';
import type {Entry, ZipFile} from 'yauzl';
import {openPromise} from 'yauzl';
import {crc32} from '../../data/crc32.js';
import {ModelError} from '../../errors/model-error.js';
import type {Hdf5Place} from './hdf5.js';

/** What of a `.keras` file is needed. */
export interface KerasArchive {
  /** The text of `config.json`. */
  readonly config: string;
  /** Where `model.weights.h5` lies. */
  readonly weights: Hdf5Place;
}

/** The description holds no weights: some hundred kilobytes are usual. */
const MAX_CONFIG = 64 * 2 ** 20;
const MAX_WEIGHTS = 2 ** 31 - 1;
/** More files than Keras puts into an archive, even with many assets. */
const MAX_ENTRIES = 10_000;
/** Keras does not pack the weights; where somebody else has, they are not expected to shrink by more. */
const MAX_EXPANSION = 100;
const CONFIG = 'config.json';
const WEIGHTS = 'model.weights.h5';

/**
 * Opens a `.keras` file, a zip archive. Only the two entries of Keras' names are read, into memory or where they lie;
 * no name in the archive becomes a path.
 *
 * @throws ModelError `model/not-keras`, `model/truncated`, `model/too-large`, `model/damaged`.
 */
export async function openKerasArchive(file: string, where: string): Promise<KerasArchive> {
  const zip = await openPromise(file, {autoClose: false, strictFileNames: true}).catch(error => {
    throw new ModelError(
      'model/not-keras',
      `${where}: this is no .keras file, or one that stops in the middle (${reasonOf(error)}); give the file that model.save('net.keras') wrote`,
      {cause: error},
    );
  });
  try {
    const {config, weights} = await findEntries(zip, where);
    const text = await readEntry(zip, config, {where, most: MAX_CONFIG});
    return {
      config: new TextDecoder().decode(text),
      weights: await openEntry(zip, weights, {file, where}),
    };
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw damaged(where, reasonOf(error), error);
  } finally {
    zip.close();
  }
}

async function findEntries(
  zip: ZipFile,
  where: string,
): Promise<{readonly config: Entry; readonly weights: Entry}> {
  const found = new Map<string, Entry>();
  let count = 0;
  for await (const entry of zip.eachEntry()) {
    count += 1;
    if (count > MAX_ENTRIES) {
      throw new ModelError(
        'model/too-large',
        `${where}: the archive has more than ${MAX_ENTRIES} entries`,
      );
    }
    if (found.has(entry.fileName))
      throw damaged(where, `two entries are called "${entry.fileName}"`);
    found.set(entry.fileName, entry);
  }
  const [config, weights] = [found.get(CONFIG), found.get(WEIGHTS)];
  if (config === undefined || weights === undefined) {
    const missing = config === undefined ? CONFIG : WEIGHTS;
    throw new ModelError(
      'model/not-keras',
      `${where}: the archive holds no "${missing}"; give the file that model.save('net.keras') wrote`,
    );
  }
  return {config, weights};
}

/** The entry's bytes, unpacked. */
async function readEntry(
  zip: ZipFile,
  entry: Entry,
  {where, most}: {readonly where: string; readonly most: number},
): Promise<Uint8Array> {
  const {fileName, uncompressedSize, compressedSize} = entry;
  if (uncompressedSize > most || uncompressedSize > 2 ** 20 + MAX_EXPANSION * compressedSize) {
    throw new ModelError(
      'model/too-large',
      `${where}: "${fileName}" would unpack from ${compressedSize} to ${uncompressedSize} bytes; at most ${most}, and ${MAX_EXPANSION} times the packed size, are read`,
    );
  }
  const bytes = new Uint8Array(uncompressedSize);
  let length = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    bytes.set(chunk as Uint8Array, length);
    length += (chunk as Uint8Array).length;
  }
  if (length !== uncompressedSize || crc32(bytes) !== entry.crc32) {
    throw damaged(where, `the checksum of "${fileName}" is wrong`);
  }
  return bytes;
}

/** The entry where it lies, if it is not packed; its bytes in memory, if it is. */
async function openEntry(
  zip: ZipFile,
  entry: Entry,
  {file, where}: {readonly file: string; readonly where: string},
): Promise<Hdf5Place> {
  if (entry.compressionMethod !== 0 || entry.isEncrypted()) {
    return {bytes: await readEntry(zip, entry, {where, most: MAX_WEIGHTS})};
  }
  const {fileDataStart} = await zip.readLocalFileHeaderPromise(entry, {minimal: true});
  const {size} = await stat(file);
  if (fileDataStart + entry.uncompressedSize > size || entry.uncompressedSize > MAX_WEIGHTS) {
    throw damaged(where, `"${entry.fileName}" does not end within the file`);
  }
  return {file, start: fileDataStart, size: entry.uncompressedSize};
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function damaged(where: string, why: string, cause?: unknown): ModelError {
  return new ModelError(
    'model/damaged',
    `${where}: the archive is damaged: ${why}; copy it again`,
    cause === undefined ? {} : {cause},
  );
}
