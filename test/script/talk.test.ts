import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {compile} from '../../dsl/compile.js';
import {format} from '../../dsl/format.js';
import {canonise} from '../../src/graph/canonise.js';
import {draftOfStack} from '../../src/model/stack/draft-of-stack.js';
import {resolvePlan} from '../../src/plan/resolve.js';
import {prepareScript} from '../../src/script/prepare.js';
import {runCli} from '../helpers/run-cli.js';
import {hasShared, sharedFolder} from '../helpers/shared.js';
import {talkNetwork} from '../helpers/talk-network.js';
import {talkScript, writeTalkWorkshop} from '../helpers/talk-workshop.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

test("the talk's script, with its two lines changed, runs from the first line to the last", async t => {
  const work = await temporaryFolder(t);
  await writeTalkWorkshop(work);
  await writeFile(join(work, 'talk.lrp'), await talkScript());
  const {code, stdout, stderr} = await runCli(['run', 'talk.lrp', '--out', 'out'], {cwd: work});
  t.is(code, 0, stderr);
  t.regex(stdout, /both: 2012_000008 of split val \(horse, person\), 32×32, as it is/);
  t.regex(stdout, /horse: 2012_000003 of split val \(horse\)/);
  t.regex(stdout, /person: 2012_000004 of split val \(person, dog\)/);
  t.regex(stdout, /neither: 2012_000001 of split val \(dog\)/);
  // A 16×16 box of 32×32 is a quarter; [16,32)×[8,32) is 3/8.
  t.regex(stdout, /horse +taylor +\S+ +\S+ +0\.250 +[0-5]\b/);
  t.regex(stdout, /person +lrp-0 +\S+ +\S+ +0\.375 +4\b/);
  t.regex(stdout, /folded: composite against kept: composite/);
  t.regex(stdout, /bn1 +no such layer +pass/);
  t.regex(stdout, /15 predictions \(logits\)/);
  for (const file of ['report.html', 'heatmap-1.png', 'heatmap-2.png', 'sums-1.png', 'sums-2.png'])
    t.true(stdout.includes(`wrote out/${file}`), file);
  const report = await readFile(join(work, 'out/report.html'), 'utf8');
  for (const part of ['ΣR of both for horse', 'inside the boxes', 'annotated boxes'])
    t.true(report.includes(part), part);
});

test('LRP-0 in the dense layers gives the same map whether batch norms are folded or kept, z⁺ does not', async t => {
  const work = await temporaryFolder(t);
  await writeTalkWorkshop(work);
  const script = `
    dataset "VOCdevkit" as voc
    image from voc with horse, person as both
    plan a { all use zplus   dense use zero }
    plan b { all use zplus }
    model "net" as net
    explain both for "horse", "person" with a, b as folded
    model "net" as unfolded batchnorm keep
    explain both for "horse", "person" with a, b as kept
    compare folded, kept`;
  await writeFile(join(work, 'norms.lrp'), script);
  const {code, stdout, stderr} = await runCli(['run', 'norms.lrp'], {cwd: work});
  t.is(code, 0, stderr);
  const rows = [...stdout.matchAll(/^both for \w+ \(\d\) +(\S+) +\S+ +(\S+) +(\S+) +(\S+)$/gm)];
  const [a, b] = [rows.slice(0, 2), rows.slice(2)];
  for (const [, cosine, , first, second] of a) {
    t.is(cosine, '1.0000');
    t.true(Math.abs(Number(first) - Number(second)) < 1e-3 * Math.max(1, Math.abs(Number(first))));
  }
  t.true(b.some(([, , , first, second]) => first !== second));
});

test('without the data there is one error, and it says how to get them', async t => {
  const work = await temporaryFolder(t);
  await writeTalkWorkshop(work);
  await writeFile(join(work, 'talk.lrp'), (await talkScript()).replace('"VOCdevkit"', '"gone"'));
  const {code, stderr} = await runCli(['run', 'talk.lrp'], {cwd: work});
  t.is(code, 1);
  t.is(stderr.match(/^error\[/gm)?.length, 1, stderr);
  t.regex(stderr, /error\[voc\/missing\]/);
  t.regex(stderr, /talk\.lrp:\d+:9/);
  t.regex(stderr, /`lrplab fetch voc2012` downloads/);
});

test('a split, a class and a picture that are not there are said at their place', async t => {
  const work = await temporaryFolder(t);
  await writeTalkWorkshop(work);
  const lines = [
    'model "net" as net',
    'dataset "VOCdevkit" as voc',
    'image from voc "vall" with "horse" as a',
    'image from voc with "hrose" as b',
    'image from voc with "horse" without "person", "dog" number 3 as c',
    'image from voc with "cat" as d',
    'plan p { all use zero }',
    'evaluate localisation on voc "test" for "horse", "cat" with p',
  ];
  await writeFile(join(work, 'a.lrp'), lines.join('\n'));
  const {code, stderr} = await runCli(['run', 'a.lrp'], {cwd: work});
  t.is(code, 1);
  t.deepEqual(
    [...stderr.matchAll(/^error\[([^\]]+)\]/gm)].map(([, found]) => found),
    [
      ...['voc/no-such-split', 'voc/unknown-class', 'voc/no-such-sample', 'voc/no-such-sample'],
      ...['voc/no-such-split', 'target/unknown'],
    ],
  );
  t.regex(stderr, /\^{6} did you mean "val"\?/);
  t.regex(stderr, /\^{7} did you mean "horse"\?/);
  t.regex(
    stderr,
    /only 2 with horse without person and dog, so there is no number 3; of 8 pictures 5 show horse, 4 show person, 2 show dog/,
  );
  t.regex(stderr, /no picture with cat, so there is no number 1; of 8 pictures 0 show cat/);
});

