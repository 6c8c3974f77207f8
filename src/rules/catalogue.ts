import type {BuiltInKind, RulePlace} from './rule.js';

/** One parameter of a rule, as the language and the help know it. */
export interface ParameterSpec {
  readonly name: string;
  /** `epsilon` is a number with an optional unit `rms`; `bound` a number or one number a channel. */
  readonly type: 'number' | 'epsilon' | 'bound';
  /** Inclusive; `exclusiveMin` where the bound itself is not allowed. */
  readonly min?: number;
  readonly exclusiveMin?: boolean;
  /** Inclusive. */
  readonly max?: number;
  /** Required where undefined. */
  readonly default?: number | 'model';
  readonly meaning: string;
}

/** A rule as data: what the checks, the help and the table in docs/rules.md are made from. */
export interface RuleSpec<Kind extends string = string> {
  /** As the language writes it. */
  readonly kind: Kind;
  /** Other spellings that are accepted; the formatter writes `kind`. */
  readonly aliases: readonly string[];
  readonly parameters: readonly ParameterSpec[];
  readonly bias: boolean;
  /** Default stabiliser, null where the rule takes none. */
  readonly stabiliser: number | null;
  /** Layers it can be given to. */
  readonly allowed: readonly RulePlace[];
  /** In the papers' letters: x input, w weight, z output, R relevance, l and h bounds. */
  readonly formula: string;
  readonly paper: string;
}

const gammaParameter = {
  name: 'g',
  type: 'number',
  min: 0,
  default: 0.25,
  meaning: 'how much more the positive part counts',
} as const;

