import {existsSync, readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {ExecutionContext} from 'ava';
import {joined, readNotebook, textOf, type Notebook, type NotebookCell} from './jupyter.js';

/** Where the worksheets stand, and beside them a folder `solutions` with a notebook of the same name for each. */
export const worksheetFolder: string = resolve('notebooks');

/** Names of all worksheets, such as `3-first-heatmap`, in their order; `07-talk` is none. */
export const worksheetNames: readonly string[] = readdirSync(worksheetFolder)
  .filter(name => /^[1-9]-.*\.ipynb$/.test(name))
  .map(name => name.replace(/\.ipynb$/, ''))
  .sort();

export function readWorksheet(name: string): Promise<Notebook> {
  return readNotebook(join(worksheetFolder, `${name}.ipynb`));
}

/** The notebook of its solutions; null where it has none. */
export async function readSolutions(name: string): Promise<Notebook | null> {
  const path = join(worksheetFolder, 'solutions', `${name}.ipynb`);
  return existsSync(path) ? readNotebook(path) : null;
}

/** Whether a cell carries a tag: `exercise`, `solution` or `check`. */
export function hasTag({metadata}: NotebookCell, tag: string): boolean {
  const {tags} = metadata as {readonly tags?: readonly string[]};
  return tags?.includes(tag) === true;
}

/** Which exercise a cell belongs to, such as `3a`. */
export function exerciseOf({metadata}: NotebookCell): string {
  return String((metadata as {readonly exercise?: unknown}).exercise);
}

/** Puts every solution in the place of its exercise. */
export function solve(worksheet: Notebook, solutions: Notebook): Notebook {
  const solved = new Map(
    solutions.cells.filter(cell => hasTag(cell, 'solution')).map(cell => [exerciseOf(cell), cell]),
  );
  const cells = worksheet.cells.map(cell => {
    const solution = hasTag(cell, 'exercise') ? solved.get(exerciseOf(cell)) : undefined;
    return solution === undefined ? cell : {...cell, source: solution.source};
  });
  return {...worksheet, cells};
}

/** The self-checks' verdicts: exercise and the mark it begins with (`✓`, `✗`, `…`), in their order. */
export function verdictsOf(executed: Notebook): readonly (readonly [string, string])[] {
  return executed.cells
    .filter(cell => hasTag(cell, 'check'))
    .map(cell => [exerciseOf(cell), /[✓✗…]/.exec(textOf(cell))?.[0] ?? 'nothing']);
}

/** Asserts that no cell failed, with the text of those that did. */
export function assertNoErrors(t: ExecutionContext, {cells}: Notebook): void {
  for (const cell of cells) {
    const failed = (cell.outputs ?? []).filter(output => output.output_type === 'error');
    t.is(failed.length, 0, `${joined(cell.source)}\n${textOf(cell)}`);
  }
}
