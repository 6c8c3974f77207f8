import type {TrainOptions} from '../../src/train/train-options.js';
import {train} from '../../src/train/train.js';

/** Trains as its argument says, JSON, and prints every event as a line. */
const options = JSON.parse(process.argv[2]!) as TrainOptions;
train({...options, onEvent: event => process.stdout.write(`${JSON.stringify(event)}\n`)}).catch(
  (error: unknown) => {
    process.stderr.write(String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  },
);
