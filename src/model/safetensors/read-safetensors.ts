import {ModelError} from '../../errors/model-error.js';
import {sizeOf, type Tensor} from '../../graph/graph.js';
import {bytesOf, decodeFloats, isFloat, isKnown} from './decode-floats.js';

/** Bytes of the header that are read at most; that of a VGG has 4 thousand. */
const maxHeader = 2 ** 24;
const maxAxes = 8;

interface Entry {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads the tensors of a `.safetensors` file: float64, float32, float16 and bfloat16 as float32. Tensors of
 * whole numbers are checked and left out (batch norms count their batches in one).
 *
 * @param name What messages call the file.
 * @returns Where the machine allows it, tensors that lie in `bytes`.
 * @throws ModelError `model/not-safetensors` where the file is not in order: a header that is none, tensors
 *   that overlap, leave holes or reach out of the file; `model/bad-tensor` for numbers that are not finite.
 */
export function readSafetensors(bytes: Uint8Array, name: string): ReadonlyMap<string, Tensor> {
  const {header, start} = headerOf(bytes, name);
  const entries = Object.entries(header)
    .filter(([key]) => key !== '__metadata__')
    .map(([key, value]) => entryOf(key, value, name));
  checkPlaces(entries, bytes.length - start, name);
  const tensors = new Map<string, Tensor>();
  for (const {name: key, type, shape, begin, end} of entries) {
    if (!isFloat(type)) continue;
    const data = decodeFloats(bytes.subarray(start + begin, start + end), type);
    if (!data.every(Number.isFinite))
      throw new ModelError(
        'model/bad-tensor',
        `${name}: tensor ${quoted(key)} holds numbers that are not finite as float32`,
      );
    tensors.set(key, {shape, data});
  }
  return tensors;
}

function headerOf(
  bytes: Uint8Array,
  name: string,
): {readonly header: Readonly<Record<string, unknown>>; readonly start: number} {
  if (bytes.length < 8) throw broken(name, `it has ${bytes.length} bytes, less than a header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(maxHeader) || Number(length) + 8 > bytes.length)
    throw broken(
      name,
      `its header would have ${length} bytes; the file has ${bytes.length}, and at most ${maxHeader} are read`,
    );
  const start = 8 + Number(length);
  let header: unknown;
  try {
    const text = new TextDecoder('utf-8', {fatal: true}).decode(bytes.subarray(8, start));
    header = JSON.parse(text);
  } catch {
    throw broken(name, 'its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw broken(name, 'its header is no JSON object');
  return {header: header as Readonly<Record<string, unknown>>, start};
}

function entryOf(key: string, value: unknown, name: string): Entry {
  const where = `tensor ${quoted(key)}`;
  const {dtype, shape, data_offsets: offsets} = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !isKnown(dtype))
    throw broken(
      name,
      `${where} is of type ${quoted(dtype)}; F64, F32, F16 and BF16 are read as numbers`,
    );
  if (!isWholes(shape) || shape.length > maxAxes || !Number.isSafeInteger(sizeOf(shape)))
    throw broken(name, `${where} has no shape of at most ${maxAxes} lengths`);
  if (!isWholes(offsets) || offsets.length !== 2)
    throw broken(name, `${where} has no two data_offsets`);
  const [begin, end] = offsets as readonly [number, number];
  const wanted = sizeOf(shape) * bytesOf(dtype);
  if (end - begin !== wanted)
    throw broken(
      name,
      `${where}, ${dtype} [${shape.join(',')}], needs ${wanted} bytes, but its place ${begin}…${end} has ${end - begin}`,
    );
  return {name: key, type: dtype, shape, begin, end};
}

/** The format wants the tensors to fill the file, one behind the other. */
function checkPlaces(entries: readonly Entry[], length: number, name: string): void {
  const sorted = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const {name: key, begin, end} of sorted) {
    if (begin < at) throw broken(name, `tensor ${quoted(key)} overlaps the one before it`);
    if (begin > at) throw broken(name, `before tensor ${quoted(key)} lie bytes that are nothing's`);
    if (end > length)
      throw broken(name, `tensor ${quoted(key)} ends at ${end}, but there are ${length} bytes`);
    at = end;
  }
  if (at !== length) throw broken(name, `${length - at} bytes at its end are nothing's`);
}

function isWholes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(length => Number.isSafeInteger(length) && length >= 0);
}

function quoted(value: unknown): string {
  return JSON.stringify(String(value).slice(0, 200));
}

function broken(name: string, what: string): ModelError {
  return new ModelError('model/not-safetensors', `${name}: no safetensors file in order: ${what}`);
}
