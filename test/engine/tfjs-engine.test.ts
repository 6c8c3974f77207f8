import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import fc from 'fast-check';
import {openTfjsEngine} from '../../src/engine/tfjs/tfjs-engine.js';
import {LrpError} from '../../src/errors/lrp-error.js';
import type {Tensor} from '../../src/graph/graph.js';
import type {Program, Step} from '../../src/program/program.js';
import {firstDifference, runOnce} from '../helpers/op-agreement.js';
import {constantId, numbers, type OpCase, oneStep, opCases, valueId} from '../helpers/op-cases.js';
import {runReference} from '../helpers/op-reference.js';
import {randomFrom} from '../helpers/random.js';
import {targetCases} from '../helpers/target-cases.js';

const devices = ['wasm', 'cpu'] as const;
const engines = {wasm: openTfjsEngine('wasm'), cpu: openTfjsEngine('cpu')};

function tensor(shape: readonly number[], data: readonly number[]): Tensor {
  return {shape, data: Float32Array.from(data)};
}

const plain = {stride: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0], groups: 1} as const;

/** conv → ReLU → overlapping max pool → flatten → dense, and z-rule relevance back to the input. */
function smallNetwork(): OpCase {
  const random = randomFrom(11);
  const geometry = {...plain, padding: [1, 1, 1, 1]} as const;
  const pool = {kernel: [3, 3], stride: [2, 2], padding: [0, 1, 1, 0]} as const;
  const stabiliser = {unit: 'rms', factor: 0.01} as const;
  const make = (id: number, shape: readonly number[], operation: Step['operation']): Step => ({
    id: valueId(id),
    shape,
    operation,
    rows: 'samples',
    layer: `layer ${id}`,
  });
  const [x, start] = [valueId(0), valueId(1)];
  const [w, b, v] = [constantId(0), constantId(1), constantId(2)];
  const weights = [numbers([4, 3, 3, 3], random), numbers([4], random), numbers([5, 36], random)];
  const steps = [
    make(2, [4, 6, 6], {op: 'conv', x, weight: w, bias: b, geometry}),
    make(3, [4, 6, 6], {op: 'unary', fn: {name: 'positive'}, x: valueId(2)}),
    make(4, [4, 3, 3], {op: 'maxPool', x: valueId(3), geometry: pool}),
    make(5, [36], {op: 'reshape', x: valueId(4)}),
    make(6, [5], {op: 'dense', x: valueId(5), weight: v, bias: null, transposed: false}),
    make(7, [5], {op: 'quotient', r: start, d: valueId(6), stabiliser, sign: 'either'}),
    make(8, [36], {op: 'dense', x: valueId(7), weight: v, bias: null, transposed: true}),
    make(9, [36], {op: 'binary', fn: 'multiply', a: {value: valueId(8)}, b: {value: valueId(5)}}),
    make(10, [4, 3, 3], {op: 'reshape', x: valueId(9)}),
    make(11, [4, 6, 6], {
      op: 'maxPoolTranspose',
      x: valueId(3),
      y: valueId(4),
      r: valueId(10),
      ties: 'first',
      geometry: pool,
    }),
    make(12, [4, 6, 6], {
      op: 'quotient',
      r: valueId(11),
      d: valueId(2),
      stabiliser,
      sign: 'either',
    }),
    make(13, [3, 6, 6], {op: 'convTranspose', x: valueId(12), weight: w, geometry}),
    make(14, [3, 6, 6], {
      op: 'binary',
      fn: 'multiply',
      a: {value: valueId(13)},
      b: {value: x},
    }),
    make(15, [], {op: 'sum', x: valueId(14)}),
    make(16, [], {op: 'dot', a: valueId(12), b: {value: valueId(2)}}),
  ];
  const program: Program = {
    name: 'small network',
    targets: 1,
    inputs: [
      {id: x, name: 'x', shape: [3, 6, 6], rows: 'samples'},
      {id: start, name: 'start', shape: [5], rows: 'samples'},
    ],
    constants: weights.map(({shape, data}, index) => ({
      id: constantId(index),
      shape,
      data: () => data,
      label: `weight ${index}`,
    })),
    steps,
    outputs: [
      {name: 'logits', value: valueId(6), shape: [5], rows: 'samples'},
      {name: 'relevance', value: valueId(14), shape: [3, 6, 6], rows: 'samples'},
      {name: 'sum', value: valueId(15), shape: [], rows: 'samples'},
      {name: 'dot', value: valueId(16), shape: [], rows: 'samples'},
    ],
  };
  const inputs = new Map([
    ['x', numbers([2, 3, 6, 6], random)],
    ['start', numbers([2, 5], random)],
  ]);
  return {program, inputs};
}

