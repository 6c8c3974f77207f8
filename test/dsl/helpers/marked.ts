/** A source with the places of what is expected to be wrong, as offsets into the text without marks. */
export interface Marked {
  readonly text: string;
  readonly spans: readonly (readonly [start: number, end: number])[];
}

/** Takes the marks `<|…|>` out of a source. */
export function readMarks(marked: string): Marked {
  const spans: [number, number][] = [];
  let text = '';
  for (const [index, piece] of marked.split(/<\||\|>/).entries()) {
    if (index % 2 === 1) spans.push([text.length, text.length + piece.length]);
    text += piece;
  }
  return {text, spans};
}
