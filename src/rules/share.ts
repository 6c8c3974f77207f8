/** The parts a share can read of a layer's input x, or a constant in its place. */
export const inputParts = ['x', 'x⁺', 'x⁻', '1', 'low', 'high', 'x−low', 'x−high'] as const;
export type InputPart = (typeof inputParts)[number];

/** The parts a share can read of a layer's weights w, or of its bias b when it stands in `Share.bias`. */
export const plainWeightParts = ['w', 'w⁺', 'w⁻', 'w²', '1'] as const;
/** w + γ·w⁺ or w + γ·w⁻. */
export const gammaWeightParts = ['w+γw⁺', 'w+γw⁻'] as const;
export type WeightPart =
  | {readonly part: (typeof plainWeightParts)[number]}
  | {readonly part: (typeof gammaWeightParts)[number]; readonly gamma: number};

/** On which neurons a share counts, by the true output z (bias included). */
export const places = ['everywhere', 'z > 0', 'z < 0'] as const;

/** One summand of a share: sign · (input part) · (weight part). */
export interface Term {
  readonly sign: 1 | -1;
  readonly input: InputPart;
  readonly weight: WeightPart;
}

/**
 * One stream of relevance. With D = Σ `denominator` + `bias` and s = coefficient · R · [where] / stab(D),
 * input i receives Σ_terms sign · input_i · Σ_j weight_ij s_j. The streams of a rule add up.
 */
export interface Share {
  readonly coefficient: number;
  readonly where: (typeof places)[number];
  readonly denominator: readonly Term[];
  /** What counts as contribution; the same sum as `denominator`, grouped for the least work. */
  readonly terms: readonly Term[];
  /** The part of the bias in D, null where the rule has none or the plan drops it. */
  readonly bias: WeightPart | null;
}
