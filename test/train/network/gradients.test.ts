import test from 'ava';
import {nativeAddon, runProgram} from '../../helpers/native-addon.js';
import {gradientDisagreements, type Disagreement} from '../../helpers/training-checks.js';

const expected = ['conv1.kernel', 'bn1.gamma', 'bn1.beta', 'conv2.kernel', 'conv2.bias'].concat([
  'bn2.gamma',
  'bn2.beta',
  'fc1.kernel',
  'fc1.bias',
  'fc2.kernel',
  'fc2.bias',
]);

for (const device of ['cpu', 'wasm'] as const) {
  test(`on ${device}, the gradient by every parameter is the slope of the loss in float64`, async t => {
    const {loss, all} = await gradientDisagreements(device);
    t.true(loss < 1e-5);
    t.deepEqual(
      all.map(({parameter}) => parameter),
      expected,
    );
    for (const {parameter, error} of all) t.true(error < 1e-4, `${parameter}: ${error}`);
  });
}

test('on the native backend, too, by its own kernels', async t => {
  if (nativeAddon(t) === null) return;
  const {code, stdout, stderr} = await runProgram('native-gradients-program', []);
  t.is(code, 0, stderr);
  const {loss, all} = JSON.parse(stdout) as {loss: number; all: Disagreement[]};
  t.true(loss < 1e-5);
  t.deepEqual(
    all.map(({parameter}) => parameter),
    expected,
  );
  for (const {parameter, error} of all) t.true(error < 1e-4, `${parameter}: ${error}`);
});
