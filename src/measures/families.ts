import type {FamilySpec} from './measure-spec.js';

/** Every family of measures, in the order in which tables show them. */
export const families: readonly FamilySpec[] = [
  {
    name: 'perturbation',
    meaning: 'how fast the score falls when the regions a map calls relevant are replaced',
    parameters: [
      {
        name: 'fill',
        type: 'word',
        words: ['mean', 'blur', 'noise', 'uniform'],
        default: 'blur',
        meaning: 'what replaces a region',
      },
      {
        name: 'region',
        type: 'number',
        min: 1,
        whole: true,
        default: 8,
        meaning: 'side of a region in pixels; 1 flips pixels',
      },
      {
        name: 'steps',
        type: 'number',
        min: 1,
        whole: true,
        default: 18,
        meaning: 'how often regions are replaced and the score is read',
      },
      {
        name: 'share',
        type: 'number',
        min: 0.01,
        max: 1,
        whole: false,
        default: 1,
        meaning: 'share of the picture that is replaced in the end',
      },
      {
        name: 'score',
        type: 'word',
        words: ['logit', 'probability'],
        default: 'logit',
        meaning: "what f is: the class's score before or behind the network's sigmoid or softmax",
      },
    ],
    measures: [
      {
        name: 'aopc-morf',
        title: 'AOPC, most relevant first',
        better: 'higher',
        formula: '1/(L+1) Σ_{k=0..L} (f(x⁰) − f(xᵏ)), regions in falling order of relevance',
        paper: 'Samek et al. 2017, eq. 12',
      },
      {
        name: 'aopc-lerf',
        title: 'AOPC, least relevant first',
        better: 'lower',
        formula: '1/(L+1) Σ_{k=0..L} (f(x⁰) − f(xᵏ)), regions in rising order of relevance',
        paper: 'Samek et al. 2017, eq. 12, in the reverse order',
      },
      {
        name: 'abpc',
        title: 'area between the curves',
        better: 'higher',
        formula: '1/(L+1) Σ_{k=0..L} (f(xᵏ, least first) − f(xᵏ, most first))',
        paper: 'Samek et al. 2017, eq. 14',
      },
    ],
  },
  {
    name: 'localisation',
    meaning: 'how much of the positive relevance lies on the objects of the explained class',
    parameters: [
      {
        name: 'area',
        type: 'word',
        words: ['boxes', 'masks'],
        default: 'boxes',
        meaning:
          'what marks an object: its box, or its mask in SegmentationClass or SegmentationObject',
      },
    ],
    measures: [
      {
        name: 'mass',
        title: 'relevance mass',
        better: 'higher',
        formula: 'Σ_inside R⁺ / Σ R⁺',
        paper:
          'Arras et al. 2022 (relevance mass accuracy); Kohlbrenner et al. 2020 (inside-total ratio μ)',
      },
      {
        name: 'rank',
        title: 'relevance rank',
        better: 'higher',
        formula: '|{K most relevant pixels} ∩ inside| / K, K = |inside|',
        paper: 'Arras et al. 2022 (relevance rank accuracy)',
      },
      {
        name: 'pointing',
        title: 'pointing game',
        better: 'higher',
        formula:
          '1 where the most relevant pixel lies inside, else 0; of several that tie, the share inside',
        paper: 'Zhang et al. 2018, section 4.1',
      },
      {
        name: 'weighted-mass',
        title: 'size-corrected inside-total ratio',
        better: 'higher',
        formula: 'μ_w = μ · |picture| / |inside|',
        paper: 'Kohlbrenner et al. 2020 (weighted inside-total ratio μ_w)',
      },
    ],
  },
  {
    name: 'randomisation',
    meaning: 'how much a map changes when the weights of the network, or the class, are others',
    parameters: [
      {
        name: 'layers',
        type: 'number',
        min: 0,
        whole: true,
        default: 0,
        meaning:
          'how many weighted layers are drawn anew, spread evenly from the output on; 0 is all',
      },
      {
        name: 'similarity',
        type: 'word',
        words: ['spearman', 'pearson', 'ssim'],
        default: 'spearman',
        meaning: 'how two maps are compared',
      },
      {
        name: 'values',
        type: 'word',
        words: ['signed', 'absolute'],
        default: 'signed',
        meaning: 'whether maps are compared with their signs or as |R|',
      },
    ],
    measures: [
      {
        name: 'cascading',
        title: 'cascading randomisation',
        better: 'lower',
        formula:
          'mean over layers of the similarity between the map and that after all layers from the output to this one are drawn anew',
        paper: 'Adebayo et al. 2018, section 3.1',
      },
      {
        name: 'independent',
        title: 'independent randomisation',
        better: 'lower',
        formula:
          'mean over layers of the similarity between the map and that after this layer alone is drawn anew',
        paper: 'Adebayo et al. 2018, section 3.2',
      },
      {
        name: 'random-logit',
        title: 'random logit',
        better: 'lower',
        formula: 'similarity between the maps of the class and of another one drawn by chance',
        paper: 'Sixt et al. 2020 (random logit)',
      },
    ],
  },
  {
    name: 'robustness',
    meaning: 'how much a map changes when the picture hardly does',
    parameters: [
      {
        name: 'radius',
        type: 'number',
        min: 0.0001,
        max: 1,
        whole: false,
        default: 0.02,
        meaning: "most that a value changes, in shares of the input's range",
      },
      {
        name: 'samples',
        type: 'number',
        min: 1,
        whole: true,
        default: 8,
        meaning: 'how many changed pictures are explained',
      },
    ],
    measures: [
      {
        name: 'lipschitz',
        title: 'local Lipschitz estimate',
        better: 'lower',
        formula: 'max ‖R(x) − R(x′)‖ / ‖x − x′‖',
        paper: 'Alvarez-Melis and Jaakkola 2018 (local Lipschitz estimate)',
      },
      {
        name: 'max-sensitivity',
        title: 'max-sensitivity',
        better: 'lower',
        formula: 'max ‖R(x) − R(x′)‖ / ‖R(x)‖',
        paper: 'Yeh et al. 2019, section 3, divided by ‖R(x)‖',
      },
    ],
  },
  {
    name: 'complexity',
    meaning: 'on how few pixels a map concentrates',
    parameters: [],
    measures: [
      {
        name: 'gini',
        title: 'Gini index',
        better: 'higher',
        formula: '1 − 2 Σ_k |R|_(k)/‖R‖₁ · (d − k + ½)/d',
        paper: 'Hurley and Rickard 2009, table I; Chalasani et al. 2020, section 3',
      },
      {
        name: 'entropy',
        title: 'entropy',
        better: 'lower',
        formula: '−Σ_i p_i ln p_i, p_i = |R_i| / ‖R‖₁',
        paper: 'Bhatt et al. 2020 (complexity)',
      },
    ],
  },
  {
    name: 'consistency',
    meaning: 'whether a map adds up to the score and has no negative relevance',
    parameters: [
      {
        name: 'within',
        type: 'number',
        min: 0,
        max: 1,
        whole: false,
        default: 0.05,
        meaning: 'largest deviation that counts as none, in shares of the score or of Σ|R|',
      },
    ],
    measures: [
      {
        name: 'conservation-error',
        title: 'conservation error',
        better: 'lower',
        formula: '|Σ R − f(x)| / |f(x)|',
        paper: 'Montavon et al. 2017, definition 1',
      },
      {
        name: 'negative-share',
        title: 'negative share',
        better: 'lower',
        formula: 'Σ |R⁻| / Σ |R|',
        paper: 'Montavon et al. 2017, definition 2',
      },
      {
        name: 'consistent',
        title: 'consistent',
        better: 'higher',
        formula: '1 where both are within the tolerance, else 0',
        paper: 'Montavon et al. 2017, definition 3',
      },
    ],
  },
];

/** The family of a name, or null. */
export function findFamily(name: string): FamilySpec | null {
  return families.find(family => family.name === name) ?? null;
}
