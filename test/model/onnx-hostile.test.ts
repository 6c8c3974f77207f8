import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {create, toBinary} from '@bufbuild/protobuf';
import test from 'ava';
import fc from 'fast-check';
import {LrpError} from '../../src/errors/lrp-error.js';
import {loadModel} from '../../src/model/load-model.js';
import {loadOnnx} from '../../src/model/onnx/load-onnx.js';
import type {TensorProto} from '../../src/onnx/onnx_pb.js';
import {ModelProtoSchema, TensorProtoSchema} from '../../src/onnx/onnx_pb.js';
import {onnxFixture} from '../helpers/onnx-fixtures.js';
import type {OnnxParts} from '../helpers/onnx-maker.js';
import {floats, onnxBytes, onnxModel, onnxNode} from '../helpers/onnx-maker.js';

/** The code of the error that reading gives; anything but an LrpError is thrown on. */
function codeOf(bytes: Uint8Array, options: object = {}): string {
  try {
    loadOnnx(bytes, {name: 'test.onnx', ...options});
    return 'read';
  } catch (error) {
    if (error instanceof LrpError) {
      return error.code;
    }
    throw error;
  }
}

async function codeOfPath(file: string): Promise<string> {
  try {
    await loadModel(file);
    return 'read';
  } catch (error) {
    if (error instanceof LrpError) {
      return error.code;
    }
    throw error;
  }
}

function inFolder<Value>(use: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lrplab-onnx-'));
  return use(folder).finally(() => rmSync(folder, {recursive: true}));
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const dense: OnnxParts = {
  nodes: [onnxNode('Gemm', ['input', 'w'], ['output'])],
  weights: [floats('w', [4, 1], [1, 2, 3, 4])],
};

const withWeight = (weight: TensorProto): Uint8Array => onnxBytes({...dense, weights: [weight]});

test('an empty file, a web page, a picture, JSON and a zip archive are told apart from models', t => {
  t.is(codeOf(new Uint8Array(0)), 'model/empty');
  for (const bytes of [
    text('<!DOCTYPE html><html><body>404</body></html>'),
    text('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'),
    text('{"modelTopology": {}}'),
    Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0),
    text('PK\x03\x04archive'),
    text('not a model at all'),
    new Uint8Array(4096),
  ]) {
    t.is(codeOf(bytes), 'model/not-onnx');
  }
});

for (const name of ['resnet.9', 'mobilenet.dynamo', 'shapes.18']) {
  test(`${name} cut off anywhere is said to be truncated`, t => {
    const bytes = readFileSync(onnxFixture(name));
    for (let share = 1; share < 100; share++) {
      t.is(codeOf(bytes.subarray(0, Math.floor((bytes.length * share) / 100))), 'model/truncated');
    }
    t.is(codeOf(bytes.subarray(0, bytes.length - 1)), 'model/truncated');
  });
}

test('random bytes give an error with a code', t => {
  fc.assert(
    fc.property(fc.uint8Array({minLength: 1, maxLength: 200}), bytes => codeOf(bytes) !== 'read'),
    {seed: 3, numRuns: 300},
  );
  t.pass();
});

test('a model with a few bytes changed is read or gives an error with a code', t => {
  const originals = ['head.17', 'shapes.18', 'gemm.9', 'conv1d.17'].map(name =>
    readFileSync(onnxFixture(name)),
  );
  fc.assert(
    fc.property(
      fc.nat({max: 3}),
      fc.array(fc.tuple(fc.nat(), fc.nat({max: 255})), {minLength: 1, maxLength: 4}),
      (which, changes) => {
        const bytes = Uint8Array.from(originals[which]!);
        for (const [at, value] of changes) {
          bytes[at % bytes.length] = value;
        }
        codeOf(bytes);
      },
    ),
    {seed: 5, numRuns: 400},
  );
  t.pass();
});

