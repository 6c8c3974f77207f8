import {freemem, totalmem} from 'node:os';

/** What decides how much memory is free: given, so that every platform can be tested on one. Bytes. */
export interface MemorySurroundings {
  readonly platform: NodeJS.Platform;
  readonly free: number;
  readonly total: number;
  /** What a container allows the process; 0 where nothing limits it. */
  readonly limit: number;
  /** What the process holds. */
  readonly used: number;
}

function surroundings(): MemorySurroundings {
  return {
    platform: process.platform,
    free: freemem(),
    total: totalmem(),
    limit: process.constrainedMemory(),
    used: process.memoryUsage.rss(),
  };
}

/**
 * Bytes that the process can still take without pushing others out, within the limit of its container. macOS keeps
 * hardly anything free, only reclaimable, and says how much is free: there it is at least half of all.
 */
export function freeMemory(
  {platform, free, total, limit, used}: MemorySurroundings = surroundings(),
): number {
  const available = platform === 'darwin' ? Math.max(free, total / 2) : free;
  const allowed = limit > 0 && limit < total ? limit - used : Number.POSITIVE_INFINITY;
  return Math.max(0, Math.min(available, allowed));
}
