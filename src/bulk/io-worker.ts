import {parentPort, workerData} from 'node:worker_threads';
import type {InputFrame, IoReply, IoRequest} from './io-messages.js';
import {mishapOf, readSamples, writeResults} from './serve-io.js';

// A thread that reads and writes while the main thread computes: engines may compute without a pause.

async function answer(request: IoRequest, frame: InputFrame): Promise<IoReply> {
  const {id} = request;
  try {
    if (request.kind === 'read')
      return {id, kind: 'read', samples: await readSamples(request.inputs, frame)};
    await writeResults(request.results);
    return {id, kind: 'written'};
  } catch (error) {
    return {id, kind: 'failed', mishap: mishapOf(error)};
  }
}

function send(reply: IoReply): void {
  const samples = reply.kind === 'read' ? reply.samples : [];
  const buffers = samples.flatMap(sample => (sample.ok ? [sample.data.buffer as ArrayBuffer] : []));
  parentPort!.postMessage(reply, buffers);
}

parentPort?.on('message', (request: IoRequest) => {
  answer(request, workerData as InputFrame).then(send, () => {});
});
