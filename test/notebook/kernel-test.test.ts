import {resolve} from 'node:path';
import test from 'ava';
import {findKernelTest, installLrplab, openJupyter, run, skipWithout} from '../helpers/jupyter.js';

test('the lrplab kernel passes all of jupyter_kernel_test, with samples in both languages', async t => {
  const python = findKernelTest();
  if (python === null) {
    skipWithout(t, 'jupyter_kernel_test', "install Debian's python3-jupyter-kernel-test");
    return;
  }
  const home = await openJupyter(t);
  if (home === null) return;
  await installLrplab(home);
  const {code, stderr} = await run(
    python,
    ['-m', 'unittest', '-v', 'kernel_test'],
    // Debian's Python is not the one of the PATH's Jupyter.
    {
      cwd: home.work,
      env: {...home.env, PYTHONPATH: resolve('test/notebook'), PYTHONDONTWRITEBYTECODE: '1'},
    },
  );
  const ran = Number(/^Ran (\d+) tests? in/m.exec(stderr)?.[1] ?? 0);
  const verdicts = [...stderr.matchAll(/^(test_\w+) \((.*?)\) \.\.\. (.*)$/gm)];
  const first = verdicts.filter(([, , where]) => where!.includes('LrplabTests'));
  t.is(code, 0, stderr);
  t.true(ran >= 24, stderr);
  t.deepEqual(
    first.filter(([, , , verdict]) => verdict !== 'ok').map(([line]) => line),
    [],
    'every test of the first class runs; none is skipped',
  );
});
