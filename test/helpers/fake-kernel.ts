import {startKernel} from '../../kernel/start-kernel.js';

/** A kernel with the toy language: `node fake-kernel.js CONNECTION_FILE [broken]`. */
const [, , connectionFile = '', mode] = process.argv;
const identity = {
  ...{implementation: 'toy', version: '1.2.3', banner: 'A toy', languageVersion: '5.0'},
  helpLinks: [{text: 'Toys', url: 'https://example.org/toys'}],
};

startKernel({
  connectionFile,
  identity,
  async engine() {
    if (mode === 'broken') throw new Error('the engine is in pieces');
    return (await import('./fake-engine.js')).createFakeEngine();
  },
}).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
