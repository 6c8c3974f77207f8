import fc from 'fast-check';
import type {Pair, Padding, Tensor} from '../../src/graph/graph.js';
import type {
  Constant,
  ConstantId,
  ConvGeometry,
  Operation,
  PoolGeometry,
  Program,
  Rows,
  Stabiliser,
  Step,
  UnaryFunction,
  ValueId,
} from '../../src/program/program.js';
import {type Random, randomFrom} from './random.js';

/** A program with what to feed it. */
export interface OpCase {
  readonly program: Program;
  readonly inputs: ReadonlyMap<string, Tensor>;
}

export const valueId = (id: number): ValueId => id as ValueId;
export const constantId = (id: number): ConstantId => id as ConstantId;

export type Numbers = (random: Random) => number;

/** Mixed signs, with some exact zeros. */
export const mixed: Numbers = random => (random.uniform() < 0.1 ? 0 : random.normal());
/** Few different values, so that windows have exact ties. */
export const tied: Numbers = random => Math.floor(random.uniform() * 3) - 1;

export function numbers(shape: readonly number[], random: Random, draw: Numbers = mixed): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return {shape, data: Float32Array.from({length: size}, () => draw(random))};
}

/** Which values have a row a target: T, and of each operand what it has rows of. */
export interface RowsOfStep {
  readonly targets: number;
  readonly operands: readonly Rows[];
}

/**
 * A program of one step; `operands` become inputs 0, 1, … with a batch axis and `weights` constants 0, 1, …
 *
 * @param rowsOf Left out, all operands have one row a sample.
 */
export function oneStep(
  operation: Operation,
  shape: readonly number[],
  operands: readonly Tensor[],
  weights: readonly Tensor[] = [],
  rowsOf: RowsOfStep = {targets: 1, operands: []},
): OpCase {
  const result = valueId(operands.length);
  const rows = rowsOf.operands.includes('targets') ? 'targets' : 'samples';
  const step: Step = {id: result, shape, operation, rows, layer: 'under test'};
  const constants = weights.map(
    ({shape: own, data}, index): Constant => ({
      id: constantId(index),
      shape: own,
      data: () => data,
      label: `constant ${index}`,
    }),
  );
  const program: Program = {
    name: operation.op,
    targets: rowsOf.targets,
    inputs: operands.map(({shape: [, ...own]}, index) => ({
      id: valueId(index),
      name: `input ${index}`,
      shape: own,
      rows: rowsOf.operands[index] ?? 'samples',
    })),
    constants,
    steps: [step],
    outputs: [{name: 'result', value: result, shape, rows}],
  };
  return {program, inputs: new Map(operands.map((tensor, index) => [`input ${index}`, tensor]))};
}

const pair = (min: number, max: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({min, max}), fc.integer({min, max}));

export const random: fc.Arbitrary<Random> = fc.integer({min: 0, max: 2 ** 31}).map(randomFrom);
export const batch: fc.Arbitrary<number> = fc.integer({min: 1, max: 3});
const padding = (most: Pair): fc.Arbitrary<Padding> =>
  fc.tuple(
    fc.integer({min: 0, max: most[0]}),
    fc.integer({min: 0, max: most[1]}),
    fc.integer({min: 0, max: most[0]}),
    fc.integer({min: 0, max: most[1]}),
  );

function reach(kernel: Pair, dilation: Pair): Pair {
  return [(kernel[0] - 1) * dilation[0] + 1, (kernel[1] - 1) * dilation[1] + 1];
}

/** The size that windows leave of an input: ⌊(H + pads − reach)/stride⌋ + 1. */
function windows(size: Pair, window: Pair, stride: Pair, pads: Padding): Pair {
  return [
    Math.floor((size[0] + pads[0] + pads[2] - window[0]) / stride[0]) + 1,
    Math.floor((size[1] + pads[1] + pads[3] - window[1]) / stride[1]) + 1,
  ];
}

interface ConvSetting {
  readonly batch: number;
  readonly channels: number;
  readonly size: Pair;
  readonly weightShape: readonly number[];
  readonly result: Pair;
  readonly geometry: ConvGeometry;
}

