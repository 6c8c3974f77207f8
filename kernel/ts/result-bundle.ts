import {inspect, types} from 'node:util';
import type {Json, JsonObject} from '../../src/plot/figure.js';
import {jupyterDisplay, type MimeBundle} from '../../src/plot/mime-bundle.js';

/** A cell's last value as an output: as it shows itself, else as Node prints it; null for nothing. */
export async function resultBundle(value: unknown): Promise<MimeBundle | null> {
  if (value === undefined) return null;
  const shown = isObject(value) ? Reflect.get(value, jupyterDisplay) : undefined;
  if (typeof shown === 'function') {
    const bundle = toBundle(await Reflect.apply(shown, value, []));
    if (bundle !== null) return withText(bundle, value);
  }
  return textBundle(value);
}

/** A value as plain text only. */
function textBundle(value: unknown): MimeBundle {
  return {data: {'text/plain': textOf(value)}, metadata: {}};
}

/**
 * Takes what a display method gave: the data by mime type, or a bundle with `data` and `metadata`. Null where
 * it is neither. Bytes become base64, as Jupyter wants them.
 */
export function toBundle(shown: unknown): MimeBundle | null {
  if (!isObject(shown)) return null;
  const record = shown as Record<string, unknown>;
  const {data, metadata} = record;
  if (isObject(data) && isMimeData(data)) {
    return {data: toData(data), metadata: isObject(metadata) ? (metadata as JsonObject) : {}};
  }
  return isMimeData(record) ? {data: toData(record), metadata: {}} : null;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isMimeData(data: object): data is Record<string, unknown> {
  const names = Object.keys(data);
  return names.length > 0 && names.every(name => /^[\w.+-]+\/[\w.+-]+$/.test(name));
}

function toData(data: Record<string, unknown>): Record<string, Json> {
  const entries = Object.entries(data).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([mime, value]) => [mime, toJson(mime, value)]));
}

function toJson(mime: string, value: unknown): Json {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  if (typeof value === 'string' && isJsonType(mime)) {
    // Text where front ends want the object itself; tslab's own types ask for text here.
    try {
      return JSON.parse(value) as Json;
    } catch {
      return value;
    }
  }
  return value as Json;
}

function isJsonType(mime: string): boolean {
  return /^application\/(?:[\w.+-]+\+)?json$/.test(mime);
}

function withText({data, metadata}: MimeBundle, value: unknown): MimeBundle {
  if ('text/plain' in data) return {data, metadata};
  return {data: {...data, 'text/plain': textOf(value)}, metadata};
}

function textOf(value: unknown): string {
  try {
    if (types.isPromise(value)) hideHooks(value);
    return inspect(value, {colors: false});
  } catch (error) {
    return `[a value that cannot be printed: ${error instanceof Error ? error.message : 'it throws'}]`;
  }
}

/** Node notes on promises which work they belong to; only the kernel cares. */
function hideHooks(promise: Promise<unknown>): void {
  for (const key of Object.getOwnPropertySymbols(promise)) {
    const own = Object.getOwnPropertyDescriptor(promise, key);
    if (own?.configurable === true)
      Object.defineProperty(promise, key, {...own, enumerable: false});
  }
}
