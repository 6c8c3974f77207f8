import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join, resolve} from 'node:path';
import {deflateSync} from 'node:zlib';
import test, {type ExecutionContext} from 'ava';
import {encodeNpy} from '../../src/data/npy.js';
import {openCliProcess} from '../helpers/cli-process.js';
import {runCli} from '../helpers/run-cli.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const digits = resolve('notebooks/models/digits.onnx');
const three = resolve('notebooks/digits/3-a.png');

const cli = openCliProcess();
test.after.always(cli.close);

/** Runs explain on faulty input and holds it to one clear error, exit code 1 and nothing written. */
async function refused(
  t: ExecutionContext,
  code: RegExp,
  {
    model = digits,
    input = three,
    target = 'top',
    plan = 'EpsilonPlus',
    more = [],
  }: {model?: string; input?: string; target?: string; plan?: string; more?: readonly string[]},
): Promise<void> {
  const folder = await temporaryFolder(t);
  const files = ['R.npy', 'L.json', 'R.html', 'R.png'].map(name => join(folder, name));
  const result = await cli.run([
    'explain',
    model,
    '--input',
    input,
    '--plan',
    plan,
    '--target',
    target,
    '--out',
    files[0]!,
    '--ledger',
    files[1]!,
    '--html',
    files[2]!,
    '--png',
    files[3]!,
    ...more,
  ]);
  t.is(result.code, 1, `${code}: ${result.stderr}`);
  t.regex(result.stderr, code);
  t.is(result.stderr.match(/^error\[/gm)?.length, 1, result.stderr);
  t.notRegex(result.stderr, /\n\s+at /);
  t.deepEqual(readdirSync(folder), []);
}

test('model files that are missing, empty, cut off or no models are refused', async t => {
  const folder = await temporaryFolder(t);
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const bytes = readFileSync(digits);
  await refused(t, /error\[model\/missing\]/, {model: join(folder, 'nowhere.onnx')});
  await refused(t, /error\[model\/empty\]/, {model: file('empty.onnx', '')});
  await refused(t, /error\[model\//, {
    model: file('cut.onnx', bytes.subarray(0, bytes.length >> 1)),
  });
  await refused(t, /error\[model\//, {model: file('page.onnx', '<html>not here</html>')});
  await refused(t, /error\[model\//, {model: file('picture.onnx', readFileSync(three))});
  await refused(t, /error\[model\//, {model: folder});
});

test('arrays of a wrong shape, dtype, length or with values that are no numbers are refused', async t => {
  const folder = await temporaryFolder(t);
  const file = (name: string, content: Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const good = new Float32Array(784);
  const header = (text: string): Uint8Array =>
    Buffer.concat([
      Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
      Buffer.from([text.length & 255, text.length >> 8]),
      Buffer.from(text),
    ]);
  await refused(t, /error\[input\/shape\][\s\S]*N×1×28×28/, {
    input: file('shape.npy', encodeNpy([1, 28, 28, 1], good)),
  });
  await refused(t, /error\[npy\/dtype\]/, {
    input: file('double.npy', encodeNpy([1, 1, 28, 28], new Float64Array(784))),
  });
  await refused(t, /error\[npy\/truncated\]/, {
    input: file('cut.npy', encodeNpy([1, 1, 28, 28], good).subarray(0, 500)),
  });
  await refused(t, /error\[npy\/truncated\]/, {
    input: file(
      'claim.npy',
      header("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 23170, 23170), }\n"),
    ),
  });
  await refused(t, /error\[data\/not-finite\]/, {
    input: file('nan.npy', encodeNpy([1, 1, 28, 28], good.fill(Number.NaN, 5, 6))),
  });
  await refused(t, /error\[npy\/missing\]/, {input: join(folder, 'none.npy')});
});

/** A PNG whose header declares a size that its data do not hold. */
function hugePng(side: number): Uint8Array {
  const crcTable = Array.from({length: 256}, (_, n) =>
    Array.from({length: 8}).reduce<number>(c => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n),
  );
  const crc = (data: Buffer) =>
    (data.reduce((c, byte) => crcTable[(c ^ byte) & 255]! ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>>
    0;
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(100))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test('pictures that are cut off, huge by their own word or no pictures are refused', async t => {
  const folder = await temporaryFolder(t);
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  await refused(t, /error\[image\//, {
    input: file('cut.png', readFileSync(three).subarray(0, 150)),
  });
  await refused(t, /error\[image\/[\s\S]*30000/, {input: file('huge.png', hugePng(30_000))});
  await refused(t, /error\[image\/not-a-picture\]/, {
    input: file('text.png', 'this is no picture'),
  });
  await refused(t, /error\[image\/missing\]/, {input: join(folder, 'none.png')});
});

test('targets, plans and devices that do not exist are refused with what there is', async t => {
  await refused(t, /error\[target\/range\][\s\S]*0\.\.9/, {target: '10'});
  await refused(t, /error\[target\/unknown\][\s\S]*did you mean "three"/, {target: 'thre'});
  await refused(t, /error\[target\/count\]/, {target: '1,2,3'});
  await refused(t, /error\[plan\/unknown\][\s\S]*did you mean "EpsilonPlus"/, {
    plan: 'EpsilonPlsu',
  });
  await refused(t, /error\[engine\/unknown-device\]/, {more: ['--device', 'quantum']});
});

test('a tfjs model whose weights lead out of its folder is refused', async t => {
  const folder = await temporaryFolder(t);
  const inner = join(folder, 'model');
  mkdirSync(inner);
  writeFileSync(join(folder, 'secret.bin'), new Uint8Array(40));
  symlinkSync(join(folder, 'secret.bin'), join(inner, 'link.bin'));
  for (const path of ['../secret.bin', join(folder, 'secret.bin'), 'link.bin']) {
    const topology = {
      class_name: 'Sequential',
      config: {
        layers: [
          {
            class_name: 'Dense',
            config: {
              name: 'd',
              units: 2,
              activation: 'linear',
              use_bias: true,
              batch_input_shape: [null, 4],
            },
          },
        ],
      },
    };
    const weights = [
      {name: 'd/kernel', shape: [4, 2], dtype: 'float32'},
      {name: 'd/bias', shape: [2], dtype: 'float32'},
    ];
    writeFileSync(
      join(inner, 'model.json'),
      JSON.stringify({
        format: 'layers-model',
        modelTopology: {model_config: topology},
        weightsManifest: [{paths: [path], weights}],
      }),
    );
    await refused(t, /error\[model\/path-escape\]/, {model: join(inner, 'model.json')});
  }
});

test('a script with ten mistakes is told all ten at once, and nothing is written', async t => {
  const folder = await temporaryFolder(t);
  writeFileSync(
    join(folder, 'bad.lrp'),
    [
      `model ${JSON.stringify(digits)}`,
      'image "nowhere.png" as cat',
      'plan a {',
      '  all use gama(0.25)',
      '  layers 5..2 use zplus',
      '  layer "conv9" use zero',
      '  dense use gamma(-1)',
      '  maxpool use epsilon(1e-6)',
      '  conv use flat bias drop',
      '}',
      'explain cat for 99 with EpsilonPlus',
      'check conservation within 5',
      'show heatmaps',
      'save "../x.npy"',
      'include "../secret.lrp"',
    ].join('\n'),
  );
  const out = join(folder, 'out');
  const {code, stderr} = await runCli(['run', join(folder, 'bad.lrp'), '--out', out]);
  t.is(code, 1);
  const codes = [...stderr.matchAll(/^error\[([^\]]+)\]/gm)].map(match => match[1]);
  t.deepEqual(codes, [
    'image/missing',
    'rule/unknown',
    'selector/range',
    'selector/empty',
    'rule/range',
    'rule/unsuited',
    'clause/unsuited',
    'target/range',
    'check/tolerance',
    'show/unknown',
    'save/outside',
    'include/outside',
  ]);
  t.regex(stderr, /did you mean "gamma"\?/);
  t.false(existsSync(out));
});

test('outputs that cannot be written are refused', async t => {
  const folder = await temporaryFolder(t);
  const {code, stderr} = await runCli([
    'explain',
    digits,
    '--input',
    three,
    '--plan',
    'EpsilonPlus',
    '--out',
    folder,
  ]);
  t.is(code, 1);
  t.is(stderr.match(/^error\[/gm)?.length, 1, stderr);
});
