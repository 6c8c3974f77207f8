import test from 'ava';
import {type GoldenCase, goldenCases} from '../helpers/golden-cases.js';
import {checkGoldenErrors, goldenErrors} from '../helpers/golden-errors.js';

const settings = [
  {engine: 'onnx', device: 'cpu', optimise: true},
  {engine: 'onnx', device: 'cpu', optimise: false},
  {engine: 'tfjs', device: 'wasm', optimise: true},
  {engine: 'tfjs', device: 'cpu', optimise: true},
] as const;
type Setting = (typeof settings)[number];

/** tfjs without a native or WebAssembly backend is slow: a third of the plans, other ones from case to case. */
function plansOn({engine, device}: Setting, golden: GoldenCase, index: number): GoldenCase {
  if (engine !== 'tfjs' || device !== 'cpu') return golden;
  const plans = Object.entries(golden.plans).filter((_, place) => place % 3 === index % 3);
  return {...golden, plans: Object.fromEntries(plans)};
}

for (const [index, golden] of goldenCases().entries()) {
  for (const setting of settings) {
    const how = `${setting.engine}/${setting.device}${setting.optimise ? '' : ', nothing left out'}`;
    test(`${golden.name}: plans equal the reference on ${how}`, async t => {
      const chosen = plansOn(setting, golden, index);
      t.true(Object.keys(chosen.plans).length > 0);
      checkGoldenErrors(t, await goldenErrors(chosen, setting));
    });
  }
}
