import {parseArgs} from 'node:util';
import {packageVersion} from './package-folder.js';
import {startKernel} from './start-kernel.js';

/** What `kernel.json` starts: `node main.js --connection-file FILE`. Nothing heavy is loaded before the first greeting. */
async function main(): Promise<void> {
  const {values} = parseArgs({options: {'connection-file': {type: 'string'}}});
  const connectionFile = values['connection-file'];
  if (connectionFile === undefined) {
    process.stderr.write(
      'usage: main.js --connection-file FILE; Jupyter starts it, see "lrplab kernel --help"\n',
    );
    process.exitCode = 2;
    return;
  }
  const version = packageVersion();
  await startKernel({
    connectionFile,
    identity: {
      implementation: 'lrplab',
      version,
      banner: `lrplab ${version}: why a neural network decided. Cells hold TypeScript or the language: layers 1..6 use gamma(0.25)`,
      languageVersion: '5.0.4',
    },
    engine: async () => {
      const {createLrplabEngine} = await import('./lrplab-engine.js');
      return createLrplabEngine({folder: process.cwd()});
    },
  });
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
