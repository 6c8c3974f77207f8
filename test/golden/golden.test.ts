import test from 'ava';
import {goldenCases} from '../helpers/golden-cases.js';
import {checkGoldenErrors, goldenErrors} from '../helpers/golden-errors.js';

const settings = [
  {engine: 'onnx', device: 'cpu', optimise: true},
  {engine: 'onnx', device: 'cpu', optimise: false},
  {engine: 'tfjs', device: 'wasm', optimise: true},
  {engine: 'tfjs', device: 'cpu', optimise: true},
] as const;

for (const golden of goldenCases()) {
  for (const setting of settings) {
    const how = `${setting.engine}/${setting.device}${setting.optimise ? '' : ', nothing left out'}`;
    test(`${golden.name}: every plan equals the reference on ${how}`, async t => {
      checkGoldenErrors(t, await goldenErrors(golden, setting));
    });
  }
}
