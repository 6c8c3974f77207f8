import {isUtf8} from 'node:buffer';
import {randomUUID} from 'node:crypto';
import type {JsonObject} from '../src/plot/figure.js';
import {createSigner} from './signer.js';

/** The Jupyter messaging protocol that the kernel speaks. */
export const protocolVersion = '5.4';

/** What came in, checked. */
export interface Message {
  /** The routing frames before the delimiter; replies go back to them. */
  readonly identities: readonly Uint8Array[];
  readonly id: string;
  readonly type: string;
  /** The header as it came: JSON, the parent header of everything that answers it. */
  readonly header: Uint8Array;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  readonly buffers: readonly Uint8Array[];
}

/** What goes out. */
export interface Outgoing {
  /** Routing frames, or the topic of a broadcast. */
  readonly identities: readonly Uint8Array[];
  readonly type: string;
  /** The header of the message that this answers, as it came; null where nothing asked for it. */
  readonly parent: Uint8Array | null;
  readonly content: JsonObject;
  /** @default {} */
  readonly metadata?: JsonObject;
  /** Sent as they are, after the JSON. */
  readonly buffers?: readonly Uint8Array[];
}

/** Between frames and messages. */
export interface Wire {
  /** Of this run of the kernel; every header carries it. */
  readonly session: string;
  /** @throws where the content cannot be JSON, such as a bigint or a circle. */
  encode(message: Outgoing): Uint8Array[];
  /** Null for whatever is not a well-formed message with the right signature; never throws. */
  decode(frames: readonly Uint8Array[]): Message | null;
}

const delimiter = Buffer.from('<IDS|MSG>');
const nothing = Buffer.from('{}');

/** Larger messages are dropped, in bytes over all frames. */
export const largestMessage: number = 64 * 1024 * 1024;
const largestHeader = 65_536;
const mostIdentities = 16;
const mostFrames = 1024;

/**
 * Makes the wire of a connection.
 *
 * @throws LrpError `kernel/signature-scheme` where the scheme is not known.
 */
export function createWire(key: string, signatureScheme: string): Wire {
  const signer = createSigner(key, signatureScheme);
  const session = randomUUID();
  let sent = 0;

  return {
    session,
    encode({identities, type, parent, content, metadata, buffers = []}) {
      sent += 1;
      const header = {
        msg_id: `${session}_${sent}`,
        msg_type: type,
        session,
        username: 'kernel',
        date: new Date().toISOString(),
        version: protocolVersion,
      };
      const parts = [
        toJson(header),
        parent ?? nothing,
        metadata === undefined ? nothing : toJson(metadata),
        toJson(content),
      ];
      return [...identities, delimiter, Buffer.from(signer.sign(parts)), ...parts, ...buffers];
    },
    decode(frames) {
      try {
        return read(frames, signer.accept);
      } catch {
        return null;
      }
    },
  };
}

function read(
  frames: readonly Uint8Array[],
  accept: (signature: Uint8Array, parts: readonly Uint8Array[]) => boolean,
): Message | null {
  if (frames.length > mostFrames) return null;
  if (frames.reduce((sum, frame) => sum + frame.byteLength, 0) > largestMessage) return null;
  const start = frames.slice(0, mostIdentities + 1).findIndex(frame => delimiter.equals(frame));
  if (start < 0) return null;
  const [signature, ...parts] = frames.slice(start + 1, start + 6);
  const [header, parent, metadata, content] = parts;
  if (!signature || !header || !parent || !metadata || !content) return null;
  if (header.byteLength > largestHeader || !accept(signature, parts)) return null;
  const fields = fromJson(header);
  const {msg_id: id, msg_type: type} = fields;
  if (typeof id !== 'string' || typeof type !== 'string') return null;
  fromJson(parent);
  return {
    identities: frames.slice(0, start),
    id,
    type,
    header,
    metadata: fromJson(metadata),
    content: fromJson(content),
    buffers: frames.slice(start + 6),
  };
}

function fromJson(bytes: Uint8Array): JsonObject {
  if (!isUtf8(bytes)) throw new SyntaxError('not UTF-8');
  const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError('not an object');
  }
  return value as JsonObject;
}

/** Half a surrogate pair has no UTF-8, and front ends in Python fall over its escape. */
function toJson(value: JsonObject): Uint8Array {
  const text = JSON.stringify(value);
  if (!text.includes('\\ud')) return Buffer.from(text);
  return Buffer.from(
    text.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, found => (found.length === 6 ? '\ufffd' : found)),
  );
}
