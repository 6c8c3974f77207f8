import type {BiasPolicy, Rule} from '../../src/rules/rule.js';
import type {Share as CustomShare, InputPart, Term, WeightPart} from '../../src/rules/share.js';
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
  /** What stands in the denominator in the numerator's place, where it is something else. */
  readonly denominator?: Float64Array;
  /** Says of which outputs the share speaks, by their z. */
  readonly speaksOf?: (z: number) => boolean;
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
    case 'custom':
      return rule.shares.map(share => customShare(share, rule.parameters, layer, x));
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

function inputPart(
  part: InputPart,
  x: number,
  {low = Number.NaN, high = Number.NaN}: Readonly<Record<string, number>>,
): number {
  switch (part) {
    case 'x':
      return x;
    case 'x⁺':
      return positive(x);
    case 'x⁻':
      return negative(x);
    case '1':
      return 1;
    case 'low':
      return low;
    case 'high':
      return high;
    case 'x−low':
      return x - low;
    case 'x−high':
      return x - high;
  }
}

function weightPart(part: WeightPart, w: number): number {
  switch (part.part) {
    case 'w':
      return w;
    case 'w⁺':
      return positive(w);
    case 'w⁻':
      return negative(w);
    case 'w²':
      return w * w;
    case '1':
      return 1;
    case 'w+γw⁺':
      return w + part.gamma * positive(w);
    case 'w+γw⁻':
      return w + part.gamma * negative(w);
  }
}

/** A share of a rule of one's own, term by term. */
function customShare(
  {coefficient, where, denominator, terms, bias}: CustomShare,
  parameters: Readonly<Record<string, number>>,
  {weight, from, bias: b}: Connections,
  x: Float64Array,
): Share {
  const sum = (list: readonly Term[]): Float64Array =>
    weight.map((w, k) =>
      list.reduce(
        (total, {sign, input, weight: part}) =>
          total + sign * inputPart(input, x[from[k]!]!, parameters) * weightPart(part, w),
        0,
      ),
    );
  return {
    coefficient,
    numerator: sum(terms),
    denominator: sum(denominator),
    bias: b.map(value => (bias === null ? 0 : weightPart(bias, value))),
    speaksOf: z => where === 'everywhere' || (where === 'z > 0' ? z > 0 : z < 0),
  };
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
  const z = outputOf(layer, x);
  const speaks = (share: Share, j: number): boolean =>
    rule.kind === 'gamma' ? z[j] !== 0 : (share.speaksOf?.(z[j]!) ?? true);
  relevance.forEach((value, j) => {
    if (!shares.some(share => speaks(share, j))) account.masked += value;
  });
  const overlaps =
    shares.length > 1 && shares.some(share => [-1, 0, 1].every(z => share.speaksOf?.(z) ?? true));
  for (const share of shares) {
    const {coefficient, numerator, bias} = share;
    const open = relevance.map((value, j) => (speaks(share, j) ? value : 0));
    const kept = policy === 'drop' ? new Float64Array(layer.outputs) : bias;
    const denominator = sumUp(layer, share.denominator ?? numerator, kept, rounding);
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
      const oneSided = denominator[j] === 0 && coefficient !== 0 && overlaps && twoStreams(rule);
      account[oneSided ? 'gain' : 'stabiliser'] += lost;
      if (policy !== 'spread' || fanIn[j] === 0) account.bias += value * kept[j]!;
    });
  }
  if (rule.kind === 'custom') {
    const {bias, stabiliser, masked, handedOn} = account;
    const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
    account.gain = total(relevance) - total(handedOn) - bias - stabiliser - masked;
    return account;
  }
  const whole = shares.reduce((sum, share) => sum + share.coefficient, 0);
  relevance.forEach((value, j) => {
    if (shares.some(share => speaks(share, j))) account.gain += (1 - whole) * value;
  });
  return account;
}

/** Whether what a stream without contributions loses is the rule's doing: α1β0 has but one stream. */
function twoStreams(rule: Rule): boolean {
  return rule.kind === 'custom' || (rule.kind === 'alphabeta' && rule.beta > 0);
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