test('explanations of other pictures are not compared', async t => {
  const work = await temporaryFolder(t);
  await writeTalkWorkshop(work);
  const lines = [
    'model "net" as net',
    'dataset "VOCdevkit" as voc',
    'image from voc as a',
    'image from voc number 2 as b',
    'explain a with EpsilonPlus as first',
    'explain b with EpsilonPlus as second',
    'compare first, second',
  ];
  await writeFile(join(work, 'a.lrp'), lines.join('\n'));
  const {code, stderr} = await runCli(['run', 'a.lrp'], {cwd: work});
  t.is(code, 1);
  t.regex(
    stderr,
    /error\[compare\/unlike\]: "second" has other pictures than "first": b instead of a/,
  );
});

test("the talk's plans give every layer of a full-size VGG16 with the talk's head its rule", async t => {
  // 64 to 512 channels and 4096 and 2048 dense features; a picture of 32×32 keeps the first dense layer small.
  const graph = canonise(draftOfStack(talkNetwork({width: 1, size: 32, hidden: [4096, 2048]})));
  const text = await readFile('notebooks/talk.lrp', 'utf8');
  const script = compile(text, {file: 'talk.lrp'});
  t.true(script.ok);
  if (!script.ok) return;
  for (const name of ['lrp-0', 'lrp-epsilon', 'lrp-gamma', 'taylor', 'composite']) {
    const plan = resolvePlan(script.value.plans.get(name)!, graph);
    t.true(plan.ok, name);
    if (!plan.ok || name !== 'composite') continue;
    const rules = plan.value.layers.filter(({index}) => index !== null).map(({rule}) => rule.kind);
    t.deepEqual(rules, [
      'zB',
      ...Array<string>(6).fill('gamma'),
      ...Array<string>(6).fill('epsilon'),
      ...['zero', 'zero', 'zero'],
    ]);
  }
});

test("the talk's script is in its canonical form", async t => {
  const text = await readFile('notebooks/talk.lrp', 'utf8');
  const result = format(text, {file: 'talk.lrp'});
  t.is(result.ok ? result.value : null, text);
});

test('on voc-mini the pictures are the first ones that its class lists name', async t => {
  if (!hasShared('voc-mini')) {
    t.log('not run: ../shared/voc-mini is not here');
    t.pass();
    return;
  }
  const folder = join(sharedFolder, 'voc-mini/VOCdevkit/VOC2012');
  const list = async (name: string): Promise<ReadonlyMap<string, string>> => {
    const lines = (await readFile(join(folder, `ImageSets/Main/${name}_test.txt`), 'utf8'))
      .trim()
      .split('\n');
    return new Map(lines.map(line => line.split(/\s+/) as [string, string]));
  };
  const [horses, persons] = [await list('horse'), await list('person')];
  const firstWith = (horse: string, person: string): string | undefined =>
    [...horses.keys()].find(id => horses.get(id) === horse && persons.get(id) === person);
  const script = compile(
    `dataset ${JSON.stringify(folder)} as voc
     image from voc with "horse", "person" as both
     image from voc "test" with "horse" without "person" as horse
     image from voc with "person" without "horse" as person
     image from voc without "horse", "person" as neither`,
    {file: 'a.lrp'},
  );
  t.true(script.ok);
  if (!script.ok) return;
  const prepared = await prepareScript(script.value, {folder: '.'});
  t.true(prepared.ok);
  if (!prepared.ok) return;
  const {sources} = prepared.value.workspace;
  const chosen = ['both', 'horse', 'person', 'neither'].map(name => {
    const source = sources.get(name)!;
    return source.kind === 'value' ? null : source.sample?.id;
  });
  t.deepEqual(chosen, [
    firstWith('1', '1'),
    firstWith('1', '-1'),
    firstWith('-1', '1'),
    firstWith('-1', '-1'),
  ]);
});
