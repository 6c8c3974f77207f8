import test from 'ava';
import {goldenCases} from '../helpers/golden-cases.js';
import {checkGoldenErrors, type GoldenError} from '../helpers/golden-errors.js';
import {nativeAddon, runProgram} from '../helpers/native-addon.js';

test('every plan of every golden case equals the reference on tfjs/node', async t => {
  if (nativeAddon(t) === null) return;
  const {code, stdout, stderr} = await runProgram('native-golden-program', []);
  t.is(code, 0, stderr);
  const errors = JSON.parse(stdout) as Record<string, readonly GoldenError[]>;
  t.deepEqual(
    Object.keys(errors),
    goldenCases().map(({name}) => name),
  );
  for (const each of Object.values(errors)) checkGoldenErrors(t, each);
});
