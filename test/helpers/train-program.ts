import type {TrainOptions} from '../../src/train/train-options.js';
import {train} from '../../src/train/train.js';

/** Trains as its argument says, JSON, and prints every event as a line; `stop at 2` stops in the middle of epoch 2. */
const options = JSON.parse(process.argv[2]!) as TrainOptions;
const stop = /^stop at (\d+)$/.exec(process.argv[3] ?? '')?.[1];
const control = new AbortController();
const {signal} = control;
train({
  ...options,
  signal,
  onEvent: event => {
    process.stdout.write(`${JSON.stringify(event)}\n`);
    if (event.kind === 'step' && String(event.epoch) === stop) control.abort();
  },
}).catch((error: unknown) => {
  if (signal.aborted) return;
  process.stderr.write(String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
});
