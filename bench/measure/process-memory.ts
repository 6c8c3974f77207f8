import {readFileSync, writeFileSync} from 'node:fs';

/** Bytes of a line of /proc/self/status, null where there is no such file (not Linux). */
function statusLine(name: string): number | null {
  try {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(
      readFileSync('/proc/self/status', 'utf8'),
    );
    return found === null ? null : 1024 * Number(found[1]);
  } catch {
    return null;
  }
}

/** Resident memory of this process now, in bytes. */
export function residentMemory(): number {
  return statusLine('VmRSS') ?? process.memoryUsage.rss();
}

/**
 * The highest resident memory of this process so far, in bytes. Not `resourceUsage().maxRSS` on Linux, which a
 * process inherits from the one that started it.
 */
export function peakMemory(): number {
  return statusLine('VmHWM') ?? 1024 * process.resourceUsage().maxRSS;
}

/** Lets the peak count from now on, where the system can. */
export function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Then the peak is that of the whole process.
  }
}
