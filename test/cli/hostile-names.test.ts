import {copyFile, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import type {Ledger} from '../../src/ledger/ledger.js';
import {floats, onnxNode} from '../helpers/onnx-maker.js';
import {offlineFaults} from '../helpers/offline.js';
import {openCliProcess} from '../helpers/cli-process.js';
import {runCli} from '../helpers/run-cli.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';
import {writeNpyFile, writeOnnx} from '../helpers/cli-models.js';

const cli = openCliProcess();
test.after.always(cli.close);

const script = '</script><script>alert(1)</script>';
const codes = '\u001b[2J\u009b31m';

/** What moves a terminal; line ends and tabs may. */
const control = /[^\P{Cc}\n\t]/u;

test('names of files, layers and classes stay text on the terminal, in HTML and in JSON', async t => {
  const work = await temporaryFolder(t);
  const names = [`${script}"'`, `red${codes}\nline`];
  const classes = [`${script}`, `bell\u0007${codes}`];
  const file = `m${codes}'"<b>.onnx`;
  await writeOnnx(
    work,
    {
      nodes: [
        onnxNode('Gemm', ['input', 'v'], ['h'], {}, {name: names[0]!}),
        onnxNode('Relu', ['h'], ['r'], {}, {name: `relu${codes}`}),
        onnxNode('Gemm', ['r', 'w'], ['output'], {}, {name: names[1]!}),
      ],
      weights: [floats('v', [2, 2], [1, 2, 3, 4]), floats('w', [2, 2], [1, -1, 2, 1])],
      inputs: {input: [0, 2]},
      metadata: {'lrplab.classes': JSON.stringify(classes)},
    },
    file,
  );
  const input = `x${codes}<i>.npy`;
  await writeNpyFile(work, input, [1, 2], [1, 2]);
  // In a script paths with control characters are refused.
  const plain = [`</b>'"<b>.onnx`, `<i>x.npy`].map(name => name.replaceAll('/', ''));
  await copyFile(join(work, file), join(work, plain[0]!));
  await copyFile(join(work, input), join(work, plain[1]!));
  await writeFile(
    join(work, 'run.lrp'),
    [
      `model ${JSON.stringify(plain[0])}`,
      `input ${JSON.stringify(plain[1])} as ${JSON.stringify(`${script}${codes}`)}`,
      `plan ${JSON.stringify(`/../../${script}${codes}`)} { all use zplus }`,
      `explain ${JSON.stringify(`${script}${codes}`)} for 0, 1 with EpsilonPlus, ${JSON.stringify(`/../../${script}${codes}`)}`,
      'show plan, graph, ledger',
      'check positivity',
      'save "r.npz"',
      'save "ledgers.json"',
      'export onnx "e.onnx"',
    ].join('\n'),
  );

  const explained = await cli.run(
    [
      ...['explain', file, '--input', input, '--plan', 'EpsilonPlus', '--target', classes[1]!],
      ...['--ledger', 'L.json', '--html', 'R.html', '--verbose'],
    ],
    {cwd: work},
  );
  t.is(explained.code, 0, explained.stderr);
  const json = await cli.run(['graph', file, '--json'], {cwd: work});
  const graph = await cli.run(['graph', file], {cwd: work});
  const plan = await cli.run(['plan', file, '--plan', 'EpsilonPlus'], {cwd: work});
  const wrong = await cli.run(['plan', file, '--plan', `none${codes}`], {cwd: work});
  const usage = await cli.run(['plan', file, `--${codes}`], {cwd: work});
  const ran = await runCli(['run', 'run.lrp', '--out', 'deep/out'], {cwd: work});
  t.deepEqual(
    [json, graph, plan, wrong, usage].map(({code}) => code),
    [0, 0, 0, 1, 2],
  );
  t.false(ran.stderr.includes('error['), ran.stderr);
  for (const {stdout, stderr} of [explained, json, graph, plan, wrong, usage, ran]) {
    t.notRegex(stdout, control);
    t.notRegex(stderr, control);
  }

  const {layers, classes: told} = JSON.parse(json.stdout) as {
    layers: {name: string}[];
    classes: string[];
  };
  t.deepEqual(told, classes);
  t.true(names.every(name => layers.some(layer => layer.name === name)));
  const ledger = JSON.parse(await readFile(join(work, 'L.json'), 'utf8')) as Ledger;
  t.deepEqual([ledger.model, ...ledger.samples[0]!.layers.map(({name}) => name)], [file, ...names]);

  for (const page of ['R.html', 'deep/out/report.html']) {
    const html = await readFile(join(work, page), 'utf8');
    t.false(html.includes('<script>alert'), page);
    t.false(html.includes('</script><script>'), page);
    t.false(html.includes('<b>.onnx') || html.includes('<i>'), page);
    t.deepEqual(offlineFaults(html), []);
  }
});

test("no plan's name leads a file out of the output folder", async t => {
  const work = await temporaryFolder(t);
  await writeOnnx(work);
  await writeNpyFile(work, 'x.npy', [1, 4], [1, 2, 3, 4]);
  await writeFile(
    join(work, 'run.lrp'),
    [
      'model "model.onnx"',
      'input "x.npy"',
      'plan "/../../../evil" { all use zero }',
      'plan "?..?..?..?evil" { all use zero }',
      'explain x for 0 with "/../../../evil", "?..?..?..?evil", EpsilonPlus',
      'export onnx "e.onnx"',
      'save "r.npz"',
    ].join('\n'),
  );
  const {code, stdout, stderr} = await cli.run(['run', 'run.lrp', '--out', 'a/b'], {cwd: work});
  t.is(code, 0, stderr);
  const written = [...stdout.matchAll(/^wrote (.*)$/gm)].map(([, path]) => path!);
  t.is(written.length, 5);
  t.is(new Set(written).size, 5);
  t.true(
    written.every(path => /^a\/b\/[^/]+$/.test(path)),
    written.join(),
  );
});
