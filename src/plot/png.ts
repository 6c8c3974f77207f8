import {Buffer} from 'node:buffer';
import {deflateSync} from 'node:zlib';
import type {Raster} from './raster.js';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Encodes a picture as PNG, 8 bit RGBA. Rows are stored as differences to the row above, which makes
 * enlarged pixels nearly free. Level 6 of zlib: on heatmaps, 9 saves under a hundredth of the bytes for five times the work.
 *
 * @see W3C, Portable Network Graphics, third edition.
 */
export function encodePng({width, height, rgba}: Raster): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Uint8Array.from(signature),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(filterRows(rgba, width * 4), {level: 6})),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Width and height that a PNG declares; null where the bytes are none. */
export function pngSize(png: Uint8Array): {readonly width: number; readonly height: number} | null {
  if (png.length < 24 || signature.some((byte, i) => png[i] !== byte)) return null;
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  return {width: view.getUint32(16), height: view.getUint32(20)};
}

function filterRows(rgba: Uint8Array, stride: number): Uint8Array {
  const rows = rgba.length / stride;
  const filtered = new Uint8Array(rows * (stride + 1));
  for (let row = 0; row < rows; row++) {
    const to = row * (stride + 1);
    filtered[to] = 2; // "up"; the row above the first counts as zero
    for (let i = 0; i < stride; i++) {
      const above = row === 0 ? 0 : rgba[(row - 1) * stride + i]!;
      filtered[to + 1 + i] = rgba[row * stride + i]! - above;
    }
  }
  return filtered;
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(body.length + 12);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(body, 8);
  bytes.writeUInt32BE(checksum(bytes.subarray(4, body.length + 8)), body.length + 8);
  return bytes;
}

function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
