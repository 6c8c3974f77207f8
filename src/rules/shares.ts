import type {Bound, Rule} from './rule.js';
import type {InputPart, Share, Term, WeightPart} from './share.js';

const w: WeightPart = {part: 'w'};
const positive: WeightPart = {part: 'w⁺'};
const negative: WeightPart = {part: 'w⁻'};
const plus = (input: InputPart, weight: WeightPart): Term => ({sign: 1, input, weight});
const minus = (input: InputPart, weight: WeightPart): Term => ({sign: -1, input, weight});

function share(
  terms: readonly Term[],
  bias: WeightPart | null,
  options: Partial<Share> = {},
): Share {
  return {coefficient: 1, where: 'everywhere', denominator: terms, terms, bias, ...options};
}

/** The positive (or negative) contributions c = x·w. */
export function contributions(sign: 'positive' | 'negative'): readonly Term[] {
  return sign === 'positive'
    ? [plus('x⁺', positive), plus('x⁻', negative)]
    : [plus('x⁺', negative), plus('x⁻', positive)];
}

/**
 * The streams of a rule on a layer that is linear in its input, as data. Rules without a quotient
 * (`pass`, `gradient`, pooling rules) have none.
 *
 * @see Bach et al. 2015 (zero, epsilon, alphabeta); Montavon et al. 2017 (zplus, zB, wsquare);
 *   Montavon et al. 2019 and Andéol et al. 2021 (gamma).
 */
export function sharesOf(rule: Rule): readonly Share[] {
  const keep = 'bias' in rule && rule.bias !== 'drop';
  const biasPart = (part: WeightPart): WeightPart | null => (keep ? part : null);
  switch (rule.kind) {
    case 'zero':
    case 'epsilon':
      return [share([plus('x', w)], biasPart(w))];
    case 'gamma': {
      const up: WeightPart = {part: 'w+γw⁺', gamma: rule.gamma};
      const down: WeightPart = {part: 'w+γw⁻', gamma: rule.gamma};
      return [
        share([plus('x⁺', up), plus('x⁻', down)], biasPart(up), {where: 'z > 0'}),
        share([plus('x⁺', down), plus('x⁻', up)], biasPart(down), {where: 'z < 0'}),
      ];
    }
    case 'zplus':
      return [share(contributions('positive'), biasPart(positive))];
    case 'alphabeta': {
      const alpha = share(contributions('positive'), biasPart(positive), {coefficient: rule.alpha});
      const beta = share(contributions('negative'), biasPart(negative), {coefficient: -rule.beta});
      return [alpha, beta].filter(({coefficient}) => coefficient !== 0);
    }
    case 'zB':
      return [
        share([plus('x−low', positive), plus('x−high', negative)], null, {
          denominator: [plus('x', w), minus('low', positive), minus('high', negative)],
        }),
      ];
    case 'wsquare':
      return [share([plus('1', {part: 'w²'})], biasPart({part: 'w²'}))];
    case 'flat':
      return [share([plus('1', {part: '1'})], null)];
    case 'custom':
      return keep ? rule.shares : rule.shares.map(own => ({...own, bias: null}));
    case 'pass':
    case 'gradient':
    case 'taylor':
    case 'winner':
    case 'split':
    case 'average':
      return [];
  }
}

const vanishing: readonly InputPart[] = ['x', 'x⁺', 'x⁻'];

/** Whether the relevance a rule hands on vanishes wherever the input is zero. */
export function vanishesWithInput(rule: Rule): boolean {
  if ('bias' in rule && rule.bias === 'spread') return false;
  switch (rule.kind) {
    case 'zero':
    case 'epsilon':
    case 'gamma':
    case 'alphabeta':
    case 'zplus':
    case 'average':
      return true;
    case 'custom':
      return rule.shares.every(({terms}) => terms.every(({input}) => vanishing.includes(input)));
    case 'zB':
    case 'wsquare':
    case 'flat':
    case 'pass':
    case 'gradient':
    case 'taylor':
    case 'winner':
    case 'split':
      return false;
  }
}

/** The parts that need bounds of the input. */
export const boundParts: readonly InputPart[] = ['low', 'high', 'x−low', 'x−high'];

/** The bounds of the input that a rule's shares read; null where they read none. */
export function boundsRead(rule: Rule): {readonly low: Bound; readonly high: Bound} | null {
  if (rule.kind === 'zB') return {low: rule.low, high: rule.high};
  if (rule.kind !== 'custom') return null;
  const {low, high} = rule.parameters;
  return low === undefined || high === undefined ? null : {low, high};
}
