import {mkdir, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {linearParts, writeNpyFile, writeOnnx} from '../helpers/cli-models.js';
import {openCliProcess} from '../helpers/cli-process.js';
import {snapshot, temporaryFolder} from '../helpers/temporary-folder.js';

const cli = openCliProcess();
test.after.always(cli.close);

const codesIn = (stderr: string): readonly string[] =>
  [...stderr.matchAll(/^error\[([^\]]+)\]/gm)].map(([, code]) => code!);

/** Runs and checks a script that is wrong; both must say the same and write nothing. */
async function mistakes(
  t: ExecutionContext,
  work: string,
  script: string,
  text: string | null = null,
): Promise<{readonly codes: readonly string[]; readonly stderr: string}> {
  if (text !== null) await writeFile(join(work, script), text);
  const before = await snapshot(work);
  const ran = await cli.run(['run', script], {cwd: work});
  const checked = await cli.run(['check', script], {cwd: work});
  t.deepEqual([ran.code, checked.code], [1, 1], ran.stderr);
  t.is(ran.stdout, '');
  t.is(ran.stderr, checked.stderr);
  t.notRegex(ran.stderr, /^\s+at /m);
  t.deepEqual(await snapshot(work), before);
  return {codes: codesIn(ran.stderr), stderr: ran.stderr};
}

async function workshop(t: ExecutionContext): Promise<string> {
  const work = await temporaryFolder(t);
  await mkdir(join(work, 'project'));
  await writeOnnx(join(work, 'project'), {
    ...linearParts,
    metadata: {'lrplab.classes': '["cat", "dog", "horse"]'},
  });
  await writeNpyFile(join(work, 'project'), 'x.npy', [1, 4], [1, 2, 3, 4]);
  return work;
}

test('mistakes of every kind are told at once: in grammar, names, rules, files, layers, targets and outputs', async t => {
  const work = await workshop(t);
  const lines = [
    ['model "model.onnx"', null],
    ['input "x.npy"', null],
    ['input "gone.npy" as gone', 'input/missing'],
    ['shwo ledger', 'statement/unknown'],
    ['plan a { all use gama(0.25) }', 'rule/unknown'],
    ['plan b { all use alphabeta(2, 0) }', 'rule/alpha-beta'],
    ['plan c { dens use zero }', 'selector/unknown'],
    ['plan d { all use epsilon(-1) }', 'rule/range'],
    ['plan e { all use zero   layer 7 use flat }', 'selector/empty'],
    ['plan f { all use zB(1, 0) }', 'rule/bounds'],
    ['explain nobody with a', 'name/unknown'],
    ['explain x for hrose with e', 'target/unknown'],
    ['explain x for 0 with nope', 'plan/unknown'],
    ['check conservation within 500%', 'check/tolerance'],
    ['show heatmaps', 'show/unknown'],
    ['save "x.h5"', 'path/extension'],
    ['save "../x.npy"', 'save/outside'],
    ['save "/tmp/x.npy"', 'save/outside'],
    ['export torch "net.onnx"', 'export/unknown'],
    ['engine cuda', 'engine/unknown'],
    ['let a = 1 / 0', 'value/not-finite'],
  ] as const;
  const {codes, stderr} = await mistakes(
    t,
    join(work, 'project'),
    's.lrp',
    lines.map(([line]) => `${line}\n`).join(''),
  );
  const expected = lines.flatMap(([, code]) => code ?? []);
  t.deepEqual(codes.toSorted(), expected.toSorted(), stderr);
  lines.forEach(([line, code], k) => {
    if (code === null) return;
    t.true(stderr.includes(`error[${code}]`));
    t.regex(stderr, new RegExp(`^ +--> s\\.lrp:${k + 1}:\\d+$`, 'm'), line);
  });
  for (const name of ['gamma', 'dense', 'show', 'horse'])
    t.true(stderr.includes(`did you mean "${name}"?`), name);
});

test('a wrong number of classes is one mistake, not one for every target below', async t => {
  const work = join(await workshop(t), 'project');
  const {codes} = await mistakes(
    t,
    work,
    's.lrp',
    'model "model.onnx"\ninput "x.npy"\nclasses "one", "two"\nexplain x for one, two with EpsilonPlus\n',
  );
  t.deepEqual(codes, ['classes/count']);
});

