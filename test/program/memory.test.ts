import test from 'ava';
import {ProgramBuilder} from '../../src/program/builder.js';
import {programMemory} from '../../src/program/memory.js';

const ones = (count: number) => () => new Float32Array(count).fill(1);

test('a chain holds its input, what a step reads and what it makes', t => {
  const builder = new ProgramBuilder();
  const x = builder.input('x', [10]);
  const a = builder.step([10], {op: 'unary', fn: {name: 'positive'}, x});
  const b = builder.step([10], {op: 'unary', fn: {name: 'tanh'}, x: a});
  const c = builder.step([10], {op: 'unary', fn: {name: 'tanh'}, x: b});
  builder.output('y', c);
  // x throughout, then a, then a and b, then b and c: never more than three of 40 bytes.
  t.deepEqual(programMemory(builder.build('chain')), {constants: 0, perSample: 120});
});

test('what is read late is held long, and outputs to the end', t => {
  const builder = new ProgramBuilder();
  const x = builder.input('x', [10]);
  const a = builder.step([10], {op: 'unary', fn: {name: 'positive'}, x});
  const b = builder.step([10], {op: 'unary', fn: {name: 'tanh'}, x: a});
  const c = builder.step([10], {op: 'unary', fn: {name: 'tanh'}, x: b});
  builder.output('b', b);
  builder.output('y', builder.add(a, c));
  // At the last step: x, a, b, c and y.
  t.is(programMemory(builder.build('late')).perSample, 200);
});

test('a reshape takes nothing, but holds what it shows', t => {
  const builder = new ProgramBuilder();
  const x = builder.input('x', [10]);
  const a = builder.step([10], {op: 'unary', fn: {name: 'positive'}, x});
  const flat = builder.step([2, 5], {op: 'reshape', x: a});
  const b = builder.step([2, 5], {op: 'unary', fn: {name: 'tanh'}, x: flat});
  builder.output('y', b);
  t.is(programMemory(builder.build('reshape')).perSample, 120);
});

test('what there is one of a target counts once a target', t => {
  const builder = new ProgramBuilder({targets: 5});
  const x = builder.input('x', [10]);
  const r = builder.input('r', [10], 'targets');
  builder.output('y', builder.multiply(x, r));
  // x once, r and the product five times.
  t.is(programMemory(builder.build('targets')).perSample, 40 + 200 + 200);
});

test('a weight counts once for each form that steps read it in', t => {
  const build = (transposed: readonly boolean[]) => {
    const builder = new ProgramBuilder();
    const x = builder.input('x', [4]);
    const weight = builder.constant('w', [4, 4], ones(16));
    const bias = builder.constant('b', [4], ones(4));
    let value = x;
    for (const isTransposed of transposed) {
      value = builder.step([4], {
        op: 'dense',
        x: value,
        weight,
        bias: isTransposed ? null : bias,
        transposed: isTransposed,
      });
    }
    builder.output('y', value);
    return programMemory(builder.build('dense')).constants;
  };
  t.is(build([false]), 64 + 16);
  t.is(build([false, false]), 64 + 16);
  t.is(build([false, true]), 128 + 16);
});
