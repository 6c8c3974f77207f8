import type {Shape, Tensor} from '../../src/graph/graph.js';
import type {
  ConstantId,
  ConvGeometry,
  DenominatorSign,
  Operand,
  PoolGeometry,
  Program,
  Stabiliser,
  Step,
  UnaryFunction,
  ValueId,
} from '../../src/program/program.js';

/** Numbers in float64, row-major, channels first. A value's first axis has a row a sample or a target. */
export interface Reference {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

interface Memory {
  /** N */
  readonly samples: number;
  /** T */
  readonly targets: number;
  readonly values: Map<ValueId, Reference>;
  readonly constants: ReadonlyMap<ConstantId, Reference>;
}

/**
 * Runs a program in slow, obvious float64 loops: what every engine is tested against. It shares nothing with
 * the engines but the description of the operations.
 *
 * @param inputs By name; [N, …shape] or [N·T, …shape].
 * @returns      By output name; [N, …shape] or [N·T, …shape].
 */
export function runReference(
  program: Program,
  inputs: ReadonlyMap<string, Tensor>,
): Map<string, Reference> {
  const fed = program.inputs.map(input => ({input, tensor: get(inputs, input.name)}));
  const memory: Memory = {
    samples: samplesOf(program, inputs),
    targets: program.targets,
    values: new Map(fed.map(({input, tensor}) => [input.id, toReference(tensor)])),
    constants: new Map(
      program.constants.map(({id, shape, data}) => [id, toReference({shape, data: data()})]),
    ),
  };
  for (const step of program.steps) {
    memory.values.set(step.id, runOperation(step, memory));
  }
  return new Map(program.outputs.map(({name, value}) => [name, get(memory.values, value)]));
}

function samplesOf(program: Program, inputs: ReadonlyMap<string, Tensor>): number {
  const [first] = program.inputs;
  if (first === undefined) {
    return 1;
  }
  const rows = get(inputs, first.name).shape[0] as number;
  return first.rows === 'targets' ? rows / program.targets : rows;
}

function get<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) {
    throw new Error(`the program reads ${String(key)}, which is not there`);
  }
  return value;
}

function toReference({shape, data}: Tensor): Reference {
  return {shape, data: Float64Array.from(data)};
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The number at an index; indices outside the tensor are an error of the test. */
function at(x: Reference, ...index: number[]): number {
  return x.data[offset(x.shape, index)] as number;
}

function offset(shape: readonly number[], index: readonly number[]): number {
  if (index.length !== shape.length) {
    throw new Error(`index of rank ${index.length} into shape [${shape.join(',')}]`);
  }
  return shape.reduce((sum, length, axis) => {
    const position = index[axis] as number;
    if (position < 0 || position >= length) {
      throw new Error(`index [${index.join(',')}] is outside shape [${shape.join(',')}]`);
    }
    return sum * length + position;
  }, 0);
}

function zeros(shape: readonly number[]): Reference {
  return {shape, data: new Float64Array(size(shape))};
}

function add(x: Reference, index: readonly number[], value: number): void {
  const position = offset(x.shape, index);
  x.data[position] = (x.data[position] as number) + value;
}

/** Every index of a shape, in row-major order. */
function* indicesOf(shape: readonly number[]): Generator<number[]> {
  const index = shape.map(() => 0);
  for (let count = size(shape); count > 0; count--) {
    yield [...index];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) {
        break;
      }
      index[axis] = 0;
    }
  }
}

function fill(shape: readonly number[], number: (index: number[]) => number): Reference {
  return {shape, data: Float64Array.from(indicesOf(shape), number)};
}

/** The row of a value that counts for a row of a result: its own, or that of its sample. */
function rowFor(memory: Memory, source: Reference, row: number, rows: number): number {
  return source.shape[0] === rows ? row : Math.floor(row / memory.targets);
}

/** Reads a value as if it had a row for each of the result's. */
function repeated(memory: Memory, id: ValueId, rows: number): Reference {
  const source = get(memory.values, id);
  return fill([rows, ...source.shape.slice(1)], ([row, ...index]) =>
    at(source, rowFor(memory, source, row as number, rows), ...index),
  );
}

