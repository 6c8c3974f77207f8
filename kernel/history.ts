import type {Json, JsonObject} from '../src/plot/figure.js';
import {matchesGlob} from './glob.js';

/** What was run in this session. */
export interface History {
  add(line: number, input: string): void;
  /** What the cell with that number gave, as text. */
  setOutput(line: number, output: string): void;
  /** Answers the content of a `history_request`. */
  find(request: JsonObject): Json[];
}

interface Entry {
  readonly line: number;
  readonly input: string;
  output: string | null;
}

/** The running session has this number, and 0 for short. */
const session = 1;
const mostEntries = 10_000;
/** Over all inputs, in UTF-16 units; the oldest are forgotten first. */
const mostText = 32 * 1024 * 1024;
/** Of one output, in UTF-16 units. */
const longestOutput = 4096;
const longestPattern = 1024;

/** Makes an empty history, held in memory. */
export function createHistory(): History {
  const entries: Entry[] = [];
  let text = 0;
  return {
    add(line, input) {
      entries.push({line, input, output: null});
      text += input.length;
      while (entries.length > mostEntries || (text > mostText && entries.length > 1)) {
        text -= entries.shift()?.input.length ?? 0;
      }
    },
    setOutput(line, output) {
      const entry = entries.findLast(each => each.line === line);
      if (entry) entry.output = output.slice(0, longestOutput);
    },
    find(request) {
      const withOutput = request['output'] === true;
      return select(entries, request).map(({line, input, output}) => [
        session,
        line,
        withOutput ? [input, output] : input,
      ]);
    },
  };
}

function select(entries: readonly Entry[], request: JsonObject): readonly Entry[] {
  switch (request['hist_access_type']) {
    case 'tail':
      return lastOf(entries, request['n']);
    case 'search':
      return lastOf(search(entries, request), request['n']);
    case 'range':
      return range(entries, request);
    default:
      return [];
  }
}

function search(entries: readonly Entry[], request: JsonObject): readonly Entry[] {
  const pattern = typeof request['pattern'] === 'string' ? request['pattern'] : '*';
  if (pattern.length > longestPattern) return [];
  const found = entries.filter(({input}) => matchesGlob(pattern, input));
  if (request['unique'] !== true) return found;
  const newest = new Map(found.map(entry => [entry.input, entry]));
  return found.filter(entry => newest.get(entry.input) === entry);
}

function range(entries: readonly Entry[], request: JsonObject): readonly Entry[] {
  const wanted = request['session'];
  if (wanted !== undefined && wanted !== 0 && wanted !== session) return [];
  const newest = entries.at(-1)?.line ?? 0;
  /** Counted from the end where negative, as slices are. */
  const lineOf = (value: Json | undefined, otherwise: number): number =>
    typeof value !== 'number' ? otherwise : value < 0 ? newest + 1 + value : value;
  const start = lineOf(request['start'], 1);
  const stop = lineOf(request['stop'], newest + 1);
  return entries.filter(({line}) => line >= start && line < stop);
}

function lastOf(entries: readonly Entry[], n: Json | undefined): readonly Entry[] {
  if (typeof n !== 'number') return entries;
  return n < 1 ? [] : entries.slice(-Math.trunc(n));
}
