import type {
  ConstantNode,
  GraphNode,
  LayerNormNode,
  MatMulNode,
  MultiplyNode,
  Shape,
  SoftmaxNode,
} from '../../src/graph/graph.js';
import {sizeOf} from '../../src/graph/graph.js';
import type {Rule} from '../../src/rules/rule.js';
import type {Rounding} from './oracle-layer.js';
import type {Account} from './oracle-share.js';

type AttentionNode = MatMulNode | SoftmaxNode | LayerNormNode | MultiplyNode | ConstantNode;

export function isAttention(node: GraphNode): node is AttentionNode {
  return ['matmul', 'softmax', 'layernorm', 'multiply', 'constant'].includes(node.kind);
}

/** Every product a·b that goes into a product of matrices: positions in the output and in both factors. */
function eachProduct(
  {transposeB, shape}: MatMulNode,
  left: Shape,
  visit: (o: number, a: number, b: number) => void,
): void {
  const [rows, columns, inner] = [shape.at(-2)!, shape.at(-1)!, left.at(-1)!];
  for (let batch = 0; batch < sizeOf(shape.slice(0, -2)); batch++)
    for (let m = 0; m < rows; m++)
      for (let n = 0; n < columns; n++)
        for (let k = 0; k < inner; k++)
          visit(
            (batch * rows + m) * columns + n,
            (batch * rows + m) * inner + k,
            batch * inner * columns + (transposeB ? n * inner + k : k * columns + n),
          );
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

function softmaxOf(row: Float64Array): Float64Array {
  const most = Math.max(...row);
  const powers = row.map(x => Math.exp(x - most));
  const sum = total(powers);
  return powers.map(power => power / sum);
}

/** A layer norm as a matrix with its deviation held constant, row by row: y_j = Σ_i w_ji x_i + shift_j. */
function normRow(node: LayerNormNode, row: Float64Array) {
  const size = row.length;
  const mean = node.centre ? total(row) / size : 0;
  const deviations = row.map(x => x - mean);
  const inverse = 1 / Math.sqrt(dot(deviations, deviations) / size + node.epsilon);
  const scale = (j: number): number => node.scale?.data[j] ?? 1;
  const shift = (j: number): number => node.shift?.data[j] ?? 0;
  const weight = (j: number, i: number): number =>
    scale(j) * inverse * ((i === j ? 1 : 0) - (node.centre ? 1 / size : 0));
  const hat = deviations.map(x => x * inverse);
  return {hat, inverse, scale, shift, weight, output: hat.map((x, j) => scale(j) * x + shift(j))};
}

function byRows(
  values: Float64Array,
  length: number,
  work: (row: Float64Array, start: number) => Float64Array,
): Float64Array {
  const result = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += length)
    result.set(work(values.subarray(start, start + length), start), start);
  return result;
}

/** What a layer of a transformer gives, in float64. */
export function evaluateAttention(
  node: AttentionNode,
  read: readonly Float64Array[],
  shapes: readonly Shape[],
  rounding: Rounding,
): Float64Array {
  const length = node.shape.at(-1)!;
  switch (node.kind) {
    case 'constant':
      return Float64Array.from(node.value.data);
    case 'multiply':
      return read[0]!.map((a, i) => a * read[1]![i]!);
    case 'softmax':
      return byRows(read[0]!, length, softmaxOf);
    case 'layernorm':
      return byRows(read[0]!, length, row => normRow(node, row).output);
    case 'matmul': {
      const result = new Float64Array(sizeOf(node.shape));
      const magnitudes = new Float64Array(result.length);
      eachProduct(node, shapes[0]!, (o, a, b) => {
        const product = node.scale * read[0]![a]! * read[1]![b]!;
        result[o]! += product;
        magnitudes[o]! += Math.abs(product);
      });
      return result.map((sum, o) => rounding(sum, magnitudes[o]!));
    }
  }
}

const stabilised = (d: number, epsilon: number): number => d + (d < 0 ? -epsilon : epsilon);

function epsilonOf(rule: Rule): number {
  if (rule.kind === 'epsilon' && rule.unit === 'absolute') return rule.epsilon;
  if (rule.kind === 'zero') return rule.stabiliser;
  throw new Error(`the oracle knows no ${rule.kind} here`);
}

