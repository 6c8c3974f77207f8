import type {BiasPolicy, Rule} from '../../src/rules/rule.js';
import type {Connections, Rounding} from './oracle-layer.js';
import {exact, outputOf, sumUp} from './oracle-layer.js';

/** What a layer did with the relevance of one sample: what it hands on, and where the rest went. */
export interface Account {
  readonly handedOn: Float64Array;
  bias: number;
  stabiliser: number;
  gain: number;
  masked: number;
}

/** Lowest and highest value of every input of a layer. */
export interface InputBounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Input i of connection k gets Σ coefficient · numerator[k] / stab(Σ numerator + bias) · R. */
interface Share {
  readonly coefficient: number;
  readonly numerator: Float64Array;
  /** One number an output; zeros where the rule knows no bias. */
  readonly bias: Float64Array;
}

const positive = (value: number): number => Math.max(value, 0);
const negative = (value: number): number => Math.min(value, 0);
const stabilised = (value: number, epsilon: number): number =>
  value >= 0 ? value + epsilon : value - epsilon;

function sharesOf(
  rule: Rule,
  layer: Connections,
  x: Float64Array,
  bounds: InputBounds | null,
): readonly Share[] {
  const {weight: w, from, to, bias: b} = layer;
  const c = w.map((value, k) => value * x[from[k]!]!);
  const none = new Float64Array(layer.outputs);
  switch (rule.kind) {
    case 'zero':
    case 'epsilon':
      return [{coefficient: 1, numerator: c, bias: b}];
    case 'average':
      return [{coefficient: 1, numerator: c, bias: none}];
    case 'zplus':
      return [{coefficient: 1, numerator: c.map(positive), bias: b.map(positive)}];
    case 'alphabeta':
      return [
        {coefficient: rule.alpha, numerator: c.map(positive), bias: b.map(positive)},
        {coefficient: -rule.beta, numerator: c.map(negative), bias: b.map(negative)},
      ];
    case 'gamma': {
      const z = outputOf(layer, x);
      const part = (value: number, j: number): number =>
        value + rule.gamma * (z[j]! > 0 ? positive(value) : negative(value));
      return [
        {coefficient: 1, numerator: c.map((value, k) => part(value, to[k]!)), bias: b.map(part)},
      ];
    }
    case 'zB': {
      const q = c.map(
        (value, k) =>
          value -
          positive(w[k]!) * bounds!.low[from[k]!]! -
          negative(w[k]!) * bounds!.high[from[k]!]!,
      );
      return [{coefficient: 1, numerator: q, bias: none}];
    }
    case 'wsquare':
      return [
        {
          coefficient: 1,
          numerator: w.map(value => value * value),
          bias: b.map(value => value * value),
        },
      ];
    case 'flat':
      return [{coefficient: 1, numerator: w.map(() => 1), bias: none}];
    default:
      throw new Error(`the rule ${rule.kind} has no shares`);
  }
}

function epsilonOf(rule: Rule, denominators: Float64Array): number {
  if (rule.kind !== 'epsilon') return (rule as {readonly stabiliser: number}).stabiliser;
  if (rule.unit === 'absolute') return rule.epsilon;
  const squares = denominators.reduce((sum, value) => sum + value * value, 0);
  return rule.epsilon * Math.sqrt(squares / denominators.length);
}

/**
 * Shares out R at the outputs of one layer for one sample, a connection at a time.
 * `spread` after Bach et al. 2015: the bias's part goes to the connections of its neuron in equal parts.
 */
export function shareOut(
  rule: Rule,
  layer: Connections,
  x: Float64Array,
  relevance: Float64Array,
  bounds: InputBounds | null,
  rounding: Rounding = exact,
): Account {
  const {to, from} = layer;
  const account: Account = {
    handedOn: new Float64Array(layer.inputs),
    bias: 0,
    stabiliser: 0,
    gain: 0,
    masked: 0,
  };
  const policy: BiasPolicy = 'bias' in rule ? rule.bias : 'drop';
  const fanIn = new Float64Array(layer.outputs);
  to.forEach(j => {
    fanIn[j]! += 1;
  });
  const shares = sharesOf(rule, layer, x, bounds);
  const z = rule.kind === 'gamma' ? outputOf(layer, x) : null;
  const open = relevance.map((value, j) => (z !== null && z[j] === 0 ? 0 : value));
  relevance.forEach((value, j) => {
    account.masked += value - open[j]!;
  });
  for (const {coefficient, numerator, bias} of shares) {
    const kept = policy === 'drop' ? new Float64Array(layer.outputs) : bias;
    const denominator = sumUp(layer, numerator, kept, rounding);
    const epsilon = epsilonOf(rule, denominator);
    const s = denominator.map((value, j) => {
      const below = stabilised(value, epsilon);
      return below === 0 ? 0 : (coefficient * open[j]!) / below;
    });
    to.forEach((j, k) => {
      const ofBias = policy === 'spread' ? kept[j]! / fanIn[j]! : 0;
      account.handedOn[from[k]!]! += s[j]! * (numerator[k]! + ofBias);
    });
    s.forEach((value, j) => {
      const lost = coefficient * open[j]! - value * denominator[j]!;
      const oneSided = rule.kind === 'alphabeta' && rule.beta > 0 && denominator[j] === 0;
      account[oneSided ? 'gain' : 'stabiliser'] += lost;
      if (policy !== 'spread' || fanIn[j] === 0) account.bias += value * kept[j]!;
    });
  }
  const whole = shares.reduce((sum, share) => sum + share.coefficient, 0);
  open.forEach(value => {
    account.gain += (1 - whole) * value;
  });
  return account;
}

/** R_in = Wᵀ·R; what appears or vanishes is the rule's own gain. */
export function shareByGradient(layer: Connections, relevance: Float64Array): Account {
  const account: Account = {
    handedOn: new Float64Array(layer.inputs),
    bias: 0,
    stabiliser: 0,
    gain: 0,
    masked: 0,
  };
  layer.to.forEach((j, k) => {
    account.handedOn[layer.from[k]!]! += layer.weight[k]! * relevance[j]!;
  });
  return closeWithGain(account, relevance);
}

/** Books the whole difference between what came and what is handed on as gain. */
export function closeWithGain(account: Account, relevance: Float64Array): Account {
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  account.gain = total(relevance) - total(account.handedOn);
  return account;
}