/** Strides 1–3, dilations 1–2, asymmetric padding, groups, depthwise with multipliers. */
const convSetting: fc.Arbitrary<ConvSetting> = fc
  .record({
    batch,
    kernel: pair(1, 3),
    stride: pair(1, 3),
    dilation: pair(1, 2),
    extra: pair(0, 6),
    groups: fc.integer({min: 1, max: 3}),
    perGroup: pair(1, 3),
  })
  .chain(setting =>
    padding([setting.kernel[0] + 1, setting.kernel[1] + 1]).map(pads => ({...setting, pads})),
  )
  .map(({batch: samples, kernel, stride, dilation, extra, groups, perGroup, pads}) => {
    const window = reach(kernel, dilation);
    const size: Pair = [
      Math.max(1, window[0] + extra[0] - pads[0] - pads[2]),
      Math.max(1, window[1] + extra[1] - pads[1] - pads[3]),
    ];
    return {
      batch: samples,
      channels: groups * perGroup[0],
      size,
      weightShape: [groups * perGroup[1], perGroup[0], ...kernel],
      result: windows(size, window, stride, pads),
      geometry: {stride, dilation, padding: pads, groups},
    };
  });

const conv: fc.Arbitrary<OpCase> = fc
  .tuple(convSetting, random, fc.boolean())
  .map(([setting, stream, hasBias]) => {
    const outputs = setting.weightShape[0] as number;
    const x = numbers([setting.batch, setting.channels, ...setting.size], stream);
    const weight = numbers(setting.weightShape, stream);
    const bias = hasBias ? constantId(1) : null;
    const {geometry} = setting;
    return oneStep(
      {op: 'conv', x: valueId(0), weight: constantId(0), bias, geometry},
      [outputs, ...setting.result],
      [x],
      [weight, numbers([outputs], stream)],
    );
  });

const convTranspose: fc.Arbitrary<OpCase> = fc
  .tuple(convSetting, random)
  .map(([setting, stream]) => {
    const outputs = setting.weightShape[0] as number;
    const r = numbers([setting.batch, outputs, ...setting.result], stream);
    const {geometry} = setting;
    return oneStep(
      {op: 'convTranspose', x: valueId(0), weight: constantId(0), geometry},
      [setting.channels, ...setting.size],
      [r],
      [numbers(setting.weightShape, stream)],
    );
  });

const dense: fc.Arbitrary<OpCase> = fc
  .tuple(
    random,
    batch,
    fc.array(fc.integer({min: 1, max: 3}), {maxLength: 2}),
    pair(1, 6),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([stream, samples, leading, [inputs, outputs], hasBias, transposed]) => {
    const weight = numbers(transposed ? [inputs, outputs] : [outputs, inputs], stream);
    const bias = hasBias ? constantId(1) : null;
    return oneStep(
      {op: 'dense', x: valueId(0), weight: constantId(0), bias, transposed},
      [...leading, outputs],
      [numbers([samples, ...leading, inputs], stream)],
      [weight, numbers([outputs], stream)],
    );
  });

export interface PoolSetting {
  readonly batch: number;
  readonly channels: number;
  readonly size: Pair;
  readonly result: Pair;
  readonly geometry: PoolGeometry;
}

/** Overlapping, gapped and padded windows; every window holds at least one cell of x. */
export const poolSetting: fc.Arbitrary<PoolSetting> = fc
  .record({
    batch,
    channels: fc.integer({min: 1, max: 3}),
    kernel: pair(1, 3),
    stride: pair(1, 4),
    extra: pair(0, 6),
  })
  .chain(setting =>
    padding([setting.kernel[0] - 1, setting.kernel[1] - 1]).map(pads => ({...setting, pads})),
  )
  .map(({batch: samples, channels, kernel, stride, extra, pads}) => {
    const size: Pair = [kernel[0] + extra[0], kernel[1] + extra[1]];
    const geometry = {kernel, stride, padding: pads};
    return {
      batch: samples,
      channels,
      size,
      result: windows(size, kernel, stride, pads),
      geometry,
    };
  });

function pool(op: 'sumPool' | 'maxPool'): fc.Arbitrary<OpCase> {
  return fc
    .tuple(poolSetting, random)
    .map(([{batch: samples, channels, size, ...rest}, stream]) => {
      const x = numbers([samples, channels, ...size], stream);
      const operation: Operation = {op, x: valueId(0), geometry: rest.geometry};
      return oneStep(operation, [channels, ...rest.result], [x]);
    });
}

const sumPoolTranspose: fc.Arbitrary<OpCase> = fc
  .tuple(poolSetting, random)
  .map(([{batch: samples, channels, size, result, geometry}, stream]) =>
    oneStep(
      {op: 'sumPoolTranspose', x: valueId(0), geometry},
      [channels, ...size],
      [numbers([samples, channels, ...result], stream)],
    ),
  );