/** Reads an operand as if it had been broadcast to [rows, …shape]. */
function broadcast(memory: Memory, operand: Operand, rows: number, shape: Shape): Reference {
  const isValue = 'value' in operand;
  const source = isValue
    ? get(memory.values, operand.value)
    : get(memory.constants, operand.constant);
  const own = isValue ? source.shape.slice(1) : source.shape;
  return fill([rows, ...shape], ([row, ...index]) => {
    const tail = index
      .slice(index.length - own.length)
      .map((position, axis) => (own[axis] === 1 ? 0 : position));
    return isValue
      ? at(source, rowFor(memory, source, row as number, rows), ...tail)
      : at(source, ...tail);
  });
}

function map(x: Reference, fn: (value: number, position: number) => number): Reference {
  return {shape: x.shape, data: x.data.map(fn)};
}

/** Calls back for every product of a convolution: which cell of x meets which weight for which output. */
function forEachTap(
  xShape: readonly number[],
  yShape: readonly number[],
  weight: Reference,
  geometry: ConvGeometry,
  tap: (x: number[], y: number[], weight: number) => void,
): void {
  const [, channels, height, width] = xShape as [number, number, number, number];
  const {stride, dilation, padding, groups} = geometry;
  const outputsPerGroup = (yShape[1] as number) / groups;
  for (const [n, o, i, j] of indicesOf(yShape) as Iterable<[number, number, number, number]>) {
    const group = Math.floor(o / outputsPerGroup);
    for (const [c, u, v] of indicesOf(weight.shape.slice(1)) as Iterable<
      [number, number, number]
    >) {
      const row = i * stride[0] + u * dilation[0] - padding[0];
      const column = j * stride[1] + v * dilation[1] - padding[1];
      if (row >= 0 && row < height && column >= 0 && column < width) {
        const channel = group * (channels / groups) + c;
        tap([n, channel, row, column], [n, o, i, j], at(weight, o, c, u, v));
      }
    }
  }
}

/** The cells of x under every window, in row-major order; padding is left out. */
function windowCells(
  xShape: readonly number[],
  [n, c, i, j]: readonly number[],
  {kernel, stride, padding}: PoolGeometry,
): number[][] {
  const [, , height, width] = xShape as [number, number, number, number];
  return [...indicesOf(kernel)]
    .map(([u, v]) => [
      n as number,
      c as number,
      (i as number) * stride[0] + (u as number) - padding[0],
      (j as number) * stride[1] + (v as number) - padding[1],
    ])
    .filter(([, , row, column]) => {
      const [y, x] = [row as number, column as number];
      return y >= 0 && y < height && x >= 0 && x < width;
    });
}

