import {scriptCompleteness} from '../dsl/completeness.js';
import {LrpError} from '../src/errors/lrp-error.js';
import type {CreateScriptCells} from './script-cells.js';

/** Makes `%%lrp` cells of the language's session. */
export const createScriptCells: CreateScriptCells = () => ({
  run: async () => {
    throw new LrpError(
      'kernel/no-session',
      'this build of lrplab cannot run the language in cells yet',
    );
  },
  complete: (_code, offset) => ({from: offset, to: offset, items: []}),
  inspect: () => null,
  isComplete: code => scriptCompleteness(code),
  takeValues: () => [],
});
