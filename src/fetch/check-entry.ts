import {formatBytes} from './format-bytes.js';
import type {ArchiveLimits} from './source.js';

/** What an archive says of something in it, before it is unpacked. */
export interface ArchiveEntry {
  readonly path: string;
  /** As the tar package names it: `File`, `Directory`, `SymbolicLink`, … */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

/** Looks at one entry after the other; says why an archive must not be unpacked, or null. */
export type EntryCheck = (entry: ArchiveEntry) => string | null;

const plain = ['File', 'OldFile', 'ContiguousFile', 'Directory'];
const deepest = 12;
const longestName = 200;

/** A path that stays below the root on every system, or the reason why it does not. */
function pathFault(path: string, root: string): string | null {
  if (/[\p{Cc}\\:*?"<>|]/u.test(path))
    return 'its name has a character that not every system allows';
  if (path.startsWith('/')) return 'its path is absolute';
  const segments = path.replace(/\/$/, '').split('/');
  if (segments.some(segment => segment === '..' || segment === '.' || segment === ''))
    return 'its path has "..", "." or nothing between two slashes';
  if (segments.some(segment => segment.length > longestName || /[. ]$/.test(segment)))
    return 'its name is too long, or ends with a dot or space';
  if (segments.length > deepest) return `it lies more than ${deepest} folders deep`;
  if (segments[0] !== root) return `it does not lie in "${root}"`;
  return null;
}

/** Checks paths, kinds, sizes and numbers; no path may come twice, not even spelt in other case. */
export function openEntryCheck({
  root,
  maxEntries,
  maxFileBytes,
  maxTotalBytes,
}: ArchiveLimits): EntryCheck {
  const seen = new Set<string>();
  let entries = 0;
  let total = 0;
  return ({path, type, size}) => {
    const at = `"${path.slice(0, 200)}": `;
    entries++;
    if (entries > maxEntries) return `it holds more than ${maxEntries} files and folders`;
    if (!plain.includes(type)) return `${at}it is a ${type}; files and folders are unpacked`;
    const fault = pathFault(path, root);
    if (fault !== null) return at + fault;
    if (!Number.isSafeInteger(size) || size < 0) return `${at}its size is no number`;
    if (size > maxFileBytes)
      return `${at}it has ${formatBytes(size)}; at most ${formatBytes(maxFileBytes)} are unpacked`;
    total += size;
    if (total > maxTotalBytes) return `it holds more than ${formatBytes(maxTotalBytes)}`;
    if (type === 'Directory') return null;
    const key = path.normalize('NFC').toLowerCase();
    if (seen.has(key)) return `${at}it is there twice`;
    seen.add(key);
    return null;
  };
}
