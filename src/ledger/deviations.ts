import type {LedgerLayer, LedgerSample} from './ledger.js';

/** Why a layer keeps or makes relevance. */
export type DeviationCause = 'bias' | 'stabiliser' | 'gain' | 'masked' | 'remainder';

/** How far a map, or what one layer hands on, is from consistent. */
export interface Deviation {
  /** What was kept (of the sign of what started) or made, in units of the score: 0 where it is conservative. */
  readonly lost: number;
  /** Σ|R⁻| / Σ|R|, 0…1: 0 where it is positive, and where there is no relevance. */
  readonly negativeShare: number;
}

export interface LayerDeviation extends Deviation {
  /** The layer's name. */
  readonly layer: string;
  readonly rule: string;
  /** What kept or made most. */
  readonly cause: DeviationCause;
}

/** An explanation held against the definitions of Montavon et al. 2017, as a whole and layer by layer. */
export interface SampleDeviations {
  /** What started at the output: the score, or 1. */
  readonly started: number;
  /** Of the map at the input: what started less ΣR. */
  readonly map: Deviation;
  /** In forward order; `lost` is ΣR at a layer's output less what it hands to its inputs. */
  readonly layers: readonly LayerDeviation[];
}

/** The cause that kept (or made) most in a layer. */
export function mainCause(layer: LedgerLayer): DeviationCause {
  const causes = ['bias', 'stabiliser', 'gain', 'masked', 'remainder'] as const;
  return causes.reduce((most, cause) =>
    Math.abs(layer[cause]) > Math.abs(layer[most]) ? cause : most,
  );
}

/**
 * What an explanation's ledger and map say of its conservation and positivity.
 *
 * @param relevance At the input, every value of it (channels are not pooled).
 * @param start     What started at the output.
 */
export function deviationsOf(
  ledger: LedgerSample,
  relevance: Float32Array,
  start: 'logit' | 'one',
): SampleDeviations {
  const started = start === 'one' ? 1 : ledger.logit;
  let [sum, negative, absolute] = [0, 0, 0];
  for (const value of relevance) {
    sum += value;
    absolute += Math.abs(value);
    if (value < 0) negative -= value;
  }
  return {
    started,
    map: {lost: started - sum, negativeShare: absolute === 0 ? 0 : negative / absolute},
    layers: ledger.layers.map(layer => ({
      layer: layer.name,
      rule: layer.rule,
      lost: layer.relevanceOut - layer.relevanceIn,
      negativeShare: layer.negativeShare,
      cause: mainCause(layer),
    })),
  };
}

/** Definition 1 within a fraction of what started: f(x) = Σ_p R_p. Exactly the tolerance is allowed. */
export function isConservative({lost}: Deviation, started: number, tolerance: number): boolean {
  return Math.abs(lost) <= tolerance * Math.abs(started);
}

/** Definition 2 within a fraction of Σ|R|: R_p ≥ 0 for all p. Exactly the tolerance is allowed. */
export function isPositive({negativeShare}: Deviation, tolerance: number): boolean {
  return negativeShare <= tolerance;
}
