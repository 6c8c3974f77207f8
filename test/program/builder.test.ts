import test from 'ava';
import {ProgramBuilder} from '../../src/program/builder.js';
import type {Program} from '../../src/program/program.js';

const ops = ({steps}: Program): readonly string[] => steps.map(({operation}) => operation.op);

test('equal steps become one', t => {
  const builder = new ProgramBuilder();
  const x = builder.input('x', [2]);
  const first = builder.unary({name: 'positive'}, x);
  t.is(builder.unary({name: 'positive'}, x), first);
  t.not(builder.unary({name: 'negative'}, x), first);
});

test('equal steps stay apart where merging is off', t => {
  const builder = new ProgramBuilder({merge: false});
  const x = builder.input('x', [2]);
  t.not(builder.unary({name: 'positive'}, x), builder.unary({name: 'positive'}, x));
});

test('steps that differ in the shape they make alone are two', t => {
  const builder = new ProgramBuilder();
  const x = builder.input('x', [2, 4]);
  const flat = builder.step([8], {op: 'reshape', x});
  const square = builder.step([4, 2], {op: 'reshape', x});
  t.not(flat, square);
  t.deepEqual(builder.shapeOf(flat), [8]);
  t.deepEqual(builder.shapeOf(square), [4, 2]);
  t.not(
    builder.step([1, 4], {op: 'slice', x, begin: [0, 0]}),
    builder.step([2, 2], {op: 'slice', x, begin: [0, 0]}),
  );
});

test('steps and constants that no output needs are left out', t => {
  const builder = new ProgramBuilder();
  const x = builder.input('x', [2]);
  const needed = builder.binary('multiply', x, builder.scalar(2));
  const dead = builder.binary('multiply', x, builder.scalar(3));
  builder.unary({name: 'positive'}, dead);
  builder.output('y', builder.unary({name: 'absolute'}, needed));
  const program = builder.build('p');
  t.deepEqual(ops(program), ['binary', 'unary']);
  t.deepEqual(
    program.constants.map(({label}) => label),
    ['scalar 2'],
  );
});

test('a constant is not computed before it is asked for, and nobody keeps its numbers', t => {
  const builder = new ProgramBuilder();
  let computed = 0;
  const make = (): Float32Array => {
    computed++;
    return Float32Array.of(1);
  };
  const x = builder.input('x', [1]);
  const constant = builder.constant('c', [1], make);
  t.is(builder.constant('c', [1], make), constant);
  builder.output('y', builder.binary('add', x, {constant}));
  const [made] = builder.build('p').constants;
  t.is(computed, 0);
  t.not(made!.data(), made!.data());
  t.is(computed, 2);
});

test('an output can be an input', t => {
  const builder = new ProgramBuilder();
  builder.output('y', builder.input('x', [2]));
  const {steps, outputs} = builder.build('p');
  t.is(steps.length, 0);
  t.deepEqual(outputs[0]!.shape, [2]);
});
