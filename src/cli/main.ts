#!/usr/bin/env node
import {runCommandLine} from './command-line.js';
import {processConsole} from './console.js';

/** A reader that went away (`lrplab … | head`) is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

void runCommandLine(process.argv.slice(2), processConsole()).then(code => {
  process.exitCode = code;
});
