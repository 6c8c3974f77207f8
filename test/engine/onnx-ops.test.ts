import test from 'ava';
import fc from 'fast-check';
import {openOnnxEngine} from '../../src/engine/onnx/onnx-engine.js';
import {differenceFromReference} from '../helpers/op-agreement.js';
import {opCases} from '../helpers/op-cases.js';
import {targetCases} from '../helpers/target-cases.js';

for (const [name, cases] of Object.entries({...opCases, ...targetCases})) {
  test(`${name} on onnxruntime is what float64 loops give, whatever the geometry`, async t => {
    const engine = await openOnnxEngine('cpu');
    await fc.assert(
      fc.asyncProperty(cases, async opCase => {
        const difference = await differenceFromReference(engine, opCase);
        if (difference !== null) throw new Error(difference);
      }),
      {seed: 7, numRuns: 30},
    );
    t.pass();
  });
}
