import type {CustomRule} from '../../src/rules/custom-rule.js';
import {defineRule} from '../../src/rules/define-rule.js';

const positive = [
  {input: 'x⁺', weight: 'w⁺'},
  {input: 'x⁻', weight: 'w⁻'},
] as const;
const negative = [
  {input: 'x⁺', weight: 'w⁻'},
  {input: 'x⁻', weight: 'w⁺'},
] as const;

/** The built-in rules written anew from their formulas, by their names with `own-` before them. */
export const ownEpsilon: CustomRule = defineRule({
  name: 'own-zero',
  shares: () => [{terms: [{input: 'x', weight: 'w'}], bias: 'w'}],
  stabiliser: 1e-9,
});
export const ownZplus: CustomRule = defineRule({
  name: 'own-zplus',
  shares: () => [{terms: positive, bias: 'w⁺'}],
});
export const ownAlphabeta: CustomRule = defineRule({
  name: 'own-alphabeta',
  parameters: [
    {name: 'a', min: 0, default: 2},
    {name: 'b', min: 0, default: 1},
  ],
  shares: ({a, b}) =>
    [
      {coefficient: a, terms: positive, bias: 'w⁺' as const},
      {coefficient: -b, terms: negative, bias: 'w⁻' as const},
    ].filter(({coefficient}) => coefficient !== 0),
});
export const ownGamma: CustomRule = defineRule({
  name: 'own-gamma',
  parameters: [{name: 'g', min: 0, default: 0.25}],
  shares: ({g}) => {
    const up = {part: 'w+γw⁺', gamma: g} as const;
    const down = {part: 'w+γw⁻', gamma: g} as const;
    return [
      {
        where: 'z > 0',
        terms: [
          {input: 'x⁺', weight: up},
          {input: 'x⁻', weight: down},
        ],
        bias: up,
      },
      {
        where: 'z < 0',
        terms: [
          {input: 'x⁺', weight: down},
          {input: 'x⁻', weight: up},
        ],
        bias: down,
      },
    ];
  },
});
export const ownFlat: CustomRule = defineRule({
  name: 'own-flat',
  shares: () => [{terms: [{input: '1', weight: '1'}]}],
});
export const ownWsquare: CustomRule = defineRule({
  name: 'own-wsquare',
  shares: () => [{terms: [{input: '1', weight: 'w²'}], bias: 'w²'}],
});
export const ownBox: CustomRule = defineRule({
  name: 'own-box',
  parameters: [{name: 'low'}, {name: 'high'}],
  shares: () => [
    {
      terms: [
        {input: 'x-low', weight: 'w+'},
        {input: 'x-high', weight: 'w-'},
      ],
      denominator: [
        {input: 'x', weight: 'w'},
        {sign: -1, input: 'low', weight: 'w+'},
        {sign: -1, input: 'high', weight: 'w-'},
      ],
    },
  ],
});

/** Rules that no paper knows, each asking the engines for something the built-in rules never do. */
export const zminus: CustomRule = defineRule({
  name: 'zminus',
  shares: () => [{terms: negative, bias: 'w⁻'}],
});
/** In proportion to |x·w|: terms of both signs. */
export const magnitude: CustomRule = defineRule({
  name: 'magnitude',
  shares: () => [{terms: [...positive, ...negative.map(term => ({...term, sign: -1 as const}))]}],
});
/** All terms negative, and the bias with them. */
export const mirrored: CustomRule = defineRule({
  name: 'mirrored',
  shares: () => [{terms: [{sign: -1, input: 'x', weight: 'w'}], bias: 'w'}],
});
/** The middle of the box instead of its corners; constants among the terms. */
export const middle: CustomRule = defineRule({
  name: 'middle',
  parameters: [{name: 'low'}, {name: 'high'}],
  shares: () => [
    {
      coefficient: 0.5,
      terms: [
        {input: 'x−low', weight: 'w'},
        {input: 'x−high', weight: 'w'},
      ],
      denominator: [
        {input: 'x', weight: 'w'},
        {input: 'x', weight: 'w'},
        {sign: -1, input: 'low', weight: 'w'},
        {sign: -1, input: 'high', weight: 'w'},
      ],
      bias: 'w⁺',
    },
    {coefficient: 0.5, terms: [{input: '1', weight: 'w²'}], bias: 'w²'},
  ],
});
/** Each share by itself conserves nothing. */
export const lopsided: CustomRule = defineRule({
  name: 'lopsided',
  parameters: [{name: 'k', default: 3}],
  shares: ({k}) => [
    {
      coefficient: k,
      where: 'z > 0',
      terms: [{input: 'x', weight: '1'}],
      denominator: [{input: '1', weight: '1'}],
      bias: 'w⁺',
    },
  ],
});
/** What is left of the bounds alone: `low` as a contribution. */
export const bounds: CustomRule = defineRule({
  name: 'bounds',
  parameters: [{name: 'low'}, {name: 'high'}],
  shares: () => [
    {
      terms: [
        {input: 'high', weight: 'w⁺'},
        {sign: -1, input: 'low', weight: 'w²'},
      ],
    },
  ],
});
