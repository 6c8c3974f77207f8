import {relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {CellSource, CellSources} from './cell-sources.js';
import type {SourcePosition} from './source-positions.js';

/** One place that an error passed through. */
export interface StackFrame {
  /** As a trace writes it: `at train (cell[3]:2:5)`. */
  readonly text: string;
  /** Where it stands in a cell's text; null in other code. */
  readonly cell: {readonly source: CellSource; readonly position: SourcePosition} | null;
}

/** Code between a cell and what it calls that tells a reader nothing. */
const machinery =
  /(?:^|[\s(])(?:node:|internal\/)|[\\/]tslab[\\/]dist[\\/]|[\\/]lrplab[\\/]dist[\\/]kernel[\\/]|<anonymous>\)?$/;

const place = /^\s*at (?:(?<call>.*?) \()?(?<file>.*?):(?<line>\d+):(?<column>\d+)\)?$/;

/** Reads an error's stack: frames of Node and of the kernel are left out, places in cells are those of the cell's text. */
export function readStack(
  stack: string,
  sources: CellSources,
  folder: string,
  kernelFolders: readonly string[],
): readonly StackFrame[] {
  const frames: StackFrame[] = [];
  for (const line of stack.split('\n')) {
    if (!/^\s*at /.test(line)) continue;
    const found = place.exec(line)?.groups;
    const source = found === undefined ? null : sources.get(found['file']!);
    if (source !== null && found !== undefined) {
      const position = source.find(Number(found['line']) - 1, Number(found['column']) - 1);
      // What tslab put around the cell.
      if (position === null) continue;
      const where = `${source.name}:${position.line + 1}:${position.column + 1}`;
      const call = cellCall(found['call']);
      frames.push({
        text: call === null ? `at ${where}` : `at ${call} (${where})`,
        cell: {source, position},
      });
      continue;
    }
    const file = found === undefined ? '' : toPath(found['file']!);
    if (machinery.test(line) || kernelFolders.some(kernel => file.startsWith(kernel))) continue;
    frames.push({text: shorten(line.trim(), found?.['file'], file, folder), cell: null});
  }
  return frames;
}

/** The function around a cell has no name of its own; earlier cells' functions are called through `exports`. */
function cellCall(call: string | undefined): string | null {
  if (call === undefined || call === 'Object.<anonymous>' || call === 'eval') return null;
  return call.replace(/^(async )?(?:exports|Object|Proxy)\./, '$1');
}

function toPath(file: string): string {
  try {
    return file.startsWith('file:') ? fileURLToPath(file) : file;
  } catch {
    return file;
  }
}

function shorten(text: string, written: string | undefined, file: string, folder: string): string {
  if (written === undefined) return text;
  const path = relative(folder, file);
  return text.replace(written, path.startsWith('..') ? file : path);
}
