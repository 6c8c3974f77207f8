import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {runCli} from '../helpers/run-cli.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';
import {writeDevkit} from '../helpers/voc-devkit.js';

const samples = [
  {id: 'a', objects: [{name: 'horse'}, {name: 'person', difficult: true}]},
  {id: 'b', objects: [{name: 'cat', truncated: true}]},
  {id: 'c', objects: [{name: 'person'}, {name: 'horse'}], width: 30},
];

test('dataset counts pictures, classes, label sets, and names broken files', async t => {
  const folder = await temporaryFolder(t);
  const root = await writeDevkit(folder, '2012', samples, {
    train: ['a', 'b', 'gone'],
    val: ['c'],
    trainval: ['a', 'b', 'gone', 'c'],
  });
  const {code, stdout, stderr} = await runCli(['dataset', folder, '--classes', 'horse, person']);
  t.is(code, 0, stderr);
  t.is(stderr, '');
  t.is(
    stdout,
    `Pascal VOC in ${root}

split  pictures  width × height  objects  truncated  difficult  broken files
train         2  20 × 10               3          1          1             1
val           1  30 × 10               2          0          0             0

class (difficult only)  train    val
horse                   1 (0)  1 (0)
person                  0 (1)  1 (0)

label set         train  val
horse only            1    0
horse and person      0    1
none                  1    0

left out:
voc/missing: "${join(root, 'Annotations', 'gone.xml')}": there is no such file; check the path
`,
  );
});

test('--json says the same to programs, with every broken file', async t => {
  const folder = await temporaryFolder(t);
  const root = await writeDevkit(folder, '2007', samples, {test: ['c', 'a']});
  const {code, stdout} = await runCli(['dataset', root, '--classes', 'person', '--json']);
  t.is(code, 0);
  const {
    ok,
    folder: found,
    splits,
  } = JSON.parse(stdout) as {
    ok: boolean;
    folder: string;
    splits: readonly {classes: unknown; labelSets: unknown; broken: unknown; hash: string}[];
  };
  t.true(ok);
  t.is(found, root);
  t.is(splits.length, 1);
  t.deepEqual(splits[0]!.classes, [{name: 'person', pictures: 1, difficultOnly: 1}]);
  t.deepEqual(splits[0]!.labelSets, [
    {classes: ['person'], count: 1},
    {classes: [], count: 1},
  ]);
  t.deepEqual(splits[0]!.broken, []);
  t.regex(splits[0]!.hash, /^[0-9a-f]{64}$/);
});

test('--check finds what is cut off; --strict ends with 1 at it', async t => {
  const folder = await temporaryFolder(t);
  const root = await writeDevkit(folder, '2012', samples, {train: ['a', 'b', 'c']});
  const path = join(root, 'JPEGImages', 'b.jpg');
  const whole = await readFile(path);
  await writeFile(path, whole.subarray(0, Math.floor(whole.length * 0.7)));
  const [lenient, check, strict] = await Promise.all([
    runCli(['dataset', folder]),
    runCli(['dataset', folder, '--check']),
    runCli(['dataset', folder, '--check', '--strict']),
  ]);
  t.is(lenient.code, 0);
  t.notRegex(lenient.stdout, /left out/);
  t.is(check.code, 0);
  t.regex(check.stdout, /left out:\nimage\/damaged: ".*b\.jpg"/);
  t.is(strict.code, 1);
  t.is(strict.stdout, '');
  t.regex(strict.stderr, /^error\[image\/damaged\]: ".*b\.jpg": .*get the file again\n$/);
});

test('splits that share pictures, wrong classes and empty lists are refused', async t => {
  const folder = await temporaryFolder(t);
  await writeDevkit(folder, '2012', samples, {train: ['a'], val: ['a', 'b']});
  const [shared, wrong, empty, gone] = await Promise.all([
    runCli(['dataset', folder]),
    runCli(['dataset', folder, '--classes', 'hores']),
    runCli(['dataset', folder, '--split', ',']),
    runCli(['dataset', join(folder, 'gone')]),
  ]);
  t.is(shared.code, 1);
  t.regex(shared.stderr, /error\[voc\/not-disjoint\]: 1 of the pictures of split "val"/);
  t.is(wrong.code, 1);
  t.regex(wrong.stderr, /did you mean "horse"/);
  t.is(empty.code, 2);
  t.regex(empty.stderr, /name one at least/);
  t.is(gone.code, 1);
  t.regex(gone.stderr, /error\[voc\/missing\]/);
});
