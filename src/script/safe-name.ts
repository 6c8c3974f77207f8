/**
 * A plan's name as a part of a file name or of an array's name in an `.npz`: letters, digits, `_`, `.` and `-` stay,
 * everything else becomes `_`, so that no name leads into another folder.
 */
export function safeName(name: string): string {
  const safe = name
    .replace(/[^\p{L}\p{N}_.-]+/gu, '_')
    .replace(/^[_.]+|[_.]+$/g, '')
    .slice(0, 100);
  return safe === '' ? 'plan' : safe;
}

/** Safe names of several plans, in order; where two would be the same, the later ones are numbered. */
export function safeNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map(name => {
    const safe = safeName(name);
    let free = safe;
    for (let number = 2; taken.has(free); number++) free = `${safe}-${number}`;
    taken.add(free);
    return free;
  });
}
