import {LrpError} from '../../src/errors/lrp-error.js';
import type {CellSource, CellSources} from './cell-sources.js';
import {hasTopLevelAwait} from './top-level-await.js';
import type {FindPosition} from './source-positions.js';
import type {
  TslabConversion,
  TslabConverter,
  TslabConverters,
  TslabDiagnostic,
  TypeScript,
} from './tslab-api.js';

/** What came of one cell on its way through tslab's executor. */
export interface ConversionNotes {
  diagnostics: readonly TslabDiagnostic[];
  /** A `/** @module name *​/` cell: the file it stands for. */
  moduleFile: string | null;
  /** Under which name the cell's last value lies among the variables. */
  lastValue: string | null;
  source: CellSource | null;
}

export interface CellConverters {
  /** For tslab's executor. */
  readonly converters: TslabConverters;
  /** Notes what is converted from now on, up to `take`. `count` names the cell in traces; null for lrplab's own code. */
  readonly begin: (count: number | null) => void;
  readonly take: () => ConversionNotes;
  readonly started: () => boolean;
}

/** Stands between tslab's executor and its converter, makes it on first use, and keeps what the executor throws away. */
export function createCellConverters(
  typescript: TypeScript,
  create: () => TslabConverter,
  takePositions: () => FindPosition | null,
  sources: CellSources,
): CellConverters {
  let inner: TslabConverter | null = null;
  let count: number | null = null;
  let notes = newNotes();
  const modules = new Map<string, Parameters<TslabConverter['addModule']>>();
  const converter = (): TslabConverter => {
    if (inner !== null) return inner;
    inner = create();
    for (const module of modules.values()) inner.addModule(...module);
    return inner;
  };

  /** Uses the converter. One that the compiler's failure has left half way is replaced: no later cell would run. */
  const use = <Result>(work: (converter: TslabConverter) => Result): Result => {
    const used = converter();
    try {
      return work(used);
    } catch (error) {
      if (!isSound(used)) {
        inner = null;
        close(used);
      }
      throw error instanceof RangeError ? tooDeep() : error;
    }
  };

  const convert = (previous: string, code: string): TslabConversion => {
    const conversion = use(sound => sound.convert(previous, code));
    notes.diagnostics = conversion.diagnostics;
    notes.lastValue = conversion.lastExpressionVar ?? null;
    const positions = takePositions();
    if (count === null || conversion.output === undefined) return conversion;
    const source = sources.add(count, code, inCell(positions, conversion.output));
    notes.source = source;
    return {
      ...conversion,
      hasToplevelAwait: hasTopLevelAwait(typescript, code),
      output: `${conversion.output}\n//# sourceURL=${source.name}`,
      // The executor would print the value; the engine shows it.
      lastExpressionVar: undefined,
    };
  };

  const wrapped: TslabConverter = {
    convert,
    inspect: (previous, code, offset) => use(sound => sound.inspect(previous, code, offset)),
    complete: (previous, code, offset) => use(sound => sound.complete(previous, code, offset)),
    addModule: (name, content, meta) => {
      const diagnostics = use(sound => sound.addModule(name, content, meta));
      modules.set(name, [name, content, meta]);
      notes.diagnostics = diagnostics;
      notes.moduleFile = `${name}.ts${meta !== undefined && 'jsx' in meta ? 'x' : ''}`;
      return diagnostics;
    },
    close: () => inner?.close(),
  };

  return {
    converters: {
      node: wrapped,
      // Cells for browsers are not run; for completion they are as good as others.
      browser: wrapped,
      close: () => wrapped.close(),
    },
    begin: current => {
      count = current;
      notes = newNotes();
    },
    take: () => notes,
    started: () => inner !== null,
  };
}

/** Whether a converter can still read a text. */
function isSound(converter: TslabConverter): boolean {
  try {
    converter.inspect('', '', 0);
    return true;
  } catch {
    return false;
  }
}

function close(converter: TslabConverter): void {
  try {
    converter.close();
  } catch {
    // It is of no use any more anyhow.
  }
}

function tooDeep(): LrpError {
  return new LrpError(
    'ts/too-deep',
    'TypeScript cannot read this cell: it nests too deeply, or chains too many operators; put parts of it into variables',
  );
}

function newNotes(): ConversionNotes {
  return {diagnostics: [], moduleFile: null, lastValue: null, source: null};
}

/** tslab puts a line before the cell's text, and a line behind the JavaScript that belongs to no text. */
function inCell(find: FindPosition | null, output: string): FindPosition {
  const lines = output.split('\n').length;
  return (line, column) => {
    const position = line < lines ? (find?.(line, column) ?? null) : null;
    return position === null || position.line < 1 ? null : {...position, line: position.line - 1};
  };
}