/** Relevance of a layer of a transformer, shared out to what it reads, one tensor after another. */
export function shareAttention(
  node: AttentionNode,
  rule: Rule,
  read: readonly Float64Array[],
  shapes: readonly Shape[],
  r: Float64Array,
  rounding: Rounding,
): Account {
  const sizes = read.map(values => values.length);
  const handedOn = new Float64Array(sizes.reduce((sum, size) => sum + size, 0));
  const account: Account = {handedOn, bias: 0, stabiliser: 0, gain: 0, masked: 0};
  if (node.kind === 'constant') return {...account, bias: total(r)};
  const output = evaluateAttention(node, read, shapes, rounding);
  const length = node.shape.at(-1)!;
  const rowsOf = (work: (row: Float64Array, start: number) => Float64Array): void => {
    handedOn.set(byRows(read[0]!, length, work));
  };
  if (rule.kind === 'gradient') {
    shareGradient(node, read, shapes, r, handedOn);
    return {...account, gain: total(r) - total(handedOn)};
  }
  if (rule.kind === 'pass') {
    handedOn.set(r);
    return account;
  }
  switch (node.kind) {
    case 'multiply':
      r.forEach((value, i) => {
        handedOn[i]! += value / 2;
        handedOn[sizes[0]! + i]! += value / 2;
      });
      return account;
    case 'softmax':
      // The linear part of each output's expansion goes to the inputs; what is left of the output is its constant.
      rowsOf((x, start) => {
        const s = softmaxOf(x);
        const handed = new Float64Array(length);
        for (let j = 0; j < length; j++) {
          const share = r[start + j]! / s[j]!;
          let constant = s[j]!;
          for (let i = 0; i < length; i++) {
            const term = x[i]! * s[j]! * ((i === j ? 1 : 0) - s[i]!);
            handed[i]! += share * term;
            constant -= term;
          }
          account.bias += share * constant;
        }
        return handed;
      });
      return account;
    case 'matmul': {
      const epsilon = epsilonOf(rule);
      eachProduct(node, shapes[0]!, (o, a, b) => {
        const product = node.scale * read[0]![a]! * read[1]![b]!;
        const share = (product / stabilised(output[o]!, epsilon)) * r[o]!;
        handedOn[a]! += share / 2;
        handedOn[sizes[0]! + b]! += share / 2;
      });
      output.forEach((o, i) => {
        const d = stabilised(o, epsilon);
        account.stabiliser += (r[i]! * (d - o)) / d;
      });
      return account;
    }
    case 'layernorm': {
      const epsilon = epsilonOf(rule);
      const policy = 'bias' in rule ? rule.bias : 'include';
      rowsOf((x, start) => {
        const {weight, shift} = normRow(node, x);
        const handed = new Float64Array(length);
        for (let j = 0; j < length; j++) {
          const kept = policy === 'drop' ? 0 : shift(j);
          const terms = x.map((value, i) => weight(j, i) * value);
          const d = stabilised(total(terms) + kept, epsilon);
          const s = r[start + j]! / d;
          for (let i = 0; i < length; i++) handed[i]! += s * terms[i]!;
          account.stabiliser += s * (d - total(terms) - kept);
          if (policy === 'include') account.bias += s * kept;
          if (policy !== 'spread') continue;
          const takers = node.centre ? [...x.keys()] : [j];
          for (const i of takers) handed[i]! += (s * kept) / takers.length;
        }
        return handed;
      });
      return account;
    }
  }
}

/** ∂/∂input of Σ r·output, by the written-out Jacobian of one row or the factors of each product. */
function shareGradient(
  node: Exclude<AttentionNode, ConstantNode>,
  read: readonly Float64Array[],
  shapes: readonly Shape[],
  r: Float64Array,
  handedOn: Float64Array,
): void {
  const length = node.shape.at(-1)!;
  const first = read[0]!;
  switch (node.kind) {
    case 'multiply':
      r.forEach((value, i) => {
        handedOn[i]! += value * read[1]![i]!;
        handedOn[first.length + i]! += value * first[i]!;
      });
      return;
    case 'matmul':
      eachProduct(node, shapes[0]!, (o, a, b) => {
        handedOn[a]! += node.scale * r[o]! * read[1]![b]!;
        handedOn[first.length + b]! += node.scale * r[o]! * first[a]!;
      });
      return;
    case 'softmax':
      handedOn.set(
        byRows(first, length, (x, start) => {
          const s = softmaxOf(x);
          return x.map((_, i) =>
            s.reduce((sum, sj, j) => sum + r[start + j]! * sj * ((i === j ? 1 : 0) - s[i]!), 0),
          );
        }),
      );
      return;
    case 'layernorm':
      handedOn.set(
        byRows(first, length, (x, start) => {
          const {hat, weight, scale, inverse} = normRow(node, x);
          // ∂y_j/∂x_i: through x, and through the deviation, ∂(1/σ)/∂x_i = −x̂_i/(F·σ²).
          return x.map((_, i) =>
            hat.reduce((sum, hatJ, j) => {
              const throughDeviation = (-scale(j) * hatJ * hat[i]! * inverse) / length;
              return sum + r[start + j]! * (weight(j, i) + throughDeviation);
            }, 0),
          );
        }),
      );
      return;
  }
}
