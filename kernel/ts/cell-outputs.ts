import {StringDecoder} from 'node:string_decoder';
import {type CellContext, currentCell} from './cell-context.js';

type Write = typeof process.stdout.write;
type StreamName = 'stdout' | 'stderr';

/**
 * Sends what cells write to `process.stdout`, `process.stderr` and the console to the cell that started the
 * work; what stands outside any cell goes where it went before.
 *
 * @returns Puts everything back.
 */
export function captureOutputs(): () => void {
  const restore = [captureStream('stdout'), captureStream('stderr'), captureClear()];
  return () => {
    for (const one of restore) one();
  };
}

function captureStream(name: StreamName): () => void {
  const stream = process[name];
  const before = stream.write;
  const decoders = new WeakMap<CellContext, StringDecoder>();
  const write = (
    chunk: string | Uint8Array,
    second?: BufferEncoding | ((error?: Error | null) => void),
    third?: (error?: Error | null) => void,
  ): boolean => {
    const cell = currentCell();
    if (cell === null) return Reflect.apply(before, stream, [chunk, second, third]) as boolean;
    const encoding = typeof second === 'string' ? second : undefined;
    const text = typeof chunk === 'string' ? fromText(chunk, encoding) : decode(chunk, cell);
    if (text !== '') cell.io.stream(name, text);
    const done = typeof second === 'function' ? second : third;
    if (done !== undefined) process.nextTick(done, null);
    return true;
  };
  const decode = (chunk: Uint8Array, cell: CellContext): string => {
    // A letter may be cut in two by the pieces a program writes.
    const decoder = decoders.get(cell) ?? new StringDecoder('utf8');
    decoders.set(cell, decoder);
    return decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  };
  stream.write = write as Write;
  return () => {
    if (stream.write === write) stream.write = before;
  };
}

/** Bytes can be given as text: `write('6869', 'hex')`. */
function fromText(chunk: string, encoding: BufferEncoding | undefined): string {
  return encoding === 'hex' || encoding === 'base64' || encoding === 'base64url'
    ? Buffer.from(chunk, encoding).toString('utf8')
    : chunk;
}

function captureClear(): () => void {
  const {console: shared} = globalThis;
  const before = shared.clear;
  const clear = (): void => {
    const cell = currentCell();
    if (cell === null) Reflect.apply(before, shared, []);
    else cell.io.clear(false);
  };
  shared.clear = clear;
  return () => {
    if (shared.clear === clear) shared.clear = before;
  };
}
