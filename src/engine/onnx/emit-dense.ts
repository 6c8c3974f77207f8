import type {Shape} from '../../graph/graph.js';
import type {Constant} from '../../program/program.js';
import type {OnnxWriter} from './onnx-writer.js';

/** A dense layer on its way into a graph. */
export interface DenseStep {
  readonly x: string;
  /** Per-sample shape of x: [I], or [O] of the transpose; more axes before it where it works position by position. */
  readonly shape: Shape;
  /** [O,I] */
  readonly weight: Constant;
  /** Name of the bias [O]; null of none. */
  readonly bias: string | null;
  readonly transposed: boolean;
}

/** x·Wᵀ + b, or x·W. One matrix serves both ways. */
export function emitDense(
  writer: OnnxWriter,
  {x, shape, weight, bias, transposed}: DenseStep,
): string {
  const {label, data} = weight;
  const matrix = (): string => writer.matrix(`c ${label}`, weight.shape, data);
  const plus = (product: string): string =>
    bias === null ? product : writer.node('Add', [product, bias]);
  if (transposed) return plus(writer.node('MatMul', [x, matrix()]));
  if (shape.length === 1) {
    const inputs = [x, matrix(), ...(bias === null ? [] : [bias])];
    return writer.node('Gemm', inputs, {transB: {int: 1}});
  }
  const [outputs, inputs] = weight.shape as [number, number];
  const turned = writer.floats(`c ${label} turned`, [inputs, outputs], () => {
    const numbers = data();
    return numbers.map(
      (_, index) => numbers[(index % outputs) * inputs + Math.floor(index / outputs)]!,
    );
  });
  return plus(writer.node('MatMul', [x, turned]));
}
