import {createHmac, timingSafeEqual} from 'node:crypto';
import {LrpError} from '../src/errors/lrp-error.js';

/** Signs and checks messages with a connection's key. */
export interface Signer {
  /** Lower-case hexadecimal; empty where the connection has no key. */
  sign(parts: readonly Uint8Array[]): string;
  /** Whether the signature is right and was not seen before. Without a key everything is. */
  accept(signature: Uint8Array, parts: readonly Uint8Array[]): boolean;
}

/** As many signatures are remembered; a message sent again within them is a replay. */
const remembered = 65_536;

/**
 * Makes the signer of a connection.
 *
 * @throws LrpError `kernel/signature-scheme` where there is a key and its scheme is not known: such a kernel
 *         could only trust everyone or no one.
 */
export function createSigner(key: string, scheme: string): Signer {
  if (key === '') return {sign: () => '', accept: () => true};
  const algorithm = /^hmac-([\w-]+)$/.exec(scheme)?.[1];
  const sign = (parts: readonly Uint8Array[]): string => {
    const hmac = createHmac(algorithm ?? '', key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  };
  try {
    sign([]);
  } catch (cause) {
    throw new LrpError(
      'kernel/signature-scheme',
      `connection: signature scheme ${JSON.stringify(scheme.slice(0, 80))} is not known; expected hmac-sha256 or another hmac-HASH`,
      {cause},
    );
  }
  const seen = new Set<string>();
  return {
    sign,
    accept(signature, parts) {
      const expected = sign(parts);
      const given = Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength);
      if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected))) {
        return false;
      }
      if (seen.has(expected)) return false;
      seen.add(expected);
      for (const oldest of seen) {
        if (seen.size <= remembered) break;
        seen.delete(oldest);
      }
      return true;
    },
  };
}
