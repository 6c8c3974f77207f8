import type {Shape} from '../../graph/graph.js';
import type {Constant, Operand, Program, Step, ValueId} from '../../program/program.js';
import {emitConvTranspose, emitSumPool, emitSumPoolTranspose} from './emit-conv.js';
import {emitSampleSum, emitSignedEpsilon, emitUnary} from './emit-elementwise.js';
import {emitMaxPool, emitSplit, emitWinners} from './emit-max-pool.js';
import {OnnxWriter} from './onnx-writer.js';

/** One program on its way into an ONNX graph. */
class Emitter {
  readonly writer: OnnxWriter = new OnnxWriter();
  readonly #program: Program;
  readonly #names = new Map<ValueId, string>();
  readonly #shapes = new Map<ValueId, Shape>();
  /** Winners' indices of a max pooling, by pooled input and geometry: made by the forward pass, read by the backward pass. */
  readonly #winners = new Map<string, string>();

  constructor(program: Program) {
    this.#program = program;
    for (const {id, name, shape} of program.inputs) {
      this.writer.input(name, shape);
      this.#names.set(id, name);
      this.#shapes.set(id, shape);
    }
    for (const {id, shape} of program.steps) {
      this.#names.set(id, `v${id}`);
      this.#shapes.set(id, shape);
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

  #name(value: ValueId): string {
    return this.#names.get(value)!;
  }

  #constant(id: number): Constant {
    return this.#program.constants.find(constant => constant.id === id)!;
  }

  #constantName(id: number): string {
    const {label, shape, data} = this.#constant(id);
    return this.writer.floats(`c ${label}`, shape, data);
  }

  #operand(operand: Operand): string {
    return 'constant' in operand ? this.#constantName(operand.constant) : this.#name(operand.value);
  }

  #dense(x: string, shape: Shape, step: Step & {operation: {op: 'dense'}}): string {
    const {writer} = this;
    const {weight, bias, transposed} = step.operation;
    const constant = this.#constant(weight);
    const plus = (product: string): string =>
      bias === null ? product : writer.node('Add', [product, this.#constantName(bias)]);
    if (transposed) return plus(writer.node('MatMul', [x, this.#constantName(weight)]));
    if (shape.length === 1) {
      const inputs = [
        x,
        this.#constantName(weight),
        ...(bias === null ? [] : [this.#constantName(bias)]),
      ];
      return writer.node('Gemm', inputs, {transB: {int: 1}});
    }
    const [outputs, inputs] = constant.shape as [number, number];
    const turned = writer.floats(`c ${constant.label} turned`, [inputs, outputs], () => {
      const data = constant.data();
      return data.map(
        (_, index) => data[(index % outputs) * inputs + Math.floor(index / outputs)]!,
      );
    });
    return plus(writer.node('MatMul', [x, turned]));
  }

  #result(step: Step): string {
    const {writer} = this;
    const {operation, shape} = step;
    const shapeOf = (value: ValueId): Shape => this.#shapes.get(value)!;
    switch (operation.op) {
      case 'conv': {
        const {stride, dilation, padding, groups} = operation.geometry;
        const inputs = [
          this.#name(operation.x),
          this.#constantName(operation.weight),
          ...(operation.bias === null ? [] : [this.#constantName(operation.bias)]),
        ];
        return writer.node('Conv', inputs, {
          kernel_shape: {ints: this.#constant(operation.weight).shape.slice(2)},
          strides: {ints: stride},
          dilations: {ints: dilation},
          pads: {ints: padding},
          group: {int: groups},
        });
      }
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
        return this.#dense(this.#name(operation.x), shapeOf(operation.x), {...step, operation});
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
        const [x, y, r] = [operation.x, operation.y, operation.r].map(value =>
          this.#name(value),
        ) as [string, string, string];
        if (operation.ties === 'split')
          return emitSplit(writer, x, y, r, operation.geometry, shapeOf(operation.r), shape);
        return emitWinners(
          writer,
          this.#winners.get(`${operation.x} ${JSON.stringify(operation.geometry)}`)!,
          r,
          x,
          shape,
        );
      }
      case 'binary': {
        const operator = {add: 'Add', subtract: 'Sub', multiply: 'Mul'}[operation.fn];
        return writer.node(operator, [this.#operand(operation.a), this.#operand(operation.b)]);
      }
      case 'unary':
        return emitUnary(writer, operation.fn, this.#name(operation.x));
      case 'quotient': {
        const d = this.#name(operation.d);
        const stabilised = writer.node('Add', [
          d,
          emitSignedEpsilon(writer, d, shape.length, operation.stabiliser),
        ]);
        return writer.node('Div', [this.#name(operation.r), stabilised]);
      }
      case 'stabiliserTerm':
        return emitSignedEpsilon(
          writer,
          this.#name(operation.d),
          shape.length,
          operation.stabiliser,
        );
      case 'reshape':
        return writer.node('Reshape', [this.#name(operation.x), writer.ints([-1, ...shape])]);
      case 'transpose':
        return writer.node('Transpose', [this.#name(operation.x)], {
          perm: {ints: [0, ...operation.permutation.map(axis => axis + 1)]},
        });
      case 'pad':
        return writer.node('Pad', [
          this.#name(operation.x),
          writer.ints([0, ...operation.before, 0, ...operation.after]),
          writer.scalar(operation.value),
        ]);
      case 'slice': {
        const axes = operation.begin.map((_, axis) => axis + 1);
        const ends = operation.begin.map((begin, axis) => begin + shape[axis]!);
        return writer.node('Slice', [
          this.#name(operation.x),
          writer.ints(operation.begin),
          writer.ints(ends),
          writer.ints(axes),
        ]);
      }
      case 'concat':
        return writer.node(
          'Concat',
          operation.xs.map(x => this.#name(x)),
          {axis: {int: operation.axis + 1}},
        );
      case 'sum':
        return emitSampleSum(writer, this.#name(operation.x), shapeOf(operation.x));
      case 'dot': {
        const product = writer.node('Mul', [this.#name(operation.a), this.#operand(operation.b)]);
        return emitSampleSum(writer, product, shapeOf(operation.a));
      }
    }
  }

  run(metadata: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
    for (const step of this.#program.steps) {
      this.writer.purpose = `${step.operation.op} ${step.layer}`;
      this.#names.set(step.id, this.#result(step));
    }
    const sums = new Set(
      this.#program.steps.flatMap(({id, operation}) =>
        operation.op === 'sum' || operation.op === 'dot' ? [id] : [],
      ),
    );
    for (const {name, value, shape} of this.#program.outputs) {
      this.writer.node('Identity', [this.#name(value)], {}, name);
      this.writer.output(name, shape, sums.has(value) ? 'double' : 'float');
    }
    return this.writer.bytes(this.#program.name, metadata);
  }
}

/** Writes a program as one ONNX file (opset 17): inputs, outputs and their names as in the program. */
export function emitOnnx(
  program: Program,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  return new Emitter(program).run(metadata);
}
