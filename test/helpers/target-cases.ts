import fc from 'fast-check';
import type {Tensor} from '../../src/graph/graph.js';
import type {DenominatorSign, Operation, Rows} from '../../src/program/program.js';
import {
  batch,
  denominators,
  matmulShapes,
  matmulSizes,
  numbers,
  type Numbers,
  type OpCase,
  oneStep,
  poolSetting,
  random,
  shape,
  stabiliser,
  tied,
  valueId,
} from './op-cases.js';
import type {Random} from './random.js';

/** N samples with T targets each, and one operand at least that has a row a target. */
interface Setting {
  readonly samples: number;
  readonly targets: number;
  readonly operands: readonly [Rows, Rows];
  readonly full: readonly number[];
  readonly stream: Random;
}

const setting: fc.Arbitrary<Setting> = fc.record({
  samples: batch,
  targets: fc.integer({min: 1, max: 4}),
  operands: fc.constantFrom<[Rows, Rows]>(
    ['samples', 'targets'],
    ['targets', 'samples'],
    ['targets', 'targets'],
  ),
  full: shape,
  stream: random,
});

function operandOf(
  {samples, targets, operands, full, stream}: Setting,
  index: 0 | 1,
  draw?: Numbers,
): Tensor {
  const rows = operands[index] === 'targets' ? samples * targets : samples;
  return numbers([rows, ...full], stream, draw);
}

function twoOperands(operation: Operation, result: readonly number[], of: Setting): OpCase {
  return oneStep(operation, result, [operandOf(of, 0), operandOf(of, 1)], [], of);
}

const binary: fc.Arbitrary<OpCase> = fc
  .tuple(setting, fc.constantFrom('add', 'subtract', 'multiply'))
  .map(([of, fn]) => {
    const [a, b] = [{value: valueId(0)}, {value: valueId(1)}];
    return twoOperands({op: 'binary', fn, a, b}, of.full, of);
  });

const matmul: fc.Arbitrary<OpCase> = fc.tuple(setting, matmulSizes).map(([of, sizes]) => {
  const [left, right, result] = matmulShapes(sizes);
  const {transposeA, transposeB} = sizes;
  return oneStep(
    {op: 'matmul', a: valueId(0), b: valueId(1), transposeA, transposeB},
    result,
    [operandOf({...of, full: left}, 0), operandOf({...of, full: right}, 1)],
    [],
    of,
  );
});

const dot: fc.Arbitrary<OpCase> = setting.map(of =>
  twoOperands({op: 'dot', a: valueId(0), b: {value: valueId(1)}}, [], of),
);

const sum: fc.Arbitrary<OpCase> = setting.map(of =>
  oneStep(
    {op: 'sum', x: valueId(0)},
    [],
    [operandOf({...of, operands: ['targets', 'targets']}, 0)],
    [],
    {
      targets: of.targets,
      operands: ['targets'],
    },
  ),
);

const signs: fc.Arbitrary<DenominatorSign> = fc.constantFrom('positive', 'negative', 'either');

/** Denominators of a sign, zeros of both signs among them. */
function signed(sign: DenominatorSign): Numbers {
  return stream => {
    const value = denominators(stream);
    if (sign === 'either' || value === 0) {
      return stream.uniform() < 0.5 ? value : -value;
    }
    return sign === 'positive' ? Math.abs(value) : -Math.abs(value);
  };
}

const quotient: fc.Arbitrary<OpCase> = fc
  .tuple(setting, stabiliser, signs)
  .map(([of, kind, sign]) => {
    const operation: Operation = {
      op: 'quotient',
      r: valueId(0),
      d: valueId(1),
      stabiliser: kind,
      sign,
    };
    const operands = [operandOf(of, 0), operandOf(of, 1, signed(sign))];
    return oneStep(operation, of.full, operands, [], of);
  });

const stabiliserTerm: fc.Arbitrary<OpCase> = fc
  .tuple(setting, stabiliser, signs)
  .map(([of, kind, sign]) =>
    oneStep(
      {op: 'stabiliserTerm', d: valueId(0), stabiliser: kind, sign},
      of.full,
      [operandOf(of, 0, signed(sign))],
      [],
      {targets: of.targets, operands: [of.operands[0]]},
    ),
  );

/** Values of samples are pooled, and what each target gave is handed back. */
function maxPoolTranspose(ties: 'first' | 'split'): fc.Arbitrary<OpCase> {
  return fc
    .tuple(poolSetting, fc.integer({min: 1, max: 4}), random)
    .map(([{batch: samples, channels, size, result, geometry}, targets, stream]) => {
      const x = numbers([samples, channels, ...size], stream, tied);
      const r = numbers([samples * targets, channels, ...result], stream);
      const transposed: Operation = {
        op: 'maxPoolTranspose',
        x: valueId(0),
        y: valueId(3),
        r: valueId(1),
        ties,
        geometry,
      };
      const rowsOf = {targets, operands: ['samples', 'targets']} as const;
      const {program, inputs} = oneStep(transposed, [channels, ...size], [x, r], [], rowsOf);
      const pool = {
        id: valueId(3),
        shape: [channels, ...result],
        operation: {op: 'maxPool', x: valueId(0), geometry},
        rows: 'samples',
        layer: 'pool',
      } as const;
      return {program: {...program, steps: [pool, ...program.steps]}, inputs};
    });
}

/**
 * Random programs of one operation each that reads values of samples beside values of T targets, and that
 * knows the sign of a denominator or not.
 */
export const targetCases: Readonly<Record<string, fc.Arbitrary<OpCase>>> = {
  binary,
  matmul,
  dot,
  sum,
  quotient,
  stabiliserTerm,
  'maxPoolTranspose (first)': maxPoolTranspose('first'),
  'maxPoolTranspose (split)': maxPoolTranspose('split'),
};
