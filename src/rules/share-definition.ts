import type {InputPart, plainWeightParts, Share, WeightPart} from './share.js';

type AsciiInput = 'x+' | 'x-' | 'x-low' | 'x-high';
type AsciiWeight = 'w+' | 'w-' | 'w2';
type PlainWeight = (typeof plainWeightParts)[number];

/** Spellings for keyboards without superscripts; a share holds the ones on the right. */
export const inputSpellings: Readonly<Record<AsciiInput, InputPart>> = {
  'x+': 'x⁺',
  'x-': 'x⁻',
  'x-low': 'x−low',
  'x-high': 'x−high',
};

/** The same for parts of the weights. */
export const weightSpellings: Readonly<Record<AsciiWeight, PlainWeight>> = {
  'w+': 'w⁺',
  'w-': 'w⁻',
  w2: 'w²',
};

/** A part of the weights as one writes it: `'w⁺'`, `'w+'`, or `{part: 'w+γw⁺', gamma: 0.25}`. */
export type WeightDefinition = WeightPart | PlainWeight | AsciiWeight;

/** One summand of a share as one writes it. */
export interface TermDefinition {
  /** @default 1 */
  readonly sign?: 1 | -1;
  readonly input: InputPart | AsciiInput;
  readonly weight: WeightDefinition;
}

/** A stream of relevance as one writes it; what `Share` says, with defaults. */
export interface ShareDefinition {
  readonly terms: readonly TermDefinition[];
  /** @default the terms, so that the stream conserves relevance */
  readonly denominator?: readonly TermDefinition[];
  /** @default 1 */
  readonly coefficient?: number;
  /** @default 'everywhere' */
  readonly where?: Share['where'];
  /** @default null */
  readonly bias?: WeightDefinition | null;
}
