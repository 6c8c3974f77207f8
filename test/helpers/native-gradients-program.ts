import {gradientDisagreements} from './training-checks.js';

/** Prints as JSON how far the native backend's gradients are from finite differences. */
gradientDisagreements('node').then(
  found => process.stdout.write(JSON.stringify(found)),
  (error: unknown) => {
    process.stderr.write(String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  },
);
