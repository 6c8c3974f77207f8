/**
 * Whether the whole text fits a pattern of `*` (any text), `?` (any character), `[ab]`, `[a-z]` and `[^a]`.
 * Takes at most text × pattern steps, whatever the pattern.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const parts = parse(pattern);
  let at = 0;
  let part = 0;
  /** Where the last `*` was, and how far its text reaches by now. */
  let star = -1;
  let reach = 0;
  while (at < text.length) {
    const test = parts[part];
    if (test === '*') {
      star = part;
      reach = at;
      part += 1;
    } else if (test?.(text[at] ?? '') === true) {
      at += 1;
      part += 1;
    } else if (star >= 0) {
      reach += 1;
      at = reach;
      part = star + 1;
    } else {
      return false;
    }
  }
  return parts.slice(part).every(rest => rest === '*');
}

type Part = '*' | ((character: string) => boolean);

function parse(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? '';
    if (character === '*') {
      if (parts.at(-1) !== '*') parts.push('*');
    } else if (character === '?') {
      parts.push(() => true);
    } else {
      // A bracket directly behind the opening one is a member; without an end the bracket means itself.
      const negated = pattern[at + 1] === '^';
      const first = at + (negated ? 2 : 1);
      const end = character === '[' ? pattern.indexOf(']', first + 1) : -1;
      if (end < 0) {
        parts.push(other => other === character);
      } else {
        const inside = members(pattern.slice(first, end));
        parts.push(other => inside(other) !== negated);
        at = end;
      }
    }
  }
  return parts;
}

function members(text: string): (character: string) => boolean {
  const ranges: (readonly [from: string, to: string])[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const from = text[at] ?? '';
    const isRange = text[at + 1] === '-' && at + 2 < text.length;
    ranges.push([from, isRange ? (text[at + 2] ?? '') : from]);
    if (isRange) at += 2;
  }
  return character => ranges.some(([from, to]) => character >= from && character <= to);
}
