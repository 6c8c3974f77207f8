import {statSync} from 'node:fs';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {gzipSync} from 'node:zlib';
import type {ExecutionContext} from 'ava';

/** How one request is answered. */
export interface Behaviour {
  /** Sends so many bytes of what was asked for, and cuts the connection when they have arrived. */
  readonly cut?: number;
  /** Sends so many bytes of what was asked for, then nothing more. */
  readonly stall?: number;
  /** Answers with this status and no file. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly redirect?: string;
  /** Sends the whole file whatever is asked for. */
  readonly ignoreRange?: boolean;
  /** Sends the range that is asked for whatever version it was begun with. */
  readonly ignoreIfRange?: boolean;
  /** Answers a request for a range with another one. */
  readonly wrongRange?: boolean;
  /** Another file. */
  readonly content?: Buffer;
  readonly etag?: string | null;
  /** Leaves Content-Length out. */
  readonly chunked?: boolean;
  readonly gzip?: boolean;
}

export interface FileServer {
  readonly url: string;
  /** What was asked, in order. */
  readonly requests: readonly {
    readonly path: string;
    readonly range: string;
    readonly ifRange: string;
  }[];
}

/** A complete server for one file, as far as a download needs it: ranges, If-Range, ETag. */
function serve(
  request: IncomingMessage,
  response: ServerResponse,
  {
    file,
    part: partFile,
    how,
  }: {readonly file: Buffer; readonly part: string; readonly how: Behaviour},
): void {
  const {cut, stall, status, headers = {}, redirect, content = file, etag = '"one"'} = how;
  if (redirect !== undefined) {
    response.writeHead(302, {location: redirect, ...headers}).end('elsewhere');
    return;
  }
  if (status !== undefined) {
    response.writeHead(status, headers).end('no file');
    return;
  }
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const ifRange = request.headers['if-range'];
  const ranged =
    asked !== null &&
    how.ignoreRange !== true &&
    (how.ignoreIfRange === true || ifRange === undefined || ifRange === etag);
  const start = ranged ? Number(asked[1]) + (how.wrongRange === true ? 1 : 0) : 0;
  if (start >= content.length) {
    response.writeHead(416, {'content-range': `bytes */${content.length}`}).end();
    return;
  }
  const packed = how.gzip === true ? gzipSync(content) : content.subarray(start);
  response.writeHead(ranged ? 206 : 200, {
    ...(etag === null ? {} : {etag}),
    ...(how.chunked === true ? {} : {'content-length': String(packed.length)}),
    ...(how.gzip === true ? {'content-encoding': 'gzip'} : {}),
    ...(ranged ? {'content-range': `bytes ${start}-${content.length - 1}/${content.length}`} : {}),
    ...headers,
  });
  const part = cut ?? stall;
  if (part === undefined) {
    response.end(packed);
    return;
  }
  response.write(packed.subarray(0, part), () => {
    if (cut !== undefined) cutWhenThere(response, partFile, start + cut);
  });
}

/** Cuts a connection when a file on the other side has so many bytes: a client may lose what it has not read yet. */
function cutWhenThere(response: ServerResponse, partFile: string, bytes: number): void {
  const timer = setInterval(() => {
    const size = statSync(partFile, {throwIfNoEntry: false})?.size ?? 0;
    if (size < bytes && response.socket !== null) return;
    clearInterval(timer);
    response.socket?.destroy();
  }, 5);
  response.once('close', () => clearInterval(timer));
}

/**
 * Serves a file on this machine. Each request takes the next behaviour; when they are used up, the file is
 * served as it should be. Ends with the test.
 *
 * @param options `part` is the file that the client downloads into; needed for `cut`.
 */
export async function openFileServer(
  t: ExecutionContext,
  file: Buffer,
  behaviours: readonly Behaviour[] = [],
  {part = ''}: {readonly part?: string} = {},
): Promise<FileServer> {
  const requests: {path: string; range: string; ifRange: string}[] = [];
  const server = createServer((request, response) => {
    const how = behaviours[requests.length] ?? {};
    const {range = '', 'if-range': ifRange = ''} = request.headers;
    requests.push({path: request.url ?? '', range, ifRange: String(ifRange)});
    serve(request, response, {file, part, how});
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const {port} = server.address() as AddressInfo;
  return {url: `http://127.0.0.1:${port}/file`, requests};
}