test('a tensor that claims more than it holds is refused before anything is allocated', t => {
  const claim = (dims: readonly bigint[]): Uint8Array =>
    withWeight(
      create(TensorProtoSchema, {
        name: 'w',
        dataType: 1,
        dims: [...dims],
        rawData: new Uint8Array(16),
      }),
    );
  t.is(codeOf(claim([2n ** 31n, 1n])), 'model/bad-tensor');
  t.is(codeOf(claim([2n ** 62n, 2n ** 62n])), 'model/bad-tensor');
  t.is(codeOf(claim([-4n, -1n])), 'model/bad-tensor');
  t.is(codeOf(claim([4n, 2n])), 'model/bad-tensor');
  t.is(codeOf(claim([3n, 1n])), 'model/bad-tensor');
});

test('typed data of the wrong length and unknown element types are refused', t => {
  const typed = {name: 'w', dims: [4n, 1n]};
  t.is(
    codeOf(withWeight(create(TensorProtoSchema, {...typed, dataType: 1, floatData: [1, 2]}))),
    'model/bad-tensor',
  );
  t.is(
    codeOf(
      withWeight(create(TensorProtoSchema, {...typed, dataType: 14, rawData: new Uint8Array(64)})),
    ),
    'model/bad-tensor',
  );
});

test('a constant that would be huge is refused', t => {
  const bytes = onnxBytes({
    nodes: [
      onnxNode('ConstantOfShape', ['shape'], ['w']),
      onnxNode('Gemm', ['input', 'w'], ['output']),
    ],
    weights: [
      create(TensorProtoSchema, {
        name: 'shape',
        dataType: 7,
        dims: [2n],
        int64Data: [4n, 2n ** 40n],
      }),
    ],
  });
  t.is(codeOf(bytes), 'model/too-large');
});

test('an input or a padding that would be huge is refused', t => {
  t.is(
    codeOf(
      onnxBytes({
        nodes: [onnxNode('Relu', ['input'], ['output'])],
        inputs: {input: [0, 3, 2 ** 20, 2 ** 20]},
      }),
    ),
    'model/bad-shape',
  );
  const pool = onnxNode('AveragePool', ['input'], ['output'], {
    kernel_shape: [1, 1],
    pads: [0, 0, 2 ** 40, 0],
  });
  t.is(codeOf(onnxBytes({nodes: [pool], inputs: {input: [0, 1, 2, 2]}})), 'model/bad-attribute');
  const wide = onnxNode('AveragePool', ['input'], ['output'], {
    kernel_shape: [1, 1],
    pads: [0, 0, 2 ** 24, 2 ** 24],
    count_include_pad: 1,
  });
  t.is(codeOf(onnxBytes({nodes: [wide], inputs: {input: [0, 1, 2, 2]}})), 'model/bad-shape');
});

test('NaN and infinity in weights are refused, naming the tensor', t => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const error = t.throws(
      () => loadOnnx(withWeight(floats('w', [4, 1], [1, value, 3, 4])), {name: 'test.onnx'}),
      {instanceOf: LrpError},
    );
    t.is(error.code, 'model/not-finite');
    t.regex(error.message, /"w"/);
  }
});

test('cycles, nodes out of order, missing and doubled tensors are refused', t => {
  const relu = (from: string, to: string): ReturnType<typeof onnxNode> =>
    onnxNode('Relu', [from], [to]);
  t.is(
    codeOf(onnxBytes({nodes: [relu('b', 'a'), relu('a', 'b'), relu('b', 'output')]})),
    'model/not-sorted',
  );
  t.is(codeOf(onnxBytes({nodes: [relu('output', 'output')]})), 'model/not-sorted');
  t.is(codeOf(onnxBytes({nodes: [relu('a', 'output'), relu('input', 'a')]})), 'model/not-sorted');
  t.is(codeOf(onnxBytes({nodes: [relu('nothing', 'output')]})), 'model/missing-input');
  t.is(
    codeOf(onnxBytes({nodes: [relu('input', 'output'), relu('input', 'output')]})),
    'model/duplicate-output',
  );
  t.is(
    codeOf(onnxBytes({nodes: [relu('input', 'input')], outputs: ['input']})),
    'model/duplicate-output',
  );
});

