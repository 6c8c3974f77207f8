import type {Shape} from '../graph/graph.js';
import type {
  Constant,
  ConstantId,
  DenominatorSign,
  Operand,
  Operation,
  Program,
  ProgramInput,
  ProgramOutput,
  Rows,
  Stabiliser,
  Step,
  UnaryFunction,
  ValueId,
} from './program.js';

/** Whether an operand is a constant. */
export function isConstant(operand: Operand): operand is {readonly constant: ConstantId} {
  return 'constant' in operand;
}

interface BuilderOptions {
  readonly merge?: boolean;
  readonly targets?: number;
}

/**
 * Collects the steps of a program. Equal operations on equal operands become one step and equal labels
 * one constant, so that work which several rules or plans need is done once.
 */
export class ProgramBuilder {
  /** The graph layer that steps made now work for. */
  layer = '';
  readonly #inputs: ProgramInput[] = [];
  readonly #outputs: ProgramOutput[] = [];
  readonly #steps: Step[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #known = new Map<string, ValueId>();
  readonly #shapes: Shape[] = [];
  readonly #rows: Rows[] = [];
  readonly #merge: boolean;
  readonly #targets: number;

  /**
   * @param options.merge   Whether equal steps become one. @default true
   * @param options.targets T, the targets of each sample. @default 1
   */
  constructor({merge = true, targets = 1}: BuilderOptions = {}) {
    this.#merge = merge;
    this.#targets = targets;
  }

  #newValue(shape: Shape, rows: Rows): ValueId {
    this.#shapes.push(shape);
    this.#rows.push(rows);
    return (this.#shapes.length - 1) as ValueId;
  }

  /** Per-sample shape of a value. */
  shapeOf(value: ValueId): Shape {
    return this.#shapes[value]!;
  }

  input(name: string, shape: Shape, rows: Rows = 'samples'): ValueId {
    const id = this.#newValue(shape, rows);
    this.#inputs.push({id, name, shape, rows});
    return id;
  }

  output(name: string, value: ValueId): void {
    this.#outputs.push({name, value, shape: this.shapeOf(value), rows: this.#rows[value]!});
  }

  /** A constant under a label that says all about it: equal labels mean equal numbers. */
  constant(label: string, shape: readonly number[], data: () => Float32Array): ConstantId {
    const known = this.#constants.get(label);
    if (known !== undefined) return known.id;
    const id = this.#constants.size as ConstantId;
    this.#constants.set(label, {id, label, shape, data});
    return id;
  }

  scalar(value: number): Operand {
    return {constant: this.constant(`scalar ${value}`, [], () => Float32Array.of(value))};
  }

