// The thread that `PictureThreads` starts: it decodes, changes and preprocesses pictures until it is told to close.
import {parentPort, workerData} from 'node:worker_threads';
import {DataError} from '../data-error.js';
import {preprocessRows} from '../preprocess-rows.js';
import {openPictureLoader, openPixelStore} from './picture-loader.js';
import type {PictureAnswer, PictureQuestion, PictureWork} from './picture-thread.js';

const {sets, seed, preprocessing, ...options} = workerData as PictureWork;
const store = openPixelStore(
  sets.flatMap(({samples}) => samples),
  options,
);
const loaders = sets.map(({samples, augment}) =>
  openPictureLoader(samples, {...options, augment, seed}, store),
);
const port = parentPort!;

const pending = new Set<Promise<void>>();

/** An answer that is still to come would find no port. */
async function close(): Promise<void> {
  await Promise.all(pending);
  port.close();
}

async function answer({id, set, epoch, indices}: Exclude<PictureQuestion, 'close'>): Promise<void> {
  try {
    const pixels = await loaders[set]!.batch({epoch, indices});
    const rows = preprocessRows(pixels, preprocessing);
    const message: PictureAnswer = {id, rows};
    port.postMessage(message, [rows.buffer as ArrayBuffer]);
  } catch (error) {
    const message: PictureAnswer =
      error instanceof DataError
        ? {id, error: {code: error.code, path: error.path, message: error.message}}
        : {id, error: {code: null, path: '', message: String(error)}};
    port.postMessage(message);
  }
}

port.on('message', (question: PictureQuestion) => {
  if (question === 'close') void close();
  else {
    const answered = answer(question).finally(() => pending.delete(answered));
    pending.add(answered);
  }
});
