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
/** Bytes as UTF-8: most disks take 255. */
const longestName = 200;

/** Devices, in Windows' eyes, whatever ending follows. */
const devices = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)/i;

/** A path that stays below the root on every system, or the reason why it does not. */
function pathFault(path: string, root: string): string | null {
  if (/[\p{Cc}\\:*?"<>|]/u.test(path))
    return 'its name has a character that not every system allows';
  if (path.startsWith('/')) return 'its path is absolute';
  const segments = path.replace(/\/$/, '').split('/');
  if (segments.some(segment => segment === '..' || segment === '.' || segment === ''))
    return 'its path has "..", "." or nothing between two slashes';
  if (segments.some(segment => devices.test(segment)))
    return 'its name is that of a device on Windows';
  if (segments.some(segment => Buffer.byteLength(segment) > longestName || /[. ]$/.test(segment)))
    return 'its name is too long, or ends with a dot or space';
  if (segments.length > deepest) return `it lies more than ${deepest} folders deep`;
  if (segments[0] !== root) return `it does not lie in "${root}"`;
  return null;
}

/**
 * Checks paths, kinds, sizes and numbers; no file may come twice or be a folder as well, not even spelt in
 * other case.
 */
export function openEntryCheck({
  root,
  maxEntries,
  maxFileBytes,
  maxTotalBytes,
}: ArchiveLimits): EntryCheck {
  const [files, folders] = [new Set<string>(), new Set<string>()];
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
    const segments = path.replace(/\/$/, '').normalize('NFC').toLowerCase().split('/');
    const key = segments.join('/');
    const isFolder = type === 'Directory';
    if (!isFolder && files.has(key)) return `${at}it is there twice`;
    const within = segments.map((_, i) => segments.slice(0, i).join('/')).slice(1);
    for (const folder of isFolder ? [...within, key] : within) folders.add(folder);
    if (!isFolder) files.add(key);
    const both = [...within, key].find(each => files.has(each) && folders.has(each));
    return both === undefined ? null : `${at}"${both}" is a file there and a folder as well`;
  };
}