function maxPoolTranspose(ties: 'first' | 'split'): fc.Arbitrary<OpCase> {
  return fc
    .tuple(poolSetting, random)
    .map(([{batch: samples, channels, size, result, geometry}, stream]) => {
      const x = numbers([samples, channels, ...size], stream, tied);
      const r = numbers([samples, channels, ...result], stream);
      const steps: Step[] = [
        {
          id: valueId(2),
          shape: [channels, ...result],
          operation: {op: 'maxPool', x: valueId(0), geometry},
          rows: 'samples',
          layer: 'pool',
        },
        {
          id: valueId(3),
          shape: [channels, ...size],
          operation: {
            op: 'maxPoolTranspose',
            x: valueId(0),
            y: valueId(2),
            r: valueId(1),
            ties,
            geometry,
          },
          rows: 'samples',
          layer: 'pool',
        },
      ];
      const one = oneStep((steps[1] as Step).operation, [channels, ...size], [x, r]);
      const outputs = [
        {name: 'result', value: valueId(3), shape: [channels, ...size], rows: 'samples'} as const,
      ];
      return {...one, program: {...one.program, steps, outputs}};
    });
}

export const shape: fc.Arbitrary<number[]> = fc.array(fc.integer({min: 1, max: 4}), {
  minLength: 1,
  maxLength: 4,
});

/** Per-sample shapes that broadcast from the right against a shape. */
function smaller(full: readonly number[]): fc.Arbitrary<number[]> {
  return fc
    .tuple(
      fc.integer({min: 0, max: full.length}),
      fc.array(fc.boolean(), {minLength: full.length, maxLength: full.length}),
    )
    .map(([from, keep]) => full.map((length, axis) => (keep[axis] ? length : 1)).slice(from));
}

const binary: fc.Arbitrary<OpCase> = shape
  .chain(full => fc.tuple(fc.constant(full), smaller(full)))
  .chain(([full, small]) =>
    fc.tuple(
      fc.constant(full),
      fc.constant(small),
      fc.constantFrom('add', 'subtract', 'multiply'),
      fc.constantFrom('value', 'constant', 'swapped'),
      random,
      batch,
    ),
  )
  .map(([full, small, fn, kind, stream, samples]) => {
    const x = numbers([samples, ...full], stream);
    const one = {value: valueId(0)};
    if (kind === 'value') {
      const operation: Operation = {op: 'binary', fn, a: one, b: {value: valueId(1)}};
      return oneStep(operation, full, [x, numbers([samples, ...full], stream)]);
    }
    const other = {constant: constantId(0)};
    const [a, b] = kind === 'swapped' ? [other, one] : [one, other];
    return oneStep({op: 'binary', fn, a, b}, full, [x], [numbers(small, stream)]);
  });

const unaryFunction: fc.Arbitrary<UnaryFunction> = fc.constantFrom<UnaryFunction>(
  {name: 'positive'},
  {name: 'negative'},
  {name: 'leakyRelu', alpha: 0.125},
  {name: 'leakyRelu', alpha: 2},
  {name: 'clip', low: 0, high: 6},
  {name: 'clip', low: -0.5, high: 0.75},
  {name: 'elu', alpha: 1},
  {name: 'elu', alpha: 0.5},
  {name: 'tanh'},
  {name: 'sigmoid'},
  {name: 'softplus'},
  {name: 'absolute'},
  {name: 'isPositive'},
  {name: 'isNegative'},
  {name: 'isZero'},
  {name: 'isWithin', low: -0.5, high: 0.75},
);

/** Magnitudes from 1e-6 to 30, exact zeros, and the thresholds of the functions above. */
const spread: Numbers = stream => {
  const kind = stream.uniform();
  if (kind < 0.2) {
    return [0, -0.5, 0.75, 6][Math.floor(stream.uniform() * 4)] as number;
  }
  return (stream.uniform() < 0.5 ? -1 : 1) * 10 ** (stream.uniform() * 7.4 - 6);
};

const unary: fc.Arbitrary<OpCase> = fc
  .tuple(unaryFunction, shape, random, batch)
  .map(([fn, full, stream, samples]) =>
    oneStep({op: 'unary', fn, x: valueId(0)}, full, [numbers([samples, ...full], stream, spread)]),
  );

export const stabiliser: fc.Arbitrary<Stabiliser> = fc.constantFrom<Stabiliser>(
  {unit: 'absolute', epsilon: 1e-6},
  {unit: 'absolute', epsilon: 0.25},
  {unit: 'rms', factor: 0.25},
  {unit: 'rms', factor: 1e-3},
);

/** Denominators of both signs, exact zeros among them. */
export const denominators: Numbers = stream => (stream.uniform() < 0.2 ? 0 : stream.normal());

