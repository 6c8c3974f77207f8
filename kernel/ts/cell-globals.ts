import {LrpError} from '../../src/errors/lrp-error.js';
import {currentCell} from './cell-context.js';

declare global {
  /** Asks the person at the notebook: `const name = await input('Your name? ')`. */
  function input(prompt?: string, options?: {readonly password?: boolean}): Promise<string>;
}

/** Gives cells their `input`. @returns Takes it away again. */
export function defineCellGlobals(): () => void {
  const earlier = Object.getOwnPropertyDescriptor(globalThis, 'input');
  const ask = async (prompt = '', options: {readonly password?: boolean} = {}): Promise<string> => {
    const cell = currentCell();
    if (cell === null) {
      throw new LrpError(
        'kernel/no-cell',
        'input: no cell is running that could ask; call it in a cell',
      );
    }
    return cell.io.input(String(prompt), options);
  };
  Object.defineProperty(globalThis, 'input', {
    value: ask,
    configurable: true,
    writable: true,
    enumerable: false,
  });
  return () => {
    if (globalThis.input !== ask) return;
    if (earlier === undefined) Reflect.deleteProperty(globalThis, 'input');
    else Object.defineProperty(globalThis, 'input', earlier);
  };
}

/** Refuses to end the process from within a cell: a notebook's whole state would be lost. @returns Takes it back. */
export function guardExit(): () => void {
  const before = process.exit;
  const guarded = (code?: number | string | null): never => {
    if (currentCell() === null) return Reflect.apply(before, process, [code]) as never;
    throw new LrpError(
      'kernel/exit',
      'process.exit: it would end the kernel, with all that the cells made; shut the kernel down at the front end',
    );
  };
  process.exit = guarded;
  return () => {
    if (process.exit === guarded) process.exit = before;
  };
}