for (const device of devices) {
  test(`a 2×2 convolution on ${device} is the sum one writes by hand`, async t => {
    const engine = await engines[device];
    const x = tensor([1, 1, 2, 3], [1, 2, 3, 4, 5, 6]);
    const weight = tensor([1, 1, 2, 2], [1, 0, 0, -1]);
    const one = oneStep(
      {op: 'conv', x: valueId(0), weight: constantId(0), bias: constantId(1), geometry: plain},
      [1, 1, 2],
      [x],
      [weight, tensor([1], [10])],
    );
    const result = (await runOnce(engine, one)).get('result');
    // 1·1 − 5 + 10 and 2·1 − 6 + 10.
    t.deepEqual(result, tensor([1, 1, 1, 2], [6, 6]));
  });

  test(`overlapping windows on ${device} add their relevance where one cell wins twice`, async t => {
    const engine = await engines[device];
    const geometry = {kernel: [2, 2], stride: [1, 1], padding: [0, 0, 0, 0]} as const;
    const one = oneStep(
      {
        op: 'maxPoolTranspose',
        x: valueId(0),
        y: valueId(1),
        r: valueId(2),
        ties: 'first',
        geometry,
      },
      [1, 3, 3],
      [
        tensor([1, 1, 3, 3], [1, 2, 3, 10, 5, 6, 7, 8, 9]),
        tensor([1, 1, 2, 2], [10, 6, 10, 9]),
        tensor([1, 1, 2, 2], [1, 2, 3, 4]),
      ],
    );
    const result = (await runOnce(engine, one)).get('result');
    t.deepEqual(result, tensor([1, 1, 3, 3], [0, 0, 0, 4, 0, 2, 0, 0, 4]));
  });

  for (const [ties, shares] of [
    ['first', [12, 0, 0, 0]],
    ['split', [4, 4, 0, 4]],
  ] as const) {
    test(`equal maxima on ${device} share as "${ties}" says`, async t => {
      const engine = await engines[device];
      const geometry = {kernel: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0]} as const;
      const one = oneStep(
        {op: 'maxPoolTranspose', x: valueId(0), y: valueId(1), r: valueId(2), ties, geometry},
        [1, 2, 2],
        [tensor([1, 1, 2, 2], [5, 5, 1, 5]), tensor([1, 1, 1, 1], [5]), tensor([1, 1, 1, 1], [12])],
      );
      t.deepEqual((await runOnce(engine, one)).get('result'), tensor([1, 1, 2, 2], shares));
    });
  }

  test(`zero counts as positive for the stabiliser on ${device}`, async t => {
    const engine = await engines[device];
    const one = oneStep(
      {
        op: 'quotient',
        r: valueId(0),
        d: valueId(1),
        stabiliser: {unit: 'absolute', epsilon: 0.5},
        sign: 'either',
      },
      [4],
      [tensor([1, 4], [1, 1, 3, 3]), tensor([1, 4], [0, -0, 1, -1])],
    );
    t.deepEqual((await runOnce(engine, one)).get('result'), tensor([1, 4], [2, 2, 2, -2]));
  });

  test(`the relative stabiliser on ${device} looks at one sample at a time`, async t => {
    const engine = await engines[device];
    const one = oneStep(
      {
        op: 'stabiliserTerm',
        d: valueId(0),
        stabiliser: {unit: 'rms', factor: 0.5},
        sign: 'either',
      },
      [2],
      [tensor([2, 2], [1, -1, 4, -4])],
    );
    t.deepEqual((await runOnce(engine, one)).get('result'), tensor([2, 2], [0.5, -0.5, 2, -2]));
  });

  test(`a sum on ${device} keeps what adding in float32 would lose`, async t => {
    const engine = await engines[device];
    // In float32, 2²⁴ + 1 is 2²⁴, so that the ones would vanish one after the other.
    const data = [2 ** 24, ...new Array<number>(1000).fill(1), -(2 ** 24)];
    const one = oneStep({op: 'sum', x: valueId(0)}, [], [tensor([1, data.length], data)]);
    const {shape, data: sums} = (await runOnce(engine, one)).get('result')!;
    t.deepEqual({shape: [...shape], sums: [...sums]}, {shape: [1], sums: [1000]});
  });

  test(`an explanation of many steps on ${device} is what float64 loops give`, async t => {
    const engine = await engines[device];
    const network = smallNetwork();
    const expected = runReference(network.program, network.inputs);
    t.is(firstDifference(await runOnce(engine, network), expected, 1e-5), null);
  });

  test(`what goes in and what comes out on ${device} stay the caller's own`, async t => {
    const engine = await engines[device];
    const x = tensor([1, 2], [1, 2]);
    const one = oneStep({op: 'reshape', x: valueId(0)}, [2, 1], [x]);
    const first = (await runOnce(engine, one)).get('result');
    first?.data.fill(9);
    t.deepEqual(x, tensor([1, 2], [1, 2]));
  });

  test(`a batch on ${device} gives each sample what it gets alone`, async t => {
    const engine = await engines[device];
    const {program, inputs} = smallNetwork();
    const alone = (sample: number): Map<string, Tensor> =>
      new Map(
        [...inputs].map(([name, {shape, data}]) => {
          const size = data.length / 2;
          const part = data.subarray(sample * size, (sample + 1) * size);
          return [name, {shape: [1, ...shape.slice(1)], data: part}];
        }),
      );
    const together = (await runOnce(engine, {program, inputs})).get('relevance')?.data ?? [];
    const parts: number[] = [];
    for (const sample of [0, 1]) {
      const result = await runOnce(engine, {program, inputs: alone(sample)});
      parts.push(...(result.get('relevance')?.data ?? []));
    }
    const scale = Math.max(...parts.map(Math.abs));
    t.is(parts.length, together.length);
    t.true(parts.every((part, index) => Math.abs(part - (together[index] ?? 0)) <= 1e-5 * scale));
  });

  test.serial(`no tensor is left behind on ${device}`, async t => {
    const engine = await engines[device];
    const {program, inputs} = smallNetwork();
    const before = tf.memory().numTensors;
    const executable = await engine.prepare(program);
    await executable.run(inputs);
    const afterFirst = tf.memory().numTensors;
    await executable.run(inputs);
    t.is(tf.memory().numTensors, afterFirst);
    await executable.dispose();
    t.is(tf.memory().numTensors, before);
  });

  test.serial(
    `no operation leaves a tensor behind on ${device}, failing ones included`,
    async t => {
      const engine = await engines[device];
      const before = tf.memory().numTensors;
      for (const cases of [...Object.values(opCases), ...Object.values(targetCases)]) {
        for (const one of fc.sample(cases, {seed: 3, numRuns: 5})) {
          await runOnce(engine, one);
        }
      }
      await t.throwsAsync(runOnce(engine, withWrongShape()), {instanceOf: LrpError});
      t.is(tf.memory().numTensors, before);
    },
  );

  test(`an error on ${device} names the layer and the operation`, async t => {
    const engine = await engines[device];
    const error = await t.throwsAsync(runOnce(engine, withWrongShape()), {instanceOf: LrpError});
    t.is((error as LrpError).code, 'engine/tfjs');
    t.regex((error as LrpError).message, /"under test".*concat.*tfjs/);
  });
}

