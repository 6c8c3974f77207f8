import {SourceMap, type SourceMapPayload} from 'node:module';

/** A place in a cell's text, both from 0, in UTF-16 units. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** From a place in the JavaScript that ran to the place in the cell; null where no text of the cell stands behind it. */
export type FindPosition = (line: number, column: number) => SourcePosition | null;

const inlineMap =
  /\n?\/\/# sourceMappingURL=data:application\/json;[^\n]*?base64,([A-Za-z0-9+/=]+)\s*$/;

/** Cuts the map off that a compiler appended to its output. */
export function splitInlineMap(js: string): {readonly js: string; readonly map: string | null} {
  const found = inlineMap.exec(js);
  if (found === null) return {js, map: null};
  return {
    js: js.slice(0, found.index),
    map: Buffer.from(found[1]!, 'base64').toString('utf8'),
  };
}

/** Joins the maps of two compilers that ran one after the other. They are only read when an error asks. */
export function joinMaps(first: string, second: string): FindPosition {
  let maps: readonly SourceMap[] | null = null;
  return (line, column) => {
    maps ??= [second, first].map(map => new SourceMap(JSON.parse(map) as SourceMapPayload));
    let position: SourcePosition | null = {line, column};
    for (const map of maps) {
      if (position === null) return null;
      // Node gives an empty object where it finds nothing, whatever its types say.
      const entry: {originalLine?: number; originalColumn?: number} = map.findEntry(
        position.line,
        position.column,
      );
      const {originalLine, originalColumn = 0} = entry;
      position = originalLine === undefined ? null : {line: originalLine, column: originalColumn};
    }
    return position;
  };
}
