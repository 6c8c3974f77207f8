import {type CellContext, currentCell} from './cell-context.js';

/**
 * Tells a cell of errors in work that it started and nobody waits for; they would end the process otherwise.
 * Those of no cell go to `process.stderr`.
 *
 * @param describe The lines of an error.
 * @returns Stops it.
 */
export function reportLateErrors(describe: (error: unknown) => readonly string[]): () => void {
  const report = (error: unknown): void => {
    const cell: CellContext | null = currentCell();
    const text = `Uncaught ${describe(error).join('\n')}\n`;
    if (cell === null) process.stderr.write(text);
    else cell.io.stream('stderr', text);
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  return () => {
    process.off('uncaughtException', report);
    process.off('unhandledRejection', report);
  };
}
