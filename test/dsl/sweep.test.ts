import test from 'ava';
import fc from 'fast-check';
import {compile} from '../../dsl/compile.js';
import type {Sweep} from '../../dsl/tree.js';

/** The sweep of a script of one. */
function sweepOf(values: string, plan = 'all use gamma(0.25)', parameter = 'gamma'): Sweep {
  const text = `plan talk { ${plan} }\nsweep ${parameter} in ${values} with talk as swept`;
  const result = compile(text, {file: 'a.lrp'});
  if (!result.ok) throw new Error(result.diagnostics.map(({message}) => message).join('; '));
  return result.value.sweeps.get('swept')!;
}

for (const [values, expected] of [
  ['0, 0.1 .. 1', [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]],
  ['1, 0.75 .. 0', [1, 0.75, 0.5, 0.25, 0]],
  ['0, 0.3 .. 1', [0, 0.3, 0.6, 0.9]],
  ['0, 0.05, 0.1 .. 0.3', [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]],
  ['1e-9, 2e-9 .. 5e-9', [1e-9, 2e-9, 3e-9, 4e-9, 5e-9]],
  ['0, 1 .. 1', [0, 1]],
  ['3, 1, 2', [3, 1, 2]],
  ['1/4', [0.25]],
] as const) {
  test(`a sweep in ${values}`, t => {
    t.deepEqual(sweepOf(values).values, [...expected]);
  });
}

test('a range has its ends, even steps, and numbers as they are written', t => {
  fc.assert(
    fc.property(
      fc.integer({min: 0, max: 1000}),
      fc.integer({min: 1, max: 100}),
      fc.integer({min: 1, max: 100}),
      fc.constantFrom(1, 10, 100, 1000),
      (first, step, steps, unit) => {
        const at = (index: number): number => (first + index * step) / unit;
        const {values} = sweepOf(`${at(0)}, ${at(1)} .. ${at(steps)}`);
        t.deepEqual(
          values,
          Array.from({length: steps + 1}, (_, index) => at(index)),
        );
      },
    ),
    {seed: 11},
  );
});

test('every rule of the kind gets the value, all else stays', t => {
  const {plans} = sweepOf(
    '0, 0.5',
    'all use gamma(0.25) bias drop\ndense use epsilon\nconv use gamma(2)',
  );
  t.deepEqual(
    plans.map(({name, lines}) => [name, lines.map(({text}) => text)]),
    [
      [
        'talk gamma=0',
        ['all use gamma(0) bias drop', 'dense use epsilon(1e-6)', 'conv use gamma(0)'],
      ],
      [
        'talk gamma=0.5',
        ['all use gamma(0.5) bias drop', 'dense use epsilon(1e-6)', 'conv use gamma(0.5)'],
      ],
    ],
  );
});

test('an epsilon keeps its unit', t => {
  const {plans} = sweepOf('1', 'conv use epsilon(0.25 rms)\ndense use epsilon(1e-6)', 'epsilon');
  t.deepEqual(
    plans[0]!.lines.map(({rule}) => rule),
    [
      {kind: 'epsilon', epsilon: 1, unit: 'rms', bias: 'include'},
      {kind: 'epsilon', epsilon: 1, unit: 'absolute', bias: 'include'},
    ],
  );
});

test('a sweep takes the lines that its plan inherits, and a plan below it', t => {
  const text =
    'sweep gamma in 1, 2 with b as s\nplan b extends a { dense use zero }\nplan a { all use gamma }';
  const result = compile(text, {file: 'a.lrp'});
  t.true(result.ok);
  if (!result.ok) return;
  t.deepEqual(
    result.value.sweeps.get('s')!.plans.map(({lines}) => lines.map(line => line.text)),
    [
      ['all use gamma(1)', 'dense use zero'],
      ['all use gamma(2)', 'dense use zero'],
    ],
  );
});

test('one plan of a sweep can be named by itself; only plans that are used are listed', t => {
  const text =
    'model "a.onnx"\nimage "a.png" as a\nall use gamma\nsweep gamma in 1, 2 as s\nexplain a with "main gamma=2", main';
  const result = compile(text, {file: 'a.lrp'});
  t.deepEqual(result.ok ? [...result.value.plans.keys()] : result.diagnostics, [
    'main',
    'main gamma=2',
  ]);
});
