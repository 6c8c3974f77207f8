import {writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import test from 'ava';
import {writeNpyFile} from '../helpers/cli-models.js';
import {runCli} from '../helpers/run-cli.js';
import {snapshot, temporaryFolder} from '../helpers/temporary-folder.js';

for (const engine of [
  ['tfjs', 'cpu'],
  ['tfjs', 'wasm'],
  ['onnx', 'cpu'],
] as const) {
  test(`Ctrl-C ends a long explain on ${engine.join('/')} with 130 and leaves nothing behind`, async t => {
    const work = await temporaryFolder(t);
    // Minutes of work on the slowest engine, seconds on the fastest.
    const count = engine[1] === 'cpu' && engine[0] === 'tfjs' ? 3000 : 20_000;
    await writeNpyFile(
      work,
      'x.npy',
      [count, 1, 28, 28],
      Array.from({length: count * 784}, (_, i) => ((i * 7919) % 256) / 255),
    );
    // The notes that the plan draws are a sign that work has begun.
    await writeFile(join(work, 'plan.lrp'), 'let unused = 1\nall use zplus\n');
    const before = Object.keys(await snapshot(work));
    const {code, stdout, stderr} = await runCli(
      [
        ...['explain', resolve('notebooks/models/digits.onnx'), '--input', 'x.npy'],
        ...['--plan', 'plan.lrp', '--target', 'top', '--engine', engine[0], '--device', engine[1]],
        ...['--out', 'R.npy', '--html', 'new/R.html'],
      ],
      {cwd: work, interrupt: true},
    );
    t.is(code, 130, stderr);
    t.is(stdout, '');
    t.regex(stderr, /interrupted; nothing was written\n$/);
    t.notRegex(stderr, /^\s+at /m);
    t.deepEqual(Object.keys(await snapshot(work)), before);
  });
}

test('Ctrl-C ends a long script with 130 and leaves nothing behind', async t => {
  const work = await temporaryFolder(t);
  await writeNpyFile(
    work,
    'x.npy',
    [3000, 1, 28, 28],
    Array.from({length: 3000 * 784}, (_, i) => ((i * 7919) % 256) / 255),
  );
  await writeFile(
    join(work, 's.lrp'),
    `let unused = 1\nmodel ${JSON.stringify(resolve('notebooks/models/digits.onnx'))}\ninput "x.npy"\nengine tfjs device cpu\nexplain x with EpsilonPlus\nsave "r.npy"\n`,
  );
  const before = Object.keys(await snapshot(work));
  const {code, stderr} = await runCli(['run', 's.lrp'], {cwd: work, interrupt: true});
  t.is(code, 130, stderr);
  t.regex(stderr, /interrupted; nothing was written\n$/);
  t.deepEqual(Object.keys(await snapshot(work)), before);
});
