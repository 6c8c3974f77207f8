import {sizeOf, type Shape} from '../../graph/graph.js';
import type {Constant, Operand, Program, Rows, Step, ValueId} from '../../program/program.js';
import {emitConv, emitConvTranspose, emitSumPool, emitSumPoolTranspose} from './emit-conv.js';
import {emitDense} from './emit-dense.js';
import {emitSignedEpsilon, emitUnary} from './emit-elementwise.js';
import {emitMaxPool, emitSplit, emitWinners} from './emit-max-pool.js';
import {areMixed, joinRows, type RowsValue, splitRows} from './emit-rows.js';
import {
  emitPad,
  emitRepeat,
  emitRowMean,
  emitSlice,
  emitTopClass,
  emitTurned,
} from './emit-shapes.js';
import {SumEmitter} from './emit-sums.js';
import {type EmittedOnnx, OnnxWriter, type WriterOptions} from './onnx-writer.js';

/** Where all operands have the same rows, so has the result. */
const keepRows = (name: string): string => name;

/** One program on its way into an ONNX graph. */
class Emitter {
  readonly writer: OnnxWriter;
  readonly #program: Program;
  readonly #names = new Map<ValueId, string>();
  readonly #values = new Map<ValueId, Omit<RowsValue, 'name'>>();
  readonly #constants: ReadonlyMap<number, Constant>;
  readonly #sums: SumEmitter;
  /** Winners' indices of a max pooling, by pooled input and geometry: made by the forward pass, read by the backward pass. */
  readonly #winners = new Map<string, string>();

  constructor(program: Program, options: WriterOptions) {
    this.writer = new OnnxWriter(options);
    this.#sums = new SumEmitter(this.writer);
    this.#program = program;
    this.#constants = new Map(program.constants.map(constant => [constant.id, constant]));
    for (const {id, name, shape, rows} of program.inputs) {
      this.writer.input(name, shape, this.#leading(rows));
      this.#names.set(id, name);
      this.#values.set(id, {shape, rows});
    }
    for (const {id, shape, rows} of program.steps) {
      this.#names.set(id, `v${id}`);
      this.#values.set(id, {shape, rows});
    }
    for (const {operation} of program.steps) {
      if (operation.op === 'maxPoolTranspose' && operation.ties === 'first') {
        this.#winners.set(
          `${operation.x} ${JSON.stringify(operation.geometry)}`,
          this.writer.name(),
        );
      }
    }
  }