test('models of no output, no input, several inputs or constants alone are refused', t => {
  const add = onnxNode('Add', ['input', 'second'], ['output']);
  t.is(codeOf(onnxBytes({nodes: [add], inputs: {input: [0, 4], second: [0, 4]}})), 'model/inputs');
  t.is(codeOf(onnxBytes({nodes: [add], outputs: []})), 'model/no-output');
  t.is(codeOf(onnxBytes({nodes: [], outputs: ['input']})), 'model/no-output');
  const constant = onnxNode('Relu', ['w'], ['output']);
  t.is(codeOf(onnxBytes({nodes: [constant], weights: [floats('w', [1], [1])]})), 'model/no-input');
});

test('opsets outside 9 to 21 are refused', t => {
  const nodes = [onnxNode('Relu', ['input'], ['output'])];
  t.is(codeOf(onnxBytes({nodes, opset: 9})), 'read');
  t.is(codeOf(onnxBytes({nodes, opset: 21})), 'read');
  t.is(codeOf(onnxBytes({nodes, opset: 8})), 'model/opset');
  t.is(codeOf(onnxBytes({nodes, opset: 22})), 'model/opset');
});

test('an open height and width needs a shape, which must fit the rest', t => {
  const bytes = onnxBytes({
    nodes: [onnxNode('Relu', ['input'], ['output'])],
    inputs: {input: [0, 3, 0, 0]},
  });
  t.is(codeOf(bytes), 'model/unknown-shape');
  t.is(codeOf(bytes, {inputShape: [3, 8, 8]}), 'read');
  t.is(codeOf(bytes, {inputShape: [1, 8, 8]}), 'model/bad-shape');
  t.is(codeOf(bytes, {inputShape: [3, 8]}), 'model/unknown-shape');
  t.is(codeOf(bytes, {inputShape: [3, -8, 0.5]}), 'model/bad-shape');
});

test('deep nesting is refused', t => {
  let inner: Uint8Array = new Uint8Array(0);
  const wrap = (field: number, body: Uint8Array): Uint8Array => {
    const length: number[] = [];
    for (let rest = body.length; ; rest = Math.floor(rest / 128)) {
      length.push(rest >= 128 ? (rest % 128) + 128 : rest);
      if (rest < 128) break;
    }
    return Uint8Array.from([field * 8 + 2, ...length, ...body]);
  };
  for (let depth = 0; depth < 1000; depth++) {
    // graph › node › attribute › graph …
    inner = wrap(6, wrap(1, wrap(5, inner)).slice(0));
  }
  const bytes = Uint8Array.from([
    8,
    8,
    ...wrap(7, wrap(1, wrap(5, inner))),
    ...wrap(8, Uint8Array.of(16, 17)),
  ]);
  t.is(codeOf(bytes), 'model/not-onnx');
});

test('metadata that are no JSON or do not fit are refused', async t => {
  const code = (key: string, value: string): string =>
    codeOf(onnxBytes({...dense, metadata: {[key]: value}}));
  t.is(code('lrplab.classes', '["cat"]'), 'read');
  t.is(code('lrplab.classes', '{'), 'model/bad-metadata');
  t.is(code('lrplab.classes', '[1]'), 'model/bad-metadata');
  t.is(
    code('lrplab.preprocessing', '{"channels":"L","scale":1,"mean":[0],"std":[0]}'),
    'model/bad-metadata',
  );
  t.is(
    code('lrplab.preprocessing', '{"channels":"CMYK","scale":1,"mean":[0],"std":[1]}'),
    'model/bad-metadata',
  );
  t.is(code('something else', '{'), 'read');
  await inFolder(async folder => {
    const file = path.join(folder, 'model.onnx');
    writeFileSync(file, onnxBytes({...dense, metadata: {'lrplab.classes': '["cat","dog"]'}}));
    t.is(await codeOfPath(file), 'model/bad-metadata');
    t.is((await loadModel(file, {classes: ['cat']})).classes?.[0], 'cat');
  });
});

