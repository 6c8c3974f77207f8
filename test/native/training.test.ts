import test from 'ava';
import {nativeAddon, runProgram} from '../helpers/native-addon.js';

test('a network trains on the native addon: its loss falls to less than half in 20 steps', async t => {
  if (nativeAddon(t) === null) return;
  const {code, stdout, stderr} = await runProgram('native-training-program', []);
  t.is(code, 0, stderr);
  const {backend, losses} = JSON.parse(stdout) as {backend: string; losses: number[]};
  t.is(backend, 'tensorflow');
  t.true(losses.every(Number.isFinite));
  t.true(losses.at(-1)! < losses[0]! / 2, `${losses[0]} → ${losses.at(-1)}`);
});
