/** What the dict at the head of a `.npy` file says. */
export interface NpyHeader {
  /** As written: `<f4`, `|u1`, …; `structured` where it is a list of fields. */
  readonly dtype: string;
  readonly fortranOrder: boolean;
  /** Not negative, not above 2⁵³; may still claim more than the file holds. */
  readonly shape: readonly number[];
}

/** The header as read, or in words why it cannot be. */
export type ParsedNpyHeader =
  | {readonly ok: true; readonly header: NpyHeader}
  | {readonly ok: false; readonly reason: string};

const STRING = /'([^'\\]*)'|"([^"\\]*)"/y;
const INTEGER = /-?\d{1,20}L?/y;

type Value = string | boolean | readonly number[] | null;

/**
 * Parses `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`: a Python dict literal with
 * exactly these three keys, in any order. Nothing is evaluated. A `descr` that is a list of fields
 * is not read further; its dtype is given as `structured`.
 */
export function parseNpyHeader(text: string): ParsedNpyHeader {
  const reader = new Reader(text);
  const found = new Map<string, Value>();
  if (!reader.take('{')) return no('it does not begin with "{"');
  while (!reader.take('}')) {
    const key = reader.string();
    if (key === null) return no(`a quoted key was expected at character ${reader.position}`);
    if (!['descr', 'fortran_order', 'shape'].includes(key))
      return no(`the key "${key}" is unknown`);
    if (found.has(key)) return no(`the key "${key}" comes twice`);
    if (!reader.take(':')) return no(`":" was expected after "${key}"`);
    if (key === 'descr' && reader.take('[')) {
      return {ok: true, header: {dtype: 'structured', fortranOrder: false, shape: []}};
    }
    const value = reader.value();
    if (value === null) return no(`the value of "${key}" cannot be read`);
    found.set(key, value);
    if (!reader.take(',') && !reader.sees('}')) return no(`"," was expected after "${key}"`);
  }
  if (!reader.atEnd()) return no('text follows after "}"');
  const dtype = found.get('descr');
  const fortranOrder = found.get('fortran_order');
  const shape = found.get('shape');
  if (typeof dtype !== 'string') return no('"descr" is missing or no string');
  if (typeof fortranOrder !== 'boolean')
    return no('"fortran_order" is missing or no True or False');
  if (!Array.isArray(shape)) return no('"shape" is missing or no tuple');
  return {ok: true, header: {dtype, fortranOrder, shape}};
}

function no(reason: string): ParsedNpyHeader {
  return {ok: false, reason};
}

class Reader {
  position = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  sees(mark: string): boolean {
    this.#skipSpace();
    return this.#text.startsWith(mark, this.position);
  }

  take(mark: string): boolean {
    if (!this.sees(mark)) return false;
    this.position += mark.length;
    return true;
  }

  atEnd(): boolean {
    this.#skipSpace();
    return this.position === this.#text.length;
  }

  string(): string | null {
    const match = this.#match(STRING);
    return match === null ? null : (match[1] ?? match[2] ?? '');
  }

  value(): Value {
    if (this.take('True')) return true;
    if (this.take('False')) return false;
    if (this.take('(')) return this.#tuple();
    return this.string();
  }

  #tuple(): readonly number[] | null {
    const numbers: number[] = [];
    while (!this.take(')')) {
      const match = this.#match(INTEGER);
      if (match === null) return null;
      numbers.push(Number.parseInt(match[0], 10));
      const comma = this.take(',');
      if (!comma && (numbers.length === 1 || !this.sees(')'))) return null;
    }
    return numbers;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    this.#skipSpace();
    // A copy, because a sticky pattern remembers where it stood.
    const match = new RegExp(pattern.source, pattern.flags);
    match.lastIndex = this.position;
    const result = match.exec(this.#text);
    if (result !== null) this.position = match.lastIndex;
    return result;
  }

  #skipSpace(): void {
    while (this.position < this.#text.length && ' \t\r\n'.includes(this.#text[this.position]!)) {
      this.position += 1;
    }
  }
}
