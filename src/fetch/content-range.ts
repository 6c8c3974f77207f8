/** What part of a file a server sends. */
export interface ContentRange {
  readonly start: number;
  /** Of the whole file; null where the server does not know it. */
  readonly total: number | null;
}

/** Reads `bytes 1000-1999/2000`; null for anything else. */
export function parseContentRange(text: string | null): ContentRange | null {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(text?.trim() ?? '');
  if (match === null) return null;
  const [start, end] = [Number(match[1]), Number(match[2])];
  const total = match[3] === '*' ? null : Number(match[3]);
  if (end < start || (total !== null && end >= total)) return null;
  return {start, total};
}
