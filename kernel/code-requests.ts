import type {JsonObject} from '../src/plot/figure.js';
import type {CellEngine} from './cell-engine.js';
import {toCodePoints, toUtf16} from './code-points.js';

/** Answers a `complete_request`. */
export async function complete(engine: CellEngine, request: JsonObject): Promise<JsonObject> {
  const code = codeOf(request);
  const {from, to, items} = await engine.complete(code, cursorOf(request, code));
  const start = toCodePoints(code, from);
  const end = toCodePoints(code, to);
  const types = items.map(({text, type, signature}) => ({
    ...{text, type, start, end},
    ...(signature === undefined ? {} : {signature}),
  }));
  return {
    status: 'ok',
    matches: items.map(({text}) => text),
    cursor_start: start,
    cursor_end: end,
    metadata: {_jupyter_types_experimental: types},
  };
}

/** Answers an `inspect_request`. */
export async function inspect(engine: CellEngine, request: JsonObject): Promise<JsonObject> {
  const code = codeOf(request);
  const detail = request['detail_level'] === 1 ? 1 : 0;
  const bundle = await engine.inspect(code, cursorOf(request, code), detail);
  const {data, metadata} = bundle ?? {data: {}, metadata: {}};
  return {status: 'ok', found: bundle !== null, data, metadata};
}

/** Answers an `is_complete_request`. */
export async function isComplete(engine: CellEngine, request: JsonObject): Promise<JsonObject> {
  return {...(await engine.isComplete(codeOf(request)))};
}

function codeOf(request: JsonObject): string {
  return typeof request['code'] === 'string' ? request['code'] : '';
}

/** The cursor as UTF-16 offset; at the end where the request does not say. */
function cursorOf(request: JsonObject, code: string): number {
  const position = request['cursor_pos'];
  return typeof position === 'number' ? toUtf16(code, position) : code.length;
}
