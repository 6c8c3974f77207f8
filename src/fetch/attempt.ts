import {parseContentRange} from './content-range.js';
import {describeNetworkError} from './describe-network-error.js';
import {FetchError} from './fetch-error.js';
import {formatBytes} from './format-bytes.js';
import {openResponse} from './open-response.js';
import type {PartFile, PartOrigin} from './part-file.js';
import {retryAfter, type RetryPolicy} from './retry-policy.js';
import type {Source} from './source.js';
import {openStallWatch} from './stall-watch.js';

/** What is wanted of a file, as far as its size goes. */
export type WantedSize = Pick<Source, 'bytes' | 'maxBytes'>;

export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly retries: RetryPolicy;
  /** Bytes that are there, and of the whole file. */
  readonly onBytes: (done: number, total: number) => void;
  readonly onNote: (text: string) => void;
}

/** Why a try brought no whole file. */
export interface Fault {
  readonly reason: string;
  /** Whether the same address may do better later. */
  readonly again: boolean;
  /** Milliseconds that the server asks to wait; null where it says nothing. */
  readonly after: number | null;
}

const final = (reason: string): Fault => ({reason, again: false, after: null});
const passing = (reason: string): Fault => ({reason, again: true, after: null});

/** A weak ETag says "much the same", which is not enough for putting two halves together. */
function validatorOf(headers: Headers): string | null {
  const etag = headers.get('etag');
  return etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified');
}

/** Whether an answer says that its file is another one than the part is of; one that says nothing may be the same. */
function isOther(url: string, headers: Headers, origin: PartOrigin | null): boolean {
  const validator = origin?.url === url ? origin.validator : null;
  if (validator === null) return false;
  const named = headers.get(validator.startsWith('"') ? 'etag' : 'last-modified');
  return named !== null && named.replace(/^W\//, '') !== validator;
}

function isEncoded(headers: Headers): boolean {
  return !['', 'identity'].includes((headers.get('content-encoding') ?? '').trim().toLowerCase());
}

/** The headers that ask for the rest of what is there; none where all must come anew. */
function rangeHeaders(url: string, part: PartFile, {bytes}: WantedSize): Record<string, string> {
  const origin = part.origin();
  if (origin === null || part.bytes() === 0) return {};
  const range = `bytes=${part.bytes()}-`;
  if (origin.url === url && origin.validator !== null) return {range, 'if-range': origin.validator};
  // Another place, or one that names no version: size and checksum tell in the end whether the halves fit.
  return bytes === null ? {} : {range};
}

function refusalOf(response: Response): Fault | null {
  if (response.status === 200 || response.status === 206) return null;
  const reason = `the server answers ${response.status} ${response.statusText}`.trim();
  const again = response.status >= 500 || [408, 416, 425, 429].includes(response.status);
  return {reason, again, after: retryAfter(response.headers.get('retry-after'), Date.now())};
}

function sizeFault(total: number, {bytes, maxBytes}: WantedSize): Fault | null {
  if (bytes !== null && total !== bytes)
    return final(`the file there has ${total} bytes; ${bytes} are expected`);
  if (total > maxBytes)
    return final(
      `the file there has ${formatBytes(total)}; at most ${formatBytes(maxBytes)} are taken`,
    );
  return null;
}

/** Takes what the answer says of itself; null where its body can be appended to the part. */
async function beginBody(
  url: string,
  response: Response,
  {
    part,
    size,
    asked,
  }: {readonly part: PartFile; readonly size: WantedSize; readonly asked: boolean},
): Promise<Fault | null> {
  const {headers} = response;
  const encoded = isEncoded(headers);
  const fresh: PartOrigin = {url, validator: null, total: null};
  if (response.status === 206) {
    const range = parseContentRange(headers.get('content-range'));
    const whole = size.bytes ?? part.origin()?.total ?? null;
    if (isOther(url, headers, part.origin())) {
      await part.begin(fresh);
      return passing('the file there has changed since it was begun');
    }
    const fits =
      asked &&
      !encoded &&
      range !== null &&
      range.start === part.bytes() &&
      (range.total === null || whole === null || range.total === whole);
    if (fits) {
      part.join();
      return null;
    }
    await part.begin(fresh);
    return passing('the server sends another part than was asked for');
  }
  const length = Number(headers.get('content-length') ?? Number.NaN);
  // Of a body that is packed for the way, the length says nothing about the file.
  const total = encoded || !Number.isSafeInteger(length) ? null : length;
  const fault = total === null ? null : sizeFault(total, size);
  if (fault !== null) return fault;
  await part.begin({...fresh, validator: encoded ? null : validatorOf(headers), total});
  return null;
}

/** Reads the body into the part; null where the file is whole then. */
async function readBody(
  body: AsyncIterable<Uint8Array>,
  {
    part,
    size,
    touch,
  }: {readonly part: PartFile; readonly size: WantedSize; readonly touch: () => void},
  onBytes: DownloadOptions['onBytes'],
): Promise<Fault | null> {
  const whole = size.bytes ?? part.origin()?.total ?? null;
  const most = whole ?? size.maxBytes;
  for await (const chunk of body) {
    touch();
    if (part.bytes() + chunk.length > most) {
      await part.begin({url: part.origin()?.url ?? '', validator: null, total: null});
      return final(`the server sends more than ${formatBytes(most)}`);
    }
    await part.append(chunk);
    onBytes(part.bytes(), whole ?? size.maxBytes);
  }
  return whole !== null && part.bytes() < whole
    ? passing(`the answer ended after ${part.bytes()} of ${whole} bytes`)
    : null;
}

/**
 * Asks one address once for a file, or for the rest of it.
 *
 * @returns Null where the part is whole; its checksum is another matter.
 * @throws  The signal's reason; FetchError `fetch/cannot-write`.
 */
export async function attempt(
  url: string,
  part: PartFile,
  size: WantedSize,
  {signal, retries, onBytes}: DownloadOptions,
): Promise<Fault | null> {
  const watch = openStallWatch(signal, retries.stallMilliseconds);
  let response: Response | null = null;
  try {
    const range = rangeHeaders(url, part, size);
    response = await openResponse(url, {
      // The checksum is of the file, not of how it was packed for the way.
      headers: {'accept-encoding': 'identity', ...range},
      signal: watch.signal,
    });
    watch.touch();
    const refusal = refusalOf(response);
    if (response.status === 416) await part.begin({url, validator: null, total: null});
    if (refusal !== null) return refusal;
    const fault = await beginBody(url, response, {part, size, asked: 'range' in range});
    if (fault !== null) return fault;
    if (response.body === null) return passing('the answer is empty');
    return await readBody(response.body, {part, size, touch: watch.touch}, onBytes);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof FetchError && error.code === 'fetch/redirect') return final(error.message);
    if (error instanceof FetchError) throw error;
    if (watch.stalled()) return passing(`nothing came for ${retries.stallMilliseconds / 1000} s`);
    return passing(describeNetworkError(error));
  } finally {
    watch.close();
    // Where the body was not wanted the connection need not bring it; a body read to its end does not mind.
    if (response?.body?.locked === false) await response.body.cancel().catch(() => {});
  }
}
