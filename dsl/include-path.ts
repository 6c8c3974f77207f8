/**
 * The path of an included file relative to the folder of the script, or null where it would leave
 * that folder. `from` is the including file, likewise relative; a path counts from its folder.
 */
export function resolveInclude(path: string, from: string): string | null {
  // Backslashes, drives, schemes and control characters have other meanings somewhere.
  const foreign = /[\\:\p{Cc}]/u.test(path);
  if (path.trim() === '' || foreign || path.startsWith('/') || path.startsWith('~')) return null;
  const parts = from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return null;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.length === 0 ? null : parts.join('/');
}
