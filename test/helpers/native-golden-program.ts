import {goldenCases} from './golden-cases.js';
import {goldenErrors} from './golden-errors.js';

/** Carries out the golden cases on the native device of tfjs and prints their errors as JSON, by case. */
async function run(): Promise<object> {
  const errors: Record<string, unknown> = {};
  for (const golden of goldenCases()) {
    errors[golden.name] = await goldenErrors(golden, {
      ...{engine: 'tfjs', device: 'node', optimise: true},
    });
  }
  return errors;
}

run().then(
  result => process.stdout.write(JSON.stringify(result)),
  (error: unknown) => {
    process.stderr.write(String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  },
);
