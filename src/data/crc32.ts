import {crc32 as crc32OfNode} from 'node:zlib';

/** CRC-32 as zip and PNG use it (polynomial 0xEDB88320). */
export function crc32(bytes: Uint8Array): number {
  return crc32OfNode(bytes);
}
