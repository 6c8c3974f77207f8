import {readFile, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import test from 'ava';
import {openCliProcess} from '../helpers/cli-process.js';
import {runCli} from '../helpers/run-cli.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const cli = openCliProcess();
test.after.always(cli.close);

const model = resolve('test/golden/open/resnet-mini/model.onnx');

const options: Readonly<Record<string, readonly string[]>> = {
  run: ['--out', '--engine', '--device', '--json', '--verbose'],
  explain: [
    ...['--input', '--plan', '--target', '--out', '--ledger', '--html', '--png', '--json'],
    ...['--preprocess', '--shape', '--batch-norm', '--engine', '--device', '--verbose'],
  ],
  plan: ['--plan', '--json', '--preprocess', '--batch-norm', '--verbose'],
  graph: ['--json', '--preprocess', '--batch-norm', '--verbose'],
  check: ['--verbose'],
  format: ['--check', '--verbose'],
  dataset: ['--classes', '--split', '--year', '--strict', '--check', '--json', '--verbose'],
  doctor: ['--json', '--verbose'],
  native: [
    ...['--python', '--wheel', '--gpu', '--force', '--undo', '--status', '--json', '--verbose'],
  ],
  fetch: [
    '--list',
    '--from',
    '--sha256',
    '--out',
    '--keep-archive',
    '--force',
    '--json',
    '--verbose',
  ],
  kernel: ['install', 'uninstall', 'list', 'doctor', '--verbose'],
};

test('--help lists the commands, and of every command its options', async t => {
  const {code, stdout} = await runCli(['--help']);
  t.is(code, 0);
  for (const command of Object.keys(options)) t.regex(stdout, new RegExp(`^  ${command} `, 'm'));
  await Promise.all(
    Object.entries(options).map(async ([command, names]) => {
      const help = await cli.run([command, '--help']);
      t.is(help.code, 0);
      t.is(help.stderr, '');
      for (const name of [...names, '--help'])
        t.true(help.stdout.includes(name), `${command} ${name}`);
    }),
  );
});

test('wrong usage ends with 2, nothing on stdout, and names what was mistyped', async t => {
  for (const [args, told] of [
    [['exlain'], /unknown command 'exlain'\n\(Did you mean explain\?\)/],
    [['explain', 'm', '--plna', 'x'], /unknown option '--plna'\n\(Did you mean --plan\?\)/],
    [['graph', 'm', '--jsn'], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
    [['explain', 'm', '--input', 'x'], /required option '--plan <plan>' not specified/],
    [['plan', 'm'], /required option '--plan <plan>' not specified/],
    [['explain'], /missing required argument 'model'/],
    [['graph', 'a', 'b'], /too many arguments/],
    [['fetch'], /missing required argument 'name'; --list shows/],
    [['fetch', 'vgg16', '--sha256', 'abc'], /64 hexadecimal digits/],
    [['run', 'x.lrp', '--engine', 'cuda'], /Allowed choices are onnx, tfjs/],
    [['graph', 'a', '--shape', '3x0x4'], /--shape <AxBxC>.*3x224x224 or 224x224x3/],
    [[], /Usage: lrplab/],
  ] as const) {
    const {code, stdout, stderr} = await cli.run(args);
    t.is(code, 2, stderr);
    t.is(stdout, '');
    t.regex(stderr, told);
  }
});

test('--verbose adds the stack of an error, before and behind the command', async t => {
  const quiet = await runCli(['graph', 'none.onnx']);
  const before = await cli.run(['--verbose', 'graph', 'none.onnx']);
  const behind = await cli.run(['graph', 'none.onnx', '--verbose']);
  t.deepEqual([quiet.code, before.code, behind.code], [1, 1, 1]);
  t.notRegex(quiet.stderr, /^\s+at /m);
  t.regex(before.stderr, /^\s+at /m);
  t.regex(behind.stderr, /^\s+at /m);
});

test('graph and plan print tables and JSON that say the same', async t => {
  const [graph, graphJson, plan, planJson] = await Promise.all([
    cli.run(['graph', model]),
    cli.run(['graph', model, '--json']),
    cli.run(['plan', model, '--plan', 'EpsilonPlusFlat']),
    cli.run(['plan', model, '--plan', 'EpsilonPlusFlat', '--json']),
  ]);
  const {layers: nodes, format} = JSON.parse(graphJson.stdout) as {
    format: string;
    layers: {name: string}[];
  };
  t.is(format, 'onnx');
  for (const {name} of nodes) t.true(graph.stdout.includes(name));
  const {layers, cost} = JSON.parse(planJson.stdout) as {
    cost: number;
    layers: {index: number | null; name: string; kind: string; rule: string; shape: number[]}[];
  };
  t.true(plan.stdout.includes(`cost ${cost.toFixed(2)} F`));
  for (const {index, name, kind, rule, shape} of layers) {
    const line = plan.stdout.split('\n').find(each => each.includes(` ${name} `))!;
    for (const part of [index === null ? '' : String(index), kind, rule, shape.join('×')])
      t.true(line.includes(part), `${line}: ${part}`);
  }
  t.true(layers.find(({index}) => index === 0)!.rule.startsWith('flat'));
  t.deepEqual(
    [graph, graphJson, plan, planJson].map(({code, stderr}) => [code, stderr]),
    [0, 0, 0, 0].map(code => [code, '']),
  );
});

test('format rewrites what it can and touches nothing where one text is broken', async t => {
  const work = await temporaryFolder(t);
  const write = (name: string, text: string) => writeFile(join(work, name), text);
  await write('untidy.lrp', 'all   use zero\n');
  await write('tidy.lrp', 'all use zero\n');
  await write('broken.lrp', 'all use (\n');
  const broken = await cli.run(['format', 'untidy.lrp', 'broken.lrp'], {cwd: work});
  t.is(broken.code, 1);
  t.regex(broken.stderr, /^error\[syntax\/[\s\S]*broken\.lrp:1:/);
  t.is(await readFile(join(work, 'untidy.lrp'), 'utf8'), 'all   use zero\n');
  const formatted = await cli.run(['format', 'untidy.lrp', 'tidy.lrp'], {cwd: work});
  t.deepEqual([formatted.code, formatted.stdout], [0, 'untidy.lrp: formatted\n']);
  t.is(await readFile(join(work, 'untidy.lrp'), 'utf8'), 'all use zero\n');
  const missing = await cli.run(['format', 'none.lrp'], {cwd: work});
  t.is(missing.code, 1);
  t.regex(missing.stderr, /^error\[script\/missing\]: [^\n]*\n$/);
});