function external(location: string, more: Readonly<Record<string, string>> = {}): Uint8Array {
  return withWeight(
    create(TensorProtoSchema, {
      name: 'w',
      dataType: 1,
      dims: [4n, 1n],
      dataLocation: 1,
      externalData: Object.entries({location, ...more}).map(([key, value]) => ({key, value})),
    }),
  );
}

test('weights beside the model are read from their offset', t =>
  inFolder(async folder => {
    writeFileSync(
      path.join(folder, 'weights.bin'),
      new Uint8Array(Float32Array.of(9, 1, 2, 3, 4).buffer),
    );
    const file = path.join(folder, 'model.onnx');
    writeFileSync(file, external('weights.bin', {offset: '4', length: '16'}));
    const graph = await loadModel(file);
    const node = graph.nodes[1];
    t.deepEqual(node?.kind === 'dense' && [...node.weight.data], [1, 2, 3, 4]);
  }));

test('weights outside the model’s folder, or beyond their file, are refused', t =>
  inFolder(async folder => {
    const inside = path.join(folder, 'inside');
    mkdirSync(inside);
    const numbers = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
    writeFileSync(path.join(folder, 'secret.bin'), numbers);
    writeFileSync(path.join(inside, 'short.bin'), numbers.subarray(0, 8));
    symlinkSync(path.join(folder, 'secret.bin'), path.join(inside, 'link.bin'));
    symlinkSync(folder, path.join(inside, 'up'));
    const file = path.join(inside, 'model.onnx');
    for (const bytes of [
      external('../secret.bin'),
      external('..\\secret.bin'),
      external('sub/../../secret.bin'),
      external(path.join(folder, 'secret.bin')),
      external('C:\\secret.bin'),
      external('link.bin'),
      external('up/secret.bin'),
      external('secret.bin\0'),
      external(''),
      external('.'),
      external('missing.bin'),
      external('short.bin', {length: '16'}),
      external('short.bin', {offset: '-8'}),
      external('short.bin', {offset: '1e3'}),
      external('short.bin', {offset: '999999999999999', length: '8'}),
    ]) {
      writeFileSync(file, bytes);
      t.is(await codeOfPath(file), 'model/external-data');
    }
    t.is(codeOf(external('short.bin')), 'model/external-data');
  }));

test('paths that are missing, folders without a model and files above 2 GiB are refused', t =>
  inFolder(async folder => {
    t.is(await codeOfPath(path.join(folder, 'missing.onnx')), 'model/missing');
    t.is(await codeOfPath(folder), 'model/missing');
    const file = path.join(folder, 'huge.onnx');
    writeFileSync(file, '');
    truncateSync(file, 2 ** 31);
    t.is(await codeOfPath(file), 'model/too-large');
  }));

test('several outputs are read, the first is explained, with a note', t => {
  const bytes = onnxBytes({
    ...dense,
    nodes: [...dense.nodes, onnxNode('Relu', ['output'], ['more'])],
    outputs: ['output', 'more'],
  });
  const draft = loadOnnx(bytes, {name: 'test.onnx'});
  t.is(draft.output, 'Gemm_0');
  t.is(draft.notes.length, 1);
});

test('nodes of one name, or of none, get names of their own', t => {
  const bytes = onnxBytes({
    nodes: [
      onnxNode('Relu', ['input'], ['a'], {}, {name: 'same'}),
      onnxNode('Relu', ['a'], ['b'], {}, {name: 'same'}),
      onnxNode('Relu', ['b'], ['output']),
    ],
  });
  const names = loadOnnx(bytes, {name: 'test.onnx'}).nodes.map(({name}) => name);
  t.deepEqual(names, ['input', 'same', 'same#2', 'Relu_2']);
});

test('a model whose message holds no graph is refused', t => {
  const model = onnxModel(dense);
  const {graph: _, ...rest} = model;
  t.is(
    codeOf(toBinary(ModelProtoSchema, create(ModelProtoSchema, rest as never))),
    'model/truncated',
  );
});