  step(shape: Shape, operation: Operation): ValueId {
    // The shape belongs to it: a reshape or a slice says nowhere else what it makes.
    const key = `${shape.join('×')} ${JSON.stringify(operation)}`;
    const known = this.#merge ? this.#known.get(key) : undefined;
    if (known !== undefined) return known;
    const {values} = operandsOf(operation);
    const rows = values.some(value => this.#rows[value] === 'targets') ? 'targets' : 'samples';
    const id = this.#newValue(shape, rows);
    this.#steps.push({id, shape, operation, rows, layer: this.layer});
    this.#known.set(key, id);
    return id;
  }

  unary(fn: UnaryFunction, x: ValueId): ValueId {
    return this.step(this.shapeOf(x), {op: 'unary', fn, x});
  }

  /** Elementwise; the result has `a`'s shape, or `shape` where b is the larger one. */
  binary(fn: 'add' | 'subtract' | 'multiply', a: ValueId, b: Operand, shape?: Shape): ValueId {
    return this.step(shape ?? this.shapeOf(a), {op: 'binary', fn, a: {value: a}, b});
  }

  add(a: ValueId, b: ValueId): ValueId {
    return this.binary('add', a, {value: b});
  }

  /** Sum of values; null of none. */
  addAll(values: readonly ValueId[]): ValueId | null {
    return values.reduce<ValueId | null>(
      (sum, value) => (sum === null ? value : this.add(sum, value)),
      null,
    );
  }

  /** Sum of values of one shape, each with its sign; null of none. */
  signedSum(parts: readonly {readonly sign: 1 | -1; readonly value: ValueId}[]): ValueId | null {
    const sum = this.addAll(parts.filter(({sign}) => sign > 0).map(({value}) => value));
    const less = parts.filter(({sign}) => sign < 0).map(({value}) => value);
    if (sum !== null)
      return less.reduce((rest, value) => this.binary('subtract', rest, {value}), sum);
    const negated = this.addAll(less);
    return negated === null ? null : this.binary('multiply', negated, this.scalar(-1));
  }

  multiply(a: ValueId, b: ValueId): ValueId {
    return this.binary('multiply', a, {value: b});
  }

  /** x · factor; x itself where the factor is 1. */
  times(x: ValueId, factor: number): ValueId {
    return factor === 1 ? x : this.binary('multiply', x, this.scalar(factor));
  }

  /** Products of matrices on the last two axes; either may be given turned. */
  matmul(
    a: ValueId,
    b: ValueId,
    {
      transposeA = false,
      transposeB = false,
    }: {readonly transposeA?: boolean; readonly transposeB?: boolean} = {},
  ): ValueId {
    const left = this.shapeOf(a);
    const right = this.shapeOf(b);
    const shape = [
      ...left.slice(0, -2),
      left.at(transposeA ? -1 : -2)!,
      right.at(transposeB ? -2 : -1)!,
    ];
    return this.step(shape, {op: 'matmul', a, b, transposeA, transposeB});
  }

  /** The mean over the last axis, at every place of it. */
  rowMean(x: ValueId): ValueId {
    return this.step(this.shapeOf(x), {op: 'rowMean', x});
  }

  /** The sum over the last axis, at every place of it. */
  rowSum(x: ValueId): ValueId {
    return this.times(this.rowMean(x), this.shapeOf(x).at(-1)!);
  }

  quotient(
    r: ValueId,
    d: ValueId,
    stabiliser: Stabiliser,
    sign: DenominatorSign = 'either',
  ): ValueId {
    return this.step(this.shapeOf(r), {op: 'quotient', r, d, stabiliser, sign});
  }

  stabiliserTerm(d: ValueId, stabiliser: Stabiliser, sign: DenominatorSign = 'either'): ValueId {
    return this.step(this.shapeOf(d), {op: 'stabiliserTerm', d, stabiliser, sign});
  }

  sum(x: ValueId): ValueId {
    return this.step([], {op: 'sum', x});
  }

  dot(a: ValueId, b: Operand): ValueId {
    return this.step([], {op: 'dot', a, b});
  }

  /** The finished program, without the steps and constants that no output needs. */
  build(name: string): Program {
    const needed = new Set(this.#outputs.map(output => output.value));
    const steps: Step[] = [];
    const constants = new Set<ConstantId>();
    for (const step of [...this.#steps].reverse()) {
      if (!needed.has(step.id)) continue;
      steps.push(step);
      const {values, constants: used} = operandsOf(step.operation);
      for (const value of values) needed.add(value);
      for (const constant of used) constants.add(constant);
    }
    return {
      name,
      targets: this.#targets,
      inputs: this.#inputs,
      constants: [...this.#constants.values()].filter(constant => constants.has(constant.id)),
      steps: steps.reverse(),
      outputs: this.#outputs,
    };
  }
}

/** What an operation reads. */
export function operandsOf(operation: Operation): {
  readonly values: readonly ValueId[];
  readonly constants: readonly ConstantId[];
} {
  const operands = (list: readonly Operand[]): {values: ValueId[]; constants: ConstantId[]} => ({
    values: list.flatMap(operand => (isConstant(operand) ? [] : [operand.value])),
    constants: list.flatMap(operand => (isConstant(operand) ? [operand.constant] : [])),
  });
  switch (operation.op) {
    case 'conv':
    case 'dense':
      return {
        values: [operation.x],
        constants:
          operation.bias === null ? [operation.weight] : [operation.weight, operation.bias],
      };
    case 'convTranspose':
      return {values: [operation.x], constants: [operation.weight]};
    case 'maxPoolTranspose':
      return {values: [operation.x, operation.y, operation.r], constants: []};
    case 'binary':
      return operands([operation.a, operation.b]);
    case 'quotient':
      return {values: [operation.r, operation.d], constants: []};
    case 'stabiliserTerm':
      return {values: [operation.d], constants: []};
    case 'matmul':
      return {values: [operation.a, operation.b], constants: []};
    case 'repeat':
      return {values: [operation.like], constants: [operation.constant]};
    case 'concat':
      return {values: operation.xs, constants: []};
    case 'dot':
      return operands([{value: operation.a}, operation.b]);
    case 'sumPool':
    case 'sumPoolTranspose':
    case 'maxPool':
    case 'unary':
    case 'topClass':
    case 'softmax':
    case 'rowMean':
    case 'reshape':
    case 'transpose':
    case 'pad':
    case 'slice':
    case 'sum':
      return {values: [operation.x], constants: []};
  }
}