/** Some denominators are zero throughout, where an ε relative to them has its least value. */
const stabilised = fc
  .record({full: shape, stabiliser, stream: random, samples: batch})
  .map(({stream, samples, ...rest}) => ({
    ...rest,
    r: numbers([samples, ...rest.full], stream),
    d: numbers([samples, ...rest.full], stream, denominators),
  }));

const quotient: fc.Arbitrary<OpCase> = stabilised.map(({full, stabiliser: kind, r, d}) =>
  oneStep({op: 'quotient', r: valueId(0), d: valueId(1), stabiliser: kind, sign: 'either'}, full, [
    r,
    d,
  ]),
);

const stabiliserTerm: fc.Arbitrary<OpCase> = stabilised.map(({full, stabiliser: kind, d}) =>
  oneStep({op: 'stabiliserTerm', d: valueId(0), stabiliser: kind, sign: 'either'}, full, [d]),
);

const reshape: fc.Arbitrary<OpCase> = fc
  .tuple(fc.array(fc.integer({min: 1, max: 4}), {minLength: 4, maxLength: 4}), random, batch)
  .chain(([factors, stream, samples]) => {
    const [a, b, c, d] = factors as [number, number, number, number];
    const shapes = [[a, b, c, d], [a * b, c, d], [a, b, c * d], [a * b, c * d], [a * b * c * d]];
    return fc
      .tuple(fc.constantFrom(...shapes), fc.constantFrom(...shapes))
      .map(([from, to]) =>
        oneStep({op: 'reshape', x: valueId(0)}, to, [numbers([samples, ...from], stream)]),
      );
  });

const transpose: fc.Arbitrary<OpCase> = fc
  .tuple(shape, random, batch)
  .chain(([full, stream, samples]) =>
    fc
      .shuffledSubarray(
        full.map((_length, axis) => axis),
        {minLength: full.length},
      )
      .map(permutation =>
        oneStep(
          {op: 'transpose', x: valueId(0), permutation},
          permutation.map(axis => full[axis] as number),
          [numbers([samples, ...full], stream)],
        ),
      ),
  );

/** One number per axis, 0 to `most`. */
const perAxis = (length: number, most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({min: 0, max: most}), {minLength: length, maxLength: length});

const pad: fc.Arbitrary<OpCase> = fc
  .tuple(shape, random, batch, fc.constantFrom(0, 1.5, -2))
  .chain(([full, stream, samples, value]) =>
    fc.tuple(perAxis(full.length, 2), perAxis(full.length, 2)).map(([before, after]) =>
      oneStep(
        {op: 'pad', x: valueId(0), before, after, value},
        full.map((length, axis) => length + (before[axis] as number) + (after[axis] as number)),
        [numbers([samples, ...full], stream)],
      ),
    ),
  );

const slice: fc.Arbitrary<OpCase> = fc
  .tuple(shape, random, batch)
  .chain(([part, stream, samples]) =>
    fc.tuple(perAxis(part.length, 2), perAxis(part.length, 2)).map(([begin, after]) => {
      const full = part.map(
        (length, axis) => length + (begin[axis] as number) + (after[axis] as number),
      );
      return oneStep({op: 'slice', x: valueId(0), begin}, part, [
        numbers([samples, ...full], stream),
      ]);
    }),
  );

const concat: fc.Arbitrary<OpCase> = fc
  .tuple(shape, random, batch, fc.array(fc.integer({min: 1, max: 3}), {minLength: 1, maxLength: 4}))
  .chain(([full, stream, samples, lengths]) =>
    fc.integer({min: 0, max: full.length - 1}).map(axis =>
      oneStep(
        {op: 'concat', xs: lengths.map((_length, index) => valueId(index)), axis},
        full.with(
          axis,
          lengths.reduce((sum, length) => sum + length, 0),
        ),
        lengths.map(length => numbers([samples, ...full.with(axis, length)], stream)),
      ),
    ),
  );

const sum: fc.Arbitrary<OpCase> = fc
  .tuple(shape, random, batch)
  .map(([full, stream, samples]) =>
    oneStep({op: 'sum', x: valueId(0)}, [], [numbers([samples, ...full], stream)]),
  );

const dot: fc.Arbitrary<OpCase> = shape
  .chain(full => fc.tuple(fc.constant(full), smaller(full), fc.boolean(), random, batch))
  .map(([full, small, isConstant, stream, samples]) => {
    const a = numbers([samples, ...full], stream);
    return isConstant
      ? oneStep(
          {op: 'dot', a: valueId(0), b: {constant: constantId(0)}},
          [],
          [a],
          [numbers(small, stream)],
        )
      : oneStep(
          {op: 'dot', a: valueId(0), b: {value: valueId(1)}},
          [],
          [a, numbers([samples, ...full], stream)],
        );
  });