test('a script without syntax mistakes is held against its model: counts, targets, layers, bounds', async t => {
  const work = join(await workshop(t), 'project');
  const {codes} = await mistakes(
    t,
    work,
    's.lrp',
    `model "model.onnx"
input "x.npy"
plan partly { conv use zero }
plan bounds { all use zero  input use zB }
explain x for 3 with partly
explain x for one with bounds, partly
save "r.npy"
save "./r.npy"
engine onnx device wasm
`,
  );
  t.deepEqual(
    codes.toSorted(),
    [
      ...['engine/unknown-device', 'plan/uncovered', 'rule/no-bounds'],
      ...['save/twice', 'selector/empty', 'target/range', 'target/unknown'],
    ].toSorted(),
  );
});

test('includes stay in the folder of the script, links followed, and never go in circles', async t => {
  const work = await workshop(t);
  const project = join(work, 'project');
  await writeFile(join(work, 'secret.lrp'), 'hello secret words\n');
  await symlink(join(work, 'secret.lrp'), join(project, 'link.lrp'));
  await writeFile(join(project, 'round.lrp'), 'include "about.lrp"\n');
  await writeFile(join(project, 'about.lrp'), 'include "round.lrp"\n');
  await writeFile(join(project, 'wrong.lrp'), 'plan w { all use nothing }\n');
  const told = await mistakes(
    t,
    project,
    's.lrp',
    `include "../secret.lrp"
include "${join(work, 'secret.lrp')}"
include "link.lrp"
include "gone.lrp"
include "round.lrp"
include "wrong.lrp"
include "/dev/zero"
`,
  );
  t.false(told.stderr.includes('secret words'));
  t.deepEqual([...new Set(told.codes)].toSorted(), [
    'include/cycle',
    'include/missing',
    'include/outside',
    'include/unreadable',
    'rule/unknown',
  ]);
  t.regex(told.stderr, /--> wrong\.lrp:1:18\n/);
});

test('what is not there or no script ends with one error', async t => {
  const work = await temporaryFolder(t);
  await writeFile(join(work, 'empty.lrp'), '');
  await writeFile(
    join(work, 'bytes.lrp'),
    Uint8Array.from({length: 64}, (_, i) => 255 - i),
  );
  await mkdir(join(work, 'folder.lrp'));
  for (const [script, codes] of [
    ['gone.lrp', ['script/missing']],
    ['empty.lrp', ['script/empty-file']],
    ['folder.lrp', ['script/not-a-file']],
    ['/dev/zero', ['script/not-a-file']],
  ] as const)
    t.deepEqual((await mistakes(t, work, script)).codes, codes);
  const bytes = await mistakes(t, work, 'bytes.lrp');
  t.true(bytes.codes.length > 0 && !bytes.codes.includes('internal'), bytes.stderr);
});

test('inputs that only their content shows to be wrong leave no output folder behind', async t => {
  const work = join(await workshop(t), 'project');
  await writeNpyFile(work, 'x.npy', [1, 5], [1, 2, 3, 4, 5]);
  await writeFile(join(work, 'picture.png'), 'no picture');
  for (const [source, code] of [
    ['input "x.npy" as x', 'input/shape'],
    ['image "picture.png" as x', 'input/no-pictures'],
  ] as const) {
    await writeFile(
      join(work, 's.lrp'),
      `model "model.onnx"\n${source}\nexplain x with EpsilonPlus\nsave "r.npy"\n`,
    );
    const before = await snapshot(work);
    const {code: exit, stderr} = await cli.run(['run', 's.lrp'], {cwd: work});
    t.is(exit, 1);
    t.deepEqual(codesIn(stderr), [code]);
    t.deepEqual(await snapshot(work), before);
  }
});

test('an ε that the device cannot hold is marked where the rule stands, before anything is opened', async t => {
  const work = await workshop(t);
  const text = [
    'model "project/model.onnx"',
    'input "project/x.npy"',
    'engine onnx coreml',
    'plan fine { all use epsilon(0.01) }',
    'plan tiny { all use epsilon(1e-6) }',
    'explain x for 0 with fine, tiny',
    'explain x for 1 with tiny',
  ].join('\n');
  const {codes, stderr} = await mistakes(t, work, 's.lrp', text);
  t.deepEqual(codes, ['engine/precision']);
  t.regex(stderr, /s\.lrp:5:21\n[\s\S]*\^{13} an ε there is at least/);
  for (const part of ['plan "tiny"', 'onnx/coreml', 'float16']) t.true(stderr.includes(part));
});
