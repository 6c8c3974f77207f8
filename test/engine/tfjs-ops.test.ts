import test from 'ava';
import fc from 'fast-check';
import {openTfjsEngine} from '../../src/engine/tfjs/tfjs-engine.js';
import {differenceFromReference} from '../helpers/op-agreement.js';
import {type OpCase, opCases} from '../helpers/op-cases.js';
import {targetCases} from '../helpers/target-cases.js';

const devices = ['wasm', 'cpu'] as const;
const engines = {wasm: openTfjsEngine('wasm'), cpu: openTfjsEngine('cpu')};

function testAgreement(title: string, device: 'wasm' | 'cpu', cases: fc.Arbitrary<OpCase>): void {
  test(title, async t => {
    const engine = await engines[device];
    await fc.assert(
      fc.asyncProperty(cases, async opCase => {
        const difference = await differenceFromReference(engine, opCase);
        if (difference !== null) {
          throw new Error(difference);
        }
      }),
      {seed: 7, numRuns: 60},
    );
    t.pass();
  });
}

for (const device of devices) {
  for (const [name, cases] of Object.entries(opCases)) {
    testAgreement(
      `${name} on tfjs ${device} is what float64 loops give, whatever the geometry`,
      device,
      cases,
    );
  }
  for (const [name, cases] of Object.entries(targetCases)) {
    testAgreement(
      `${name} on tfjs ${device} counts each sample for its targets, and takes signs as known`,
      device,
      cases,
    );
  }
}
