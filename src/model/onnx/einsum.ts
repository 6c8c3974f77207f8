import {sizeOf} from '../../graph/graph.js';
import {samePlace, samplesFirst} from './batch-place.js';
import {turn} from './layer-norm.js';
import {emitMatrixProduct} from './matmul.js';
import type {OperatorCall} from './operator-call.js';
import {activationAt, UnsupportedOperator} from './operator-call.js';
import type {Activation, Value} from './value.js';

/** The letters of the axes of `ab,bc->ac`, the samples' letter taken off all three. */
interface Equation {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly output: readonly string[];
}

/** `Einsum` of two tensors of the network that is a product of matrices, samples first: `nqhd,nkhd->nhqk`. */
export function readEinsum(call: OperatorCall): Value {
  const {left, right, output} = equationOf(call);
  const [a, b] = [activationAt(call, 0), activationAt(call, 1)];
  if (a.shape.length !== left.length || b.shape.length !== right.length) {
    throw new UnsupportedOperator('its equation does not fit the axes of what it reads');
  }
  const lengths = new Map([
    ...left.map((letter, axis) => [letter, a.shape[axis]!] as const),
    ...right.map((letter, axis) => [letter, b.shape[axis]!] as const),
  ]);
  if (
    left.some((letter, axis) => lengths.get(letter) !== a.shape[axis]) ||
    !samePlace(b.batch, samplesFirst)
  ) {
    throw new UnsupportedOperator('its equation names axes of different lengths alike');
  }
  const outer = left.filter(letter => right.includes(letter) && output.includes(letter));
  const inner = left.filter(letter => right.includes(letter) && !output.includes(letter));
  const rows = left.filter(letter => !right.includes(letter));
  const columns = right.filter(letter => !left.includes(letter));
  const size = (letters: readonly string[]): number =>
    sizeOf(letters.map(letter => lengths.get(letter)!));
  const matrix = (
    from: Activation,
    letters: readonly string[],
    [first, second]: readonly [readonly string[], readonly string[]],
    suffix: string,
  ): Activation => {
    const order = [...outer, ...first, ...second].map(letter => letters.indexOf(letter));
    const turned = turn(call, from, order, `${suffix}/turned`);
    return shaped(
      call,
      turned,
      [...outer.map(letter => lengths.get(letter)!), size(first), size(second)],
      suffix,
    );
  };
  const product = emitMatrixProduct(
    call,
    matrix(a, left, [rows, inner], '/left'),
    matrix(b, right, [inner, columns], '/right'),
  );
  const made = [...outer, ...rows, ...columns];
  const apart = shaped(
    call,
    product,
    made.map(letter => lengths.get(letter)!),
    '/apart',
  );
  return turn(
    call,
    apart,
    output.map(letter => made.indexOf(letter)),
    '/back',
  );
}

function equationOf(call: OperatorCall): Equation {
  const text = call.attributes.text('equation', '').replaceAll(' ', '');
  const match = /^([a-zA-Z]{2,8}),([a-zA-Z]{2,8})->([a-zA-Z]{2,8})$/.exec(text);
  const [left, right, output] = (match?.slice(1) ?? []).map(letters => [...letters]);
  const refuse = (): never => {
    throw new UnsupportedOperator(
      `its equation "${text.slice(0, 80)}" is not a product of matrices of two tensors, such as nqhd,nkhd->nhqk`,
    );
  };
  if (left === undefined || right === undefined || output === undefined) return refuse();
  const samples = left[0]!;
  const isOnce = [left, right, output].every(
    letters => new Set(letters).size === letters.length && letters[0] === samples,
  );
  const all = new Set([...left, ...right]);
  const isProduct = [...all].every(
    letter => output.includes(letter) || (left.includes(letter) && right.includes(letter)),
  );
  if (!isOnce || !isProduct || output.some(letter => !all.has(letter))) return refuse();
  return {left: left.slice(1), right: right.slice(1), output: output.slice(1)};
}

function shaped(
  call: OperatorCall,
  from: Activation,
  shape: readonly number[],
  suffix: string,
): Activation {
  if (from.shape.join() === shape.join()) return from;
  return call.emit({
    ...{kind: 'reshape', name: `${call.name}${suffix}`, operator: 'Reshape'},
    ...{inputs: [from.node], shape},
  });
}
