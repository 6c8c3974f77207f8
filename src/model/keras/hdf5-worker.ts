// The thread that `openHdf5` starts: it opens the file and answers until it is told to close.
import {workerData} from 'node:worker_threads';
import {ModelError} from '../../errors/model-error.js';
import {boundMemory} from './bound-memory.js';
import {openBytes} from './byte-source.js';
import {Hdf5File, maxClaim} from './hdf5-file.js';
import type {Hdf5Answer, Hdf5Question, Hdf5Start} from './hdf5-thread.js';

const {port, counters, place, where} = workerData as Hdf5Start;

function answer(message: Hdf5Answer): void {
  const values = message.kind === 'value' ? message.value : null;
  port.postMessage(message, values instanceof Float32Array ? [values.buffer as ArrayBuffer] : []);
  Atomics.add(counters, 0, 1);
  Atomics.notify(counters, 0);
}

function fail(error: unknown): void {
  answer({
    kind: 'error',
    code: error instanceof ModelError ? error.code : 'model/hdf5',
    message: error instanceof ModelError ? error.message : `${where}: ${String(error)}`,
  });
}

function serve(file: Hdf5File): void {
  port.on('message', ({method, given}: Hdf5Question) => {
    if (method === 'close') {
      file.close();
      port.close();
      return;
    }
    try {
      const call = file[method] as (...given: readonly string[]) => unknown;
      answer({kind: 'value', value: call.apply(file, [...given])});
    } catch (error) {
      fail(error);
    }
  });
  answer({kind: 'value', value: null});
}

// Twice: a packed part and what it unpacks to.
boundMemory(2 * maxClaim('bytes' in place ? place.bytes.length : place.size));
Hdf5File.open(openBytes(place), where, () => Atomics.add(counters, 1, 1)).then(serve, fail);