/** No two scores of a sample are equal. */
const topClass: fc.Arbitrary<OpCase> = fc
  .tuple(batch, fc.uniqueArray(fc.integer({min: -50, max: 50}), {minLength: 3, maxLength: 12}))
  .map(([samples, scores]) => {
    const classes = Math.floor(scores.length / samples);
    const data = Float32Array.from(scores.slice(0, samples * classes));
    return oneStep({op: 'topClass', x: valueId(0)}, [classes], [{shape: [samples, classes], data}]);
  });

/**
 * Functions for which some inputs are out of reach: roots of numbers ≥ 0, powers that float32 holds, and the error
 * function where it is not so small that an absolute error of 1e-7 counts (it is read as 1 + erf).
 */
const bounded: fc.Arbitrary<OpCase> = fc
  .tuple(
    fc.constantFrom<UnaryFunction>(
      {name: 'exp'},
      {name: 'erf'},
      {name: 'inverseRoot', epsilon: 1e-5},
      {name: 'inverseRoot', epsilon: 0.5},
    ),
    shape,
    random,
    batch,
  )
  .map(([fn, full, stream, samples]) => {
    const draw: Numbers = numbersOf => {
      const value = numbersOf.normal();
      if (fn.name === 'exp') return 3 * value;
      const far = Math.abs(value) + (fn.name === 'erf' ? 0.5 : 0);
      return fn.name === 'erf' && value < 0 ? -far : far;
    };
    const x = numbers([samples, ...full], stream, draw);
    return oneStep({op: 'unary', fn, x: valueId(0)}, full, [x]);
  });

/** Products of matrices: leading axes, M, K, N. */
export const matmulSizes: fc.Arbitrary<{
  readonly lead: readonly number[];
  readonly sizes: readonly number[];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}> = fc.record({
  lead: fc.array(fc.integer({min: 1, max: 3}), {maxLength: 2}),
  sizes: fc.array(fc.integer({min: 1, max: 5}), {minLength: 3, maxLength: 3}),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
});

/** Per-sample shapes of both factors and of their product. */
export function matmulShapes({
  lead,
  sizes,
  transposeA,
  transposeB,
}: typeof matmulSizes extends fc.Arbitrary<infer Sizes> ? Sizes : never): readonly [
  number[],
  number[],
  number[],
] {
  const [m, k, n] = sizes as [number, number, number];
  return [
    [...lead, ...(transposeA ? [k, m] : [m, k])],
    [...lead, ...(transposeB ? [n, k] : [k, n])],
    [...lead, m, n],
  ];
}

const matmul: fc.Arbitrary<OpCase> = fc
  .tuple(matmulSizes, random, batch)
  .map(([sizes, stream, samples]) => {
    const [left, right, result] = matmulShapes(sizes);
    const {transposeA, transposeB} = sizes;
    return oneStep({op: 'matmul', a: valueId(0), b: valueId(1), transposeA, transposeB}, result, [
      numbers([samples, ...left], stream),
      numbers([samples, ...right], stream),
    ]);
  });

function overRows(op: 'softmax' | 'rowMean'): fc.Arbitrary<OpCase> {
  return fc
    .tuple(shape, random, batch)
    .map(([full, stream, samples]) =>
      oneStep({op, x: valueId(0)}, full, [numbers([samples, ...full], stream)]),
    );
}

const repeat: fc.Arbitrary<OpCase> = fc
  .tuple(shape, shape, random, batch)
  .map(([full, other, stream, samples]) =>
    oneStep(
      {op: 'repeat', constant: constantId(0), like: valueId(0)},
      full,
      [numbers([samples, ...other], stream)],
      [numbers(full, stream)],
    ),
  );

/** Random programs of one operation each, for comparing an engine with `runReference`. */
export const opCases: Readonly<Record<string, fc.Arbitrary<OpCase>>> = {
  conv,
  convTranspose,
  dense,
  sumPool: pool('sumPool'),
  sumPoolTranspose,
  maxPool: pool('maxPool'),
  'maxPoolTranspose (first)': maxPoolTranspose('first'),
  'maxPoolTranspose (split)': maxPoolTranspose('split'),
  binary,
  unary,
  quotient,
  stabiliserTerm,
  topClass,
  reshape,
  transpose,
  pad,
  slice,
  concat,
  sum,
  dot,
  'unary (bounded)': bounded,
  matmul,
  softmax: overRows('softmax'),
  rowMean: overRows('rowMean'),
  repeat,
};
