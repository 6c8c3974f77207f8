#!/usr/bin/env node
import {runCommandLine} from './command-line.js';
import {processConsole} from './console.js';

/** A reader that went away (`lrplab … | head`) is no error, and no reason to leave files unwritten. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

void runCommandLine(process.argv.slice(2), processConsole()).then(code => {
  process.exitCode = code;
});