/** 2/√π·e^(−x²)·(x + 2x³/3 + 4x⁵/15 + …); beyond |x| = 6 it is ±1 in float64. */
function errorFunction(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function unary(fn: UnaryFunction, x: number): number {
  switch (fn.name) {
    case 'positive':
      return Math.max(x, 0);
    case 'negative':
      return Math.min(x, 0);
    case 'leakyRelu':
      return x > 0 ? x : fn.alpha * x;
    case 'clip':
      return Math.min(Math.max(x, fn.low), fn.high);
    case 'elu':
      return x > 0 ? x : fn.alpha * Math.expm1(x);
    case 'tanh':
      return Math.tanh(x);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'softplus':
      return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
    case 'absolute':
      return Math.abs(x);
    case 'exp':
      return Math.exp(x);
    case 'erf':
      return errorFunction(x);
    case 'inverseRoot':
      return 1 / Math.sqrt(x + fn.epsilon);
    case 'isPositive':
      return x > 0 ? 1 : 0;
    case 'isNegative':
      return x < 0 ? 1 : 0;
    case 'isZero':
      return x === 0 ? 1 : 0;
    case 'isWithin':
      return fn.low < x && x < fn.high ? 1 : 0;
  }
}

/** sgn(d)·ε for every number of d [N,…]; where the sign is given, zeros of both signs have it. */
function stabiliserTerm(d: Reference, stabiliser: Stabiliser, known: DenominatorSign): Reference {
  const perRow = d.data.length / (d.shape[0] as number);
  return map(d, (value, position) => {
    const isNegative = known === 'either' ? value < 0 : known === 'negative';
    const sign = isNegative ? -1 : 1;
    if (stabiliser.unit === 'absolute') {
      return sign * stabiliser.epsilon;
    }
    const start = Math.floor(position / perRow) * perRow;
    let squares = 0;
    for (const other of d.data.subarray(start, start + perRow)) {
      squares += other * other;
    }
    return sign * Math.max(stabiliser.factor * Math.sqrt(squares / perRow), 1e-12);
  });
}

function runOperation({operation, shape, rows: kind}: Step, memory: Memory): Reference {
  const value = (id: ValueId): Reference => get(memory.values, id);
  const constant = (id: ConstantId): Reference => get(memory.constants, id);
  const rows = kind === 'targets' ? memory.samples * memory.targets : memory.samples;
  const full = [rows, ...shape];
  switch (operation.op) {
    case 'conv': {
      const x = value(operation.x);
      const bias = operation.bias === null ? null : constant(operation.bias);
      const y = fill(full, ([, o]) => (bias === null ? 0 : at(bias, o as number)));
      forEachTap(x.shape, full, constant(operation.weight), operation.geometry, (from, to, w) =>
        add(y, to, at(x, ...from) * w),
      );
      return y;
    }
    case 'convTranspose': {
      const r = value(operation.x);
      const result = zeros(full);
      forEachTap(full, r.shape, constant(operation.weight), operation.geometry, (from, to, w) =>
        add(result, from, at(r, ...to) * w),
      );
      return result;
    }
    case 'dense': {
      const x = value(operation.x);
      const weight = constant(operation.weight);
      const bias = operation.bias === null ? null : constant(operation.bias);
      const inner = weight.shape[operation.transposed ? 0 : 1] as number;
      return fill(full, index => {
        const rest = index.slice(0, -1);
        const k = index[index.length - 1] as number;
        let sum = bias === null ? 0 : at(bias, k);
        for (let i = 0; i < inner; i++) {
          const w = operation.transposed ? at(weight, i, k) : at(weight, k, i);
          sum += at(x, ...rest, i) * w;
        }
        return sum;
      });
    }
    case 'matmul': {
      const [a, b] = [repeated(memory, operation.a, rows), repeated(memory, operation.b, rows)];
      const {transposeA, transposeB} = operation;
      const inner = a.shape.at(transposeA ? -2 : -1) as number;
      return fill(full, index => {
        const batch = index.slice(0, -2);
        const [m, n] = index.slice(-2) as [number, number];
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          const left = transposeA ? at(a, ...batch, k, m) : at(a, ...batch, m, k);
          sum += left * (transposeB ? at(b, ...batch, n, k) : at(b, ...batch, k, n));
        }
        return sum;
      });
    }
    case 'softmax':
      return perRow(value(operation.x), row => {
        const most = Math.max(...row);
        const powers = row.map(x => Math.exp(x - most));
        const sum = powers.reduce((total, power) => total + power, 0);
        return powers.map(power => power / sum);
      });
    case 'rowMean':
      return perRow(value(operation.x), row =>
        row.map(() => row.reduce((total, x) => total + x, 0) / row.length),
      );
    case 'repeat': {
      const {data} = constant(operation.constant);
      return fill(full, index => data[flatIndex(index.slice(1), shape)] as number);
    }
    case 'topClass': {
      const x = value(operation.x);
      const classes = x.shape[1] as number;
      return map(x, (number, position) => {
        const start = position - (position % classes);
        return number === Math.max(...x.data.subarray(start, start + classes)) ? 1 : 0;
      });
    }
    case 'sumPool': {
      const x = value(operation.x);
      return fill(full, index =>
        windowCells(x.shape, index, operation.geometry).reduce((sum, i) => sum + at(x, ...i), 0),
      );
    }
    case 'sumPoolTranspose': {
      const r = value(operation.x);
      const result = zeros(full);
      for (const index of indicesOf(r.shape)) {
        for (const cell of windowCells(full, index, operation.geometry)) {
          add(result, cell, at(r, ...index));
        }
      }
      return result;
    }
    case 'maxPool': {
      const x = value(operation.x);
      return fill(full, index =>
        Math.max(...windowCells(x.shape, index, operation.geometry).map(cell => at(x, ...cell))),
      );
    }
    case 'maxPoolTranspose': {
      const [x, r] = [repeated(memory, operation.x, rows), value(operation.r)];
      const result = zeros(full);
      for (const index of indicesOf(r.shape)) {
        const cells = windowCells(x.shape, index, operation.geometry);
        const maximum = Math.max(...cells.map(cell => at(x, ...cell)));
        const maxima = cells.filter(cell => at(x, ...cell) === maximum);
        const winners = operation.ties === 'first' ? maxima.slice(0, 1) : maxima;
        for (const cell of winners) {
          add(result, cell, at(r, ...index) / winners.length);
        }
      }
      return result;
    }
    case 'binary': {
      const a = broadcast(memory, operation.a, rows, shape);
      const b = broadcast(memory, operation.b, rows, shape);
      return map(a, (left, position) => {
        const right = b.data[position] as number;
        switch (operation.fn) {
          case 'add':
            return left + right;
          case 'subtract':
            return left - right;
          case 'multiply':
            return left * right;
        }
      });
    }
    case 'unary':
      return map(value(operation.x), x => unary(operation.fn, x));
    case 'quotient': {
      const d = repeated(memory, operation.d, rows);
      const term = stabiliserTerm(d, operation.stabiliser, operation.sign);
      return map(repeated(memory, operation.r, rows), (r, position) => {
        return r / ((d.data[position] as number) + (term.data[position] as number));
      });
    }
    case 'stabiliserTerm':
      return stabiliserTerm(value(operation.d), operation.stabiliser, operation.sign);
    case 'reshape':
      return {shape: full, data: value(operation.x).data};
    case 'transpose': {
      const x = value(operation.x);
      return fill(full, ([sample, ...index]) => {
        const source = index.map(() => 0);
        operation.permutation.forEach((axis, position) => {
          source[axis] = index[position] as number;
        });
        return at(x, sample as number, ...source);
      });
    }
    case 'pad': {
      const x = value(operation.x);
      return fill(full, ([sample, ...index]) => {
        const source = index.map((position, axis) => position - (operation.before[axis] as number));
        const isInside = source.every(
          (position, axis) => position >= 0 && position < (x.shape[axis + 1] as number),
        );
        return isInside ? at(x, sample as number, ...source) : operation.value;
      });
    }
    case 'slice': {
      const x = value(operation.x);
      return fill(full, ([sample, ...index]) => {
        const source = index.map((position, axis) => position + (operation.begin[axis] as number));
        return at(x, sample as number, ...source);
      });
    }
    case 'concat': {
      const parts = operation.xs.map(value);
      const axis = operation.axis + 1;
      return fill(full, index => {
        let position = index[axis] as number;
        for (const part of parts) {
          const length = part.shape[axis] as number;
          if (position < length) {
            return at(part, ...index.with(axis, position));
          }
          position -= length;
        }
        throw new Error('concat: the parts are shorter than the result');
      });
    }
    case 'sum': {
      const x = value(operation.x);
      return sumPerRow(rows, x.data);
    }
    case 'dot': {
      const a = repeated(memory, operation.a, rows);
      const b = broadcast(memory, operation.b, rows, a.shape.slice(1));
      return sumPerRow(
        rows,
        a.data.map((left, position) => left * (b.data[position] as number)),
      );
    }
  }
}

/** Works on each row of the last axis. */
function perRow(x: Reference, work: (row: Float64Array) => Float64Array): Reference {
  const length = x.shape.at(-1) as number;
  const data = new Float64Array(x.data.length);
  for (let start = 0; start < data.length; start += length) {
    data.set(work(x.data.slice(start, start + length)), start);
  }
  return {shape: x.shape, data};
}

function flatIndex(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((flat, position, axis) => flat * (shape[axis] as number) + position, 0);
}

function sumPerRow(rows: number, data: Float64Array): Reference {
  const perRow = data.length / rows;
  return fill([rows], ([row]) => {
    const start = (row as number) * perRow;
    return data.subarray(start, start + perRow).reduce((sum, term) => sum + term, 0);
  });
}