/** Joins tensors whose other axes differ, which no backend can do. */
function withWrongShape(): OpCase {
  return oneStep(
    {op: 'concat', xs: [valueId(0), valueId(1)], axis: 0},
    [4, 2],
    [tensor([1, 2, 2], [1, 2, 3, 4]), tensor([1, 2, 3], [1, 2, 3, 4, 5, 6])],
  );
}

test('runs on two backends at once do not mix', async t => {
  const network = smallNetwork();
  const opened = await Promise.all(devices.map(device => engines[device]));
  const expected = runReference(network.program, network.inputs);
  const runs = opened.flatMap(engine => [runOnce(engine, network), runOnce(engine, network)]);
  for (const result of await Promise.all(runs)) {
    t.is(firstDifference(result, expected, 1e-5), null);
  }
});

test.serial('a run switches back to the backend that was active', async t => {
  const [wasm] = await Promise.all(devices.map(device => engines[device]));
  await tf.setBackend('cpu');
  await runOnce(wasm as NonNullable<typeof wasm>, smallNetwork());
  t.is(tf.getBackend(), 'cpu');
});

test('wasm and cpu agree on every operation', async t => {
  const [wasm, cpu] = await Promise.all(devices.map(device => engines[device]));
  for (const [name, cases] of Object.entries(opCases)) {
    for (const one of fc.sample(cases, {seed: 5, numRuns: 10})) {
      const left = await runOnce(wasm as NonNullable<typeof wasm>, one);
      const right = await runOnce(cpu as NonNullable<typeof cpu>, one);
      const exact = new Map(
        [...right].map(([key, {shape, data}]) => [key, {shape, data: Float64Array.from(data)}]),
      );
      t.is(firstDifference(left, exact, 1e-5), null, name);
    }
  }
});