  /** The name of a leading axis. */
  #leading(rows: Rows): string {
    return rows === 'samples' || this.#program.targets === 1 ? 'N' : 'NT';
  }

  #name(value: ValueId): string {
    return this.#names.get(value)!;
  }

  #value(id: ValueId): RowsValue {
    return {name: this.#name(id), ...this.#values.get(id)!};
  }

  /** What an operation on two values reads of them, and how its result becomes rows again. */
  #together(
    first: Operand,
    second: Operand,
  ): {a: string; b: string; join: (name: string, shape: Shape) => string} {
    const {writer} = this;
    const {targets} = this.#program;
    const plain = {
      a: this.#operand(first),
      b: this.#operand(second),
      join: keepRows,
    };
    if ('constant' in first || 'constant' in second) return plain;
    const [a, b] = [this.#value(first.value), this.#value(second.value)];
    if (!areMixed([a, b], targets)) return plain;
    return {
      a: splitRows(writer, a, targets),
      b: splitRows(writer, b, targets),
      join: (name, shape) => joinRows(writer, name, shape),
    };
  }

  #constant(id: number): Constant {
    return this.#constants.get(id)!;
  }

  #constantName(id: number): string {
    const {label, shape, data} = this.#constant(id);
    return this.writer.floats(`c ${label}`, shape, data);
  }

  #operand(operand: Operand): string {
    return 'constant' in operand ? this.#constantName(operand.constant) : this.#name(operand.value);
  }

  #result(step: Step): string {
    const {writer} = this;
    const {operation, shape} = step;
    const shapeOf = (value: ValueId): Shape => this.#values.get(value)!.shape;
    switch (operation.op) {
      case 'conv':
        return emitConv(writer, operation.geometry, {
          x: this.#name(operation.x),
          weight: this.#constantName(operation.weight),
          bias: operation.bias === null ? null : this.#constantName(operation.bias),
          kernel: this.#constant(operation.weight).shape.slice(2),
        });
      case 'convTranspose': {
        const {label, ...constant} = this.#constant(operation.weight);
        return emitConvTranspose(
          writer,
          this.#name(operation.x),
          {...constant, label: `c ${label}`},
          operation.geometry,
          shapeOf(operation.x),
          shape,
        );
      }
      case 'dense':
        return emitDense(writer, {
          x: this.#name(operation.x),
          shape: shapeOf(operation.x),
          weight: this.#constant(operation.weight),
          bias: operation.bias === null ? null : this.#constantName(operation.bias),
          transposed: operation.transposed,
        });
      case 'matmul': {
        const {transposeA, transposeB} = operation;
        const {a, b, join} = this.#together({value: operation.a}, {value: operation.b});
        const turned = (name: string, rank: number, isTurned: boolean): string =>
          isTurned ? emitTurned(writer, name, rank) : name;
        const rank = shape.length + (join === keepRows ? 1 : 2);
        const factors = [turned(a, rank, transposeA), turned(b, rank, transposeB)];
        return join(writer.node('MatMul', factors), shape);
      }
      case 'softmax':
        return writer.node('Softmax', [this.#name(operation.x)], {axis: {int: shape.length}});
      case 'rowMean':
        return emitRowMean(writer, this.#name(operation.x), shape);
      case 'repeat':
        return emitRepeat(
          writer,
          this.#constantName(operation.constant),
          this.#name(operation.like),
          shape,
        );
      case 'sumPool':
        return emitSumPool(
          writer,
          this.#name(operation.x),
          operation.geometry,
          shapeOf(operation.x),
        );
      case 'sumPoolTranspose':
        return emitSumPoolTranspose(
          writer,
          this.#name(operation.x),
          operation.geometry,
          shapeOf(operation.x),
          shape,
        );
      case 'maxPool': {
        const values = writer.name();
        emitMaxPool(
          writer,
          this.#name(operation.x),
          operation.geometry,
          values,
          this.#winners.get(`${operation.x} ${JSON.stringify(operation.geometry)}`) ?? null,
        );
        return values;
      }
      case 'maxPoolTranspose': {
        const {geometry} = operation;
        const [x, y, r] = [operation.x, operation.y, operation.r].map(id => this.#value(id)) as [
          RowsValue,
          RowsValue,
          RowsValue,
        ];
        const targets = areMixed([x, r], this.#program.targets) ? this.#program.targets : 1;
        if (operation.ties === 'split') return emitSplit(writer, x, y, r, geometry, targets);
        const winners = this.#winners.get(`${operation.x} ${JSON.stringify(geometry)}`)!;
        return emitWinners(writer, winners, r, x, geometry, targets);
      }
      case 'binary': {
        const operator = {add: 'Add', subtract: 'Sub', multiply: 'Mul'}[operation.fn];
        const {a, b, join} = this.#together(operation.a, operation.b);
        return join(writer.node(operator, [a, b]), shape);
      }
      case 'unary':
        return emitUnary(writer, operation.fn, this.#name(operation.x));
      case 'quotient': {
        const {r, d, stabiliser, sign} = operation;
        const name = this.#name(d);
        const epsilon = emitSignedEpsilon(writer, name, shape.length, stabiliser, sign);
        const stabilised = {...this.#value(d), name: writer.node('Add', [name, epsilon])};
        const {targets} = this.#program;
        const numerator = this.#value(r);
        if (!areMixed([numerator, stabilised], targets))
          return writer.node('Div', [numerator.name, stabilised.name]);
        const parts = [numerator, stabilised].map(value => splitRows(writer, value, targets));
        return joinRows(writer, writer.node('Div', parts), shape);
      }
      case 'stabiliserTerm': {
        const {d, stabiliser, sign} = operation;
        const name = this.#name(d);
        const term = emitSignedEpsilon(writer, name, shape.length, stabiliser, sign);
        return sign === 'either'
          ? term
          : writer.node('Expand', [term, writer.node('Shape', [name])]);
      }
      case 'topClass':
        return emitTopClass(writer, this.#name(operation.x), shape);
      case 'reshape':
        return writer.node('Reshape', [this.#name(operation.x), writer.ints([-1, ...shape])]);
      case 'transpose':
        return writer.node('Transpose', [this.#name(operation.x)], {
          perm: {ints: [0, ...operation.permutation.map(axis => axis + 1)]},
        });
      case 'pad':
        return emitPad(writer, this.#name(operation.x), operation);
      case 'slice':
        return emitSlice(writer, this.#name(operation.x), operation.begin, shape);
      case 'concat':
        return writer.node(
          'Concat',
          operation.xs.map(x => this.#name(x)),
          {axis: {int: operation.axis + 1}},
        );
      case 'sum':
        return this.#sums.sum(this.#name(operation.x), shapeOf(operation.x));
      case 'dot':
        return this.#dot(operation.a, operation.b);
    }
  }

  #dot(a: ValueId, b: Operand): string {
    const {shape} = this.#values.get(a)!;
    if ('constant' in b) {
      const {shape: own} = this.#constant(b.constant);
      const count = sizeOf(own);
      const perChannel = own.length === shape.length && own[0] === count && shape[0] === count;
      if (count === 1 || perChannel)
        return this.#sums.weighted(this.#name(a), shape, this.#constantName(b.constant), count);
    }
    const parts = this.#together({value: a}, b);
    const product = parts.join(this.writer.node('Mul', [parts.a, parts.b]), shape);
    return this.#sums.sum(product, shape);
  }

  run(metadata: Readonly<Record<string, string>>): EmittedOnnx {
    for (const step of this.#program.steps) {
      this.writer.purpose = `${step.operation.op} ${step.layer}`;
      this.#names.set(step.id, this.#result(step));
    }
    const sums = new Set(
      this.#program.steps.flatMap(({id, operation}) =>
        operation.op === 'sum' || operation.op === 'dot' ? [id] : [],
      ),
    );
    for (const {name, value, shape, rows} of this.#program.outputs) {
      this.writer.node('Identity', [this.#name(value)], {}, name);
      const type = sums.has(value) ? 'double' : 'float';
      this.writer.output(name, shape, {type, leading: this.#leading(rows)});
    }
    const {beside, fed} = this.writer;
    return {bytes: this.writer.bytes(this.#program.name, metadata), beside, fed};
  }
}

/** Writes a program as ONNX (opset 17) for a session in this process; large constants stand beside it. */
export function emitOnnxParts(program: Program, options: WriterOptions): EmittedOnnx {
  return new Emitter(program, {constants: 'beside', ...options}).run({});
}

/** Writes a program as one ONNX file (opset 17): inputs, outputs and their names as in the program. */
export function emitOnnx(
  program: Program,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  return new Emitter(program, {}).run(metadata).bytes;
}
