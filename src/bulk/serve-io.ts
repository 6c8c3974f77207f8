import {checkFinite} from '../data/check-finite.js';
import {encodeNpz} from '../data/npz.js';
import {NpyRows} from '../data/npy-rows.js';
import {readPictures} from '../data/picture-input.js';
import {writeFilesWhole} from '../data/write-file.js';
import {LrpError} from '../errors/lrp-error.js';
import type {BulkInput} from './bulk-input.js';
import type {InputFrame, Mishap, ReadSample, ResultContent} from './io-messages.js';

/** Pictures that are decoded at a time: enough for every core of libuv's pool, few enough that huge ones fit. */
const atATime = 4;

function mishapOf(error: unknown): Mishap {
  if (error instanceof LrpError) return {code: error.code, message: error.message};
  return {code: 'internal', message: error instanceof Error ? error.message : String(error)};
}

async function readOne(input: BulkInput, frame: InputFrame, open: OpenRows): Promise<ReadSample> {
  try {
    if (input.row === null) {
      const {tensor} = await readPictures([input.path], frame);
      return {ok: true, data: tensor.data};
    }
    const rows = await open(input.path);
    const data = await rows.read(input.row);
    checkFinite({shape: rows.shape.slice(1), data}, `${input.path}[${input.row}]`);
    return {ok: true, data};
  } catch (error) {
    return {ok: false, mishap: mishapOf(error)};
  }
}

type OpenRows = (path: string) => Promise<NpyRows>;

/** Reads samples, several at a time, in order; each that cannot be read says why. */
export async function readSamples(
  inputs: readonly BulkInput[],
  frame: InputFrame,
): Promise<readonly ReadSample[]> {
  const files = new Map<string, Promise<NpyRows>>();
  const open: OpenRows = path => {
    const known = files.get(path) ?? NpyRows.open(path);
    files.set(path, known);
    return known;
  };
  const samples: ReadSample[] = [];
  const waiting = [...inputs.entries()].values();
  const work = async (): Promise<void> => {
    for (const [index, input] of waiting) samples[index] = await readOne(input, frame, open);
  };
  try {
    await Promise.all(Array.from({length: atATime}, work));
    return samples;
  } finally {
    for (const file of files.values()) await file.then(rows => rows.close()).catch(() => {});
  }
}

/** Writes the files of samples, each sample's whole or not at all. @throws DataError `write/…` */
export async function writeResults(results: readonly ResultContent[]): Promise<void> {
  for (const {path, arrays, text} of results) {
    await writeFilesWhole([
      {path: `${path}.json`, content: text},
      ...(arrays === null
        ? []
        : [{path: `${path}.npz`, content: encodeNpz(arrays, `${path}.npz`)}]),
    ]);
  }
}

/** What went wrong with a request, for sending. */
export {mishapOf};
