import test from 'ava';
import {openTfjs} from '../../src/engine/tfjs/open-tfjs.js';
import {adamStep, createMoments} from '../../src/train/adam.js';
import {Parameter} from '../../src/train/network/parameter.js';

const parameter = async (decays: boolean): Promise<Parameter> =>
  new Parameter(await openTfjs('cpu'), 'w', {
    shape: [3],
    data: Float32Array.from([1, -2, 0.5]),
    decays,
  });

const gradients = [
  [0.1, -0.2, 0.3],
  [0.05, 0.4, -0.1],
  [-0.3, 0.1, 0.2],
];

// torch.optim.Adam and AdamW of torch 2.13 in float64: lr=0.01, eps=1e-7, weight_decay=0.1.
const cases = [
  {name: 'Adam', decays: false, expected: [0.9841504586, -1.9978175495, 0.4799669573]},
  {name: 'AdamW', decays: true, expected: [0.9811827694, -1.9918398765, 0.478492449]},
] as const;

for (const {name, decays, expected} of cases) {
  test(`three steps are those of torch's ${name}`, async t => {
    const w = await parameter(decays);
    const moments = createMoments([w]);
    gradients.forEach((gradient, index) => {
      const at = {step: index + 1, rate: 0.01};
      adamStep([w], moments, [Float32Array.from(gradient)], at, {decay: 0.1});
    });
    for (const [index, value] of w.data.entries()) {
      t.true(Math.abs(value - expected[index]!) < 1e-6, `${value}`);
    }
  });
}
