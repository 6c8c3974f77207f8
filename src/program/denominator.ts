import type {Share, Term} from '../rules/shares.js';
import type {ProgramBuilder} from './builder.js';
import {inputValue, simplify, type LinearLayer} from './linear-layer.js';
import {asOperand} from './linear-map.js';
import type {ValueId} from './program.js';

/** A denominator: a value, or a constant where it does not depend on the data. */
export type Denominator =
  | {readonly value: ValueId}
  | {readonly constant: Float32Array; readonly shape: readonly number[]};

function flatTerm(
  layer: LinearLayer,
  term: Term,
): {readonly shape: readonly number[]; readonly data: Float32Array} {
  const {input} = term;
  if (input !== 'low' && input !== 'high') return layer.map.flat(term.weight, () => 1);
  return layer.map.flat(term.weight, channel => layer.bounds![input].at(channel));
}

/** zB: W·x − (W⁺·low + W⁻·high), the latter being one constant map. */
function boxDenominator(builder: ProgramBuilder, layer: LinearLayer, share: Share): ValueId {
  const [product, ...bounds] = share.denominator;
  const [low, high] = bounds.map(term => flatTerm(layer, term));
  const label = `${layer.name}.box ${Array.from(layer.bounds!.low.data)} ${Array.from(layer.bounds!.high.data)}`;
  const data = low!.data.map((value, index) => value + high!.data[index]!);
  return builder.binary(
    'subtract',
    layer.map.forward(builder, layer.x, product!.weight, null)!,
    asOperand(builder, label, {shape: low!.shape, data}),
  );
}

/** D = Σ denominator terms + bias of a share; null where it is zero throughout. */
export function denominatorOf(
  builder: ProgramBuilder,
  layer: LinearLayer,
  share: Share,
): Denominator | null {
  const {map} = layer;
  const terms = simplify(share.denominator, layer.xNonNegative);
  const [first] = terms;
  if (first === undefined) return null;
  if (first.input === '1') {
    const flat = flatTerm(layer, first);
    const bias = share.bias === null ? null : map.bias(share.bias);
    if (bias === null) return {constant: flat.data, shape: flat.shape};
    const area = flat.data.length / bias.data.length;
    return {
      constant: flat.data.map((value, index) => value + bias.data[Math.floor(index / area)]!),
      shape: flat.shape,
    };
  }
  if (terms.some(term => term.input === 'low'))
    return {value: boxDenominator(builder, layer, share)};
  if (terms.length === 1 && first.input === 'x' && first.weight.part === 'w') {
    if (share.bias !== null || !map.hasBias) return {value: layer.z};
    return {value: map.forward(builder, layer.x, first.weight, null)!};
  }
  const parts = terms.flatMap((term, index) => {
    const value = map.forward(
      builder,
      inputValue(builder, layer, term.input)!,
      term.weight,
      index === 0 ? share.bias : null,
    );
    return value === null ? [] : [value];
  });
  const sum = builder.addAll(parts);
  return sum === null ? null : {value: sum};
}