test('inputs that do not fit the program are refused by name', async t => {
  const engine = await engines.cpu;
  const {program} = oneStep({op: 'reshape', x: valueId(0)}, [2], [tensor([1, 2], [1, 2])]);
  const executable = await engine.prepare(program);
  const wrong: readonly [string, ReadonlyMap<string, Tensor>][] = [
    ['missing', new Map()],
    ['another shape', new Map([['input 0', tensor([1, 3], [1, 2, 3])]])],
    ['no batch axis', new Map([['input 0', tensor([2], [1, 2])]])],
    ['no sample', new Map([['input 0', tensor([0, 2], [])]])],
    ['too few numbers', new Map([['input 0', tensor([2, 2], [1, 2])]])],
    [
      'unknown',
      new Map([
        ['input 0', tensor([1, 2], [1, 2])],
        ['input 9', tensor([1, 2], [1, 2])],
      ]),
    ],
  ];
  for (const [what, inputs] of wrong) {
    const error = await t.throwsAsync(executable.run(inputs), {instanceOf: LrpError}, what);
    t.is((error as LrpError).code, 'engine/input', what);
    t.regex((error as LrpError).message, /input/, what);
  }
  await executable.dispose();
});

test('inputs whose samples and targets do not match are refused by name', async t => {
  const engine = await engines.cpu;
  const [x, r] = [tensor([2, 1], [1, 2]), tensor([6, 1], [1, 2, 3, 4, 5, 6])];
  const [a, b] = [{value: valueId(0)}, {value: valueId(1)}];
  const {program} = oneStep({op: 'binary', fn: 'multiply', a, b}, [1], [x, r], [], {
    targets: 3,
    operands: ['samples', 'targets'],
  });
  const executable = await engine.prepare(program);
  const fed = (other: Tensor): ReadonlyMap<string, Tensor> =>
    new Map([
      ['input 0', x],
      ['input 1', other],
    ]);
  const products = (await executable.run(fed(r))).get('result');
  t.deepEqual(products, tensor([6, 1], [1, 2, 3, 8, 10, 12]));
  for (const other of [tensor([2, 1], [1, 2]), tensor([3, 1], [1, 2, 3])]) {
    const error = await t.throwsAsync(executable.run(fed(other)), {instanceOf: LrpError});
    t.is((error as LrpError).code, 'engine/input');
    t.regex((error as LrpError).message, /"input 1".*3 targets|"input 1".*expected 2 samples/);
  }
  await executable.dispose();
});

test('an executable that was disposed refuses to run, and may be disposed again', async t => {
  const engine = await engines.cpu;
  const {program, inputs} = smallNetwork();
  const executable = await engine.prepare(program);
  await executable.dispose();
  await executable.dispose();
  const error = await t.throwsAsync(executable.run(inputs), {instanceOf: LrpError});
  t.is((error as LrpError).code, 'engine/disposed');
});

test('the numbers of a constant are asked for once, however many steps and runs read it', async t => {
  const engine = await engines.cpu;
  const {program, inputs} = smallNetwork();
  const asked = program.constants.map(() => 0);
  const constants = program.constants.map((constant, index) => ({
    ...constant,
    data: () => {
      asked[index] = (asked[index] ?? 0) + 1;
      return constant.data();
    },
  }));
  const executable = await engine.prepare({...program, constants});
  await executable.run(inputs);
  await executable.run(inputs);
  await executable.dispose();
  t.deepEqual(asked, [1, 1, 1]);
});

test('opening wasm leaves the handling of crashes to the process', async t => {
  const before = process.listenerCount('uncaughtException');
  await openTfjsEngine('wasm');
  t.true(process.listenerCount('uncaughtException') <= before);
});
