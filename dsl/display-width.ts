/** Columns a tab goes on to. */
const tabStop = 4;

/** Letters of East Asia and signs that take two columns in a terminal. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|\p{Regional_Indicator}|[\u{20000}-\u{3fffd}]|\ufe0f/u;
const invisible = /^[\p{M}\u200b-\u200d\u2060\ufeff]+$/u;
/** Would move the cursor or turn the text around. */
const dangerous = /[\p{Cc}\p{Bidi_Control}]/gu;

/** A character as a reader sees it, with the columns it takes. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  /** Offset in the text it came from, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** Cuts a line into what a terminal shows: tabs become spaces, control characters `�`. */
export function displayCells(line: string): readonly Cell[] {
  const segmenter = new Intl.Segmenter('en', {granularity: 'grapheme'});
  const cells: Cell[] = [];
  let column = 0;
  for (const {segment, index} of segmenter.segment(line)) {
    const cell = displayCell(segment, column, index);
    cells.push(cell);
    column += cell.width;
  }
  return cells;
}

function displayCell(segment: string, column: number, start: number): Cell {
  const end = start + segment.length;
  if (segment === '\t') {
    const width = tabStop - (column % tabStop);
    return {text: ' '.repeat(width), width, start, end};
  }
  const text = segment.replace(dangerous, '�');
  if (invisible.test(text)) return {text, width: 0, start, end};
  return {text, width: wide.test(text) ? 2 : 1, start, end};
}

/** Letters at a time: cutting a long text into letters takes time with the square of its length. */
const chunk = 512;

/** Columns a text takes in a terminal. */
export function displayWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (let start = 0; start < text.length; start += chunk) {
    for (const cell of displayCells(text.slice(start, start + chunk))) width += cell.width;
  }
  return width;
}
