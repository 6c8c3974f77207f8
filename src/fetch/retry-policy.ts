/** When a download that fails is tried again. */
export interface RetryPolicy {
  /** Tries one after the other that bring nothing new before an address is given up. */
  readonly maxFailures: number;
  /** Tries of one address in all, however much they bring. */
  readonly maxTries: number;
  /** Milliseconds without a byte after which a connection counts as dead. */
  readonly stallMilliseconds: number;
  /** Milliseconds to wait after so many failures, from 1. */
  readonly pause: (failures: number) => number;
}

/** Half a second, doubling to 15; half a minute of silence is a stall. */
export const usualRetries: RetryPolicy = {
  maxFailures: 5,
  maxTries: 50,
  stallMilliseconds: 30_000,
  pause: failures => Math.min(15_000, 250 * 2 ** failures),
};

/** A server that asks for more patience than this gets this much. */
const longestPause = 60_000;

/** Milliseconds that a `Retry-After` header asks for, at most a minute; null where it asks for nothing. */
export function retryAfter(text: string | null, now: number): number | null {
  if (text === null) return null;
  const milliseconds = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  if (!Number.isFinite(milliseconds)) return null;
  return Math.min(longestPause, Math.max(0, milliseconds));
}
