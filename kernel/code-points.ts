/** How many code points stand before a UTF-16 offset; half a surrogate pair counts as its start. */
export function toCodePoints(text: string, offset: number): number {
  const end = clamp(offset, text.length);
  let pairs = 0;
  for (let at = 1; at <= end && at < text.length; at += 1) if (splitsPair(text, at)) pairs += 1;
  return end - pairs;
}

/** The UTF-16 offset behind so many code points; clamped to the text. */
export function toUtf16(text: string, codePoints: number): number {
  let at = 0;
  for (let left = clamp(codePoints, text.length); left > 0 && at < text.length; left -= 1) {
    at += splitsPair(text, at + 1) ? 2 : 1;
  }
  return at;
}

/** Whether cutting there would leave two halves of one character. */
export function splitsPair(text: string, offset: number): boolean {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

function clamp(offset: number, length: number): number {
  return Number.isFinite(offset) ? Math.min(Math.max(Math.trunc(offset), 0), length) : length;
}