export const ruleSpecs: readonly RuleSpec<BuiltInKind>[] = [
  {
    kind: 'zero',
    aliases: ['lrp0'],
    parameters: [],
    bias: true,
    stabiliser: 1e-9,
    allowed: ['linear', 'avgpool', 'add', 'norm', 'matmul', 'layernorm'],
    formula: 'R_i = Σ_j x_i w_ij / (Σ_i x_i w_ij + b_j) · R_j',
    paper: 'Bach et al. 2015, eq. 56',
  },
  {
    kind: 'epsilon',
    aliases: ['ε'],
    parameters: [
      {
        name: 'e',
        type: 'epsilon',
        min: 0,
        exclusiveMin: true,
        default: 1e-6,
        meaning:
          'added to the denominator with its sign; with rms, times the root mean square of the denominator per sample',
      },
    ],
    bias: true,
    stabiliser: null,
    allowed: ['linear', 'avgpool', 'add', 'norm', 'matmul', 'layernorm'],
    formula: 'R_i = Σ_j x_i w_ij / (z_j + ε·sign(z_j)) · R_j',
    paper: 'Bach et al. 2015, eq. 58',
  },
  {
    kind: 'gamma',
    aliases: ['γ'],
    parameters: [gammaParameter],
    bias: true,
    stabiliser: 1e-6,
    allowed: ['linear'],
    formula:
      "R_i = Σ_j x_i (w_ij + γ w_ij⁺) / Σ_i x_i (w_ij + γ w_ij⁺) · R_j where z_j > 0; for inputs of both signs the contributions c = x·w take w's place, and where z_j < 0 their negative part counts more",
    paper: 'Montavon et al. 2019; generalised: Andéol et al. 2021',
  },
  {
    kind: 'alphabeta',
    aliases: ['αβ', 'ab'],
    parameters: [
      {
        name: 'a',
        type: 'number',
        min: 0,
        meaning: 'weight of the positive contributions; a − b = 1',
      },
      {name: 'b', type: 'number', min: 0, meaning: 'weight of the negative contributions'},
    ],
    bias: true,
    stabiliser: 1e-6,
    allowed: ['linear', 'avgpool'],
    formula: 'R_i = Σ_j (α (x_i w_ij)⁺ / z_j⁺ − β (x_i w_ij)⁻ / z_j⁻) R_j',
    paper: 'Bach et al. 2015, eq. 60',
  },
  {
    kind: 'zplus',
    aliases: ['z+', 'z⁺'],
    parameters: [],
    bias: true,
    stabiliser: 1e-6,
    allowed: ['linear', 'avgpool', 'add'],
    formula: 'R_i = Σ_j (x_i w_ij)⁺ / Σ_i (x_i w_ij)⁺ · R_j',
    paper: 'Montavon et al. 2017, z⁺-rule',
  },
  {
    kind: 'zB',
    aliases: ['zᴮ', 'zb', 'zbox'],
    parameters: [
      {
        name: 'low',
        type: 'bound',
        default: 'model',
        meaning: 'lowest value an input can have, one number or one a channel',
      },
      {
        name: 'high',
        type: 'bound',
        default: 'model',
        meaning: 'highest value an input can have, one number or one a channel',
      },
    ],
    bias: false,
    stabiliser: 1e-6,
    allowed: ['linear'],
    formula:
      'R_i = Σ_j (x_i w_ij − l_i w_ij⁺ − h_i w_ij⁻) / Σ_i (x_i w_ij − l_i w_ij⁺ − h_i w_ij⁻) · R_j',
    paper: 'Montavon et al. 2017, zᴮ-rule',
  },
  {
    kind: 'wsquare',
    aliases: ['w2', 'w²'],
    parameters: [],
    bias: true,
    stabiliser: 1e-6,
    allowed: ['linear', 'avgpool'],
    formula: 'R_i = Σ_j w_ij² / Σ_i w_ij² · R_j',
    paper: 'Montavon et al. 2017, w²-rule',
  },
  {
    kind: 'flat',
    aliases: [],
    parameters: [],
    bias: false,
    stabiliser: 1e-6,
    allowed: ['linear', 'avgpool', 'add', 'multiply'],
    formula: 'R_i = Σ_j 1 / n_j · R_j, n_j the number of connections',
    paper: 'Lapuschkin et al. 2019',
  },
  {
    kind: 'pass',
    aliases: ['identity'],
    parameters: [],
    bias: false,
    stabiliser: null,
    allowed: ['linear', 'avgpool', 'norm', 'activation', 'maxpool', 'pad', 'softmax', 'layernorm'],
    formula: 'R_i = R_i of the output, shapes being equal',
    paper: 'Kohlbrenner et al. 2020',
  },
  {
    kind: 'gradient',
    aliases: [],
    parameters: [],
    bias: false,
    stabiliser: null,
    allowed: [
      'linear',
      'maxpool',
      'avgpool',
      'add',
      'norm',
      'activation',
      'pad',
      'matmul',
      'softmax',
      'layernorm',
      'multiply',
    ],
    formula: 'R_i = Σ_j ∂z_j/∂x_i · R_j',
    paper: 'Simonyan et al. 2014',
  },
  {
    kind: 'taylor',
    aliases: [],
    parameters: [],
    bias: false,
    stabiliser: null,
    allowed: ['softmax'],
    formula: 'R_i = x_i (R_i − s_i Σ_j R_j), s = softmax(x), R_j of the outputs',
    paper: 'Achtibat et al. 2024, proposition 3.1',
  },
  {
    kind: 'winner',
    aliases: ['wta'],
    parameters: [],
    bias: false,
    stabiliser: null,
    allowed: ['maxpool'],
    formula: 'R_i = Σ_j [i is the first maximum of window j] · R_j',
    paper: 'Bach et al. 2015',
  },
  {
    kind: 'split',
    aliases: [],
    parameters: [],
    bias: false,
    stabiliser: null,
    allowed: ['maxpool'],
    formula: 'R_i = Σ_j [i is a maximum of window j] / (number of maxima of j) · R_j',
    paper: 'Lapuschkin et al. 2016',
  },
  {
    kind: 'average',
    aliases: ['avg'],
    parameters: [],
    bias: false,
    stabiliser: 1e-6,
    allowed: ['maxpool', 'avgpool'],
    formula: 'R_i = Σ_j x_i / Σ_{i in window j} x_i · R_j',
    paper: 'Montavon et al. 2019',
  },
];

/** The spec of a rule by any of its spellings, or null. Case matters only where two spellings would meet. */
export function findRuleSpec(name: string): RuleSpec<BuiltInKind> | null {
  return (
    ruleSpecs.find(spec => spec.kind === name || spec.aliases.includes(name)) ??
    ruleSpecs.find(spec => spec.kind.toLowerCase() === name.toLowerCase()) ??
    null
  );
}

/** The spec of a rule kind. */
export function ruleSpec(kind: BuiltInKind): RuleSpec<BuiltInKind> {
  return ruleSpecs.find(spec => spec.kind === kind)!;
}
