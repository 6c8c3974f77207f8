/** Characters of a name at most: file systems take 255 bytes, and a letter can be 4. */
const longest = 58;

/**
 * Names as parts of file names: letters, digits, `_`, `.` and `-` stay, everything else becomes `_`, so that none leads
 * into another folder. Where two would be the same, be it but for their case, the later ones are numbered.
 *
 * @param reserved Names in lower case that are not given. @default none
 */
export function fileNames(
  names: readonly string[],
  reserved: readonly string[] = [],
): readonly string[] {
  const taken = new Set<string>(reserved);
  const next = new Map<string, number>();
  return names.map(name => {
    const harmless = name.normalize('NFC').replace(/[^\p{L}\p{N}_.-]+/gu, '_');
    const safe =
      [...harmless]
        .slice(-longest)
        .join('')
        .replace(/^[_.]+|[_.]+$/g, '') || 'sample';
    const key = safe.toLowerCase();
    let free = safe;
    for (let number = next.get(key) ?? 2; taken.has(free.toLowerCase()); number++) {
      free = `${safe}-${number}`;
      next.set(key, number + 1);
    }
    taken.add(free.toLowerCase());
    return free;
  });
}
