/**
 * A number for people: up to four significant digits, no trailing zeros, exponent below 0.001 and
 * from 1e6: `12.34`, `-0.0123`, `3.2e-7`. NaN and infinity print as their names.
 */
export function formatQuantity(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 999_999.5) {
    return value
      .toExponential(3)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  }
  if (size >= 1000) return String(Math.round(value));
  return String(Number(value.toPrecision(4)));
}

/** As {@link formatQuantity}, with a true minus sign: for charts, not for tables that people copy. */
export function chartQuantity(value: number): string {
  return formatQuantity(value).replaceAll('-', '−');
}

/** The bound of a colour scale: `±0.0123`. */
export function formatLimit(limit: number): string {
  return `±${chartQuantity(limit)}`;
}

/** A share, 0…1, as per cent: `12.3 %`. */
export function formatShare(share: number): string {
  return `${formatQuantity(Number((share * 100).toPrecision(3)))} %`;
}

/**
 * Pads numbers of one column on both sides so that their decimal points stand below each other in a
 * font of equal widths. Text that is no number is aligned at the right edge of the integers.
 */
export function alignDecimals(column: readonly string[]): readonly string[] {
  const tails = column.map(text => text.length - integerEnd(text));
  const tail = Math.max(0, ...tails);
  const padded = column.map((text, i) => text + ' '.repeat(tail - tails[i]!));
  const width = Math.max(0, ...padded.map(text => text.length));
  return padded.map(text => text.padStart(width));
}

function integerEnd(text: string): number {
  const match = /^-?\d+/.exec(text);
  return match ? match[0].length : text.length;
}
