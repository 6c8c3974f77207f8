import test from 'ava';
import fc from 'fast-check';
import {openTfjsEngine} from '../../src/engine/tfjs/tfjs-engine.js';
import {differenceFromReference} from '../helpers/op-agreement.js';
import {opCases} from '../helpers/op-cases.js';

const engines = {wasm: openTfjsEngine('wasm'), cpu: openTfjsEngine('cpu')};

for (const device of ['wasm', 'cpu'] as const) {
  for (const [name, cases] of Object.entries(opCases)) {
    test(`${name} on tfjs ${device} is what float64 loops give, whatever the geometry`, async t => {
      const engine = await engines[device];
      await fc.assert(
        fc.asyncProperty(cases, async opCase => {
          const difference = await differenceFromReference(engine, opCase);
          if (difference !== null) {
            throw new Error(difference);
          }
        }),
        {seed: 7, numRuns: 150},
      );
      t.pass();
    });
  }
}
