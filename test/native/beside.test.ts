import test from 'ava';
import {nativeAddon, runProgram} from '../helpers/native-addon.js';

test("the native addon and lrplab's wasm engine do not disturb one another in a process", async t => {
  if (nativeAddon(t) === null) return;
  const {code, stdout, stderr} = await runProgram('native-beside-program', []);
  t.is(code, 0, stderr);
  const {active, answers, product, layers} = JSON.parse(stdout) as Record<string, unknown>;
  t.deepEqual(active, ['wasm', 'wasm', 'tensorflow', 'tensorflow']);
  // (0…3)·(1…4), (4…7)·(1…4), (8…11)·(1…4).
  t.deepEqual(answers, Array(4).fill([20, 60, 100]));
  t.deepEqual(product, [1, 4, 9]);
  t.true(layers);
  // No word of kernels that are there twice.
  t.notRegex(stderr, /already registered/);
});
