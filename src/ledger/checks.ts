import {deviationsOf, isConservative, isPositive, type SampleDeviations} from './deviations.js';
import type {LedgerSample} from './ledger.js';

/** A layer, or the whole, that did not pass a check for one sample. */
export interface CheckFailure {
  readonly sample: number;
  /** The layer's name; null where the explanation as a whole fails. */
  readonly layer: string | null;
  /** What is wrong and its main cause: `keeps 12 % of 8.1 (bias), allowed 5 %`. */
  readonly reason: string;
}

export type CheckName = 'conservation' | 'positivity' | 'consistency';

/** The verdict of a check on one plan. */
export interface CheckResult {
  readonly check: CheckName;
  readonly plan: string;
  /** A fraction: 0.05 for 5 %. */
  readonly tolerance: number;
  readonly passed: boolean;
  readonly failures: readonly CheckFailure[];
}

/** What a check looks at: the ledger and the relevance at the input, by sample. */
export interface Checked {
  readonly plan: string;
  readonly samples: readonly LedgerSample[];
  /** Relevance at the input, one array a sample. */
  readonly relevance: readonly Float32Array[];
  /** What started at the output: `logit`, or 1. */
  readonly start: 'logit' | 'one';
}

function percent(share: number): string {
  if (share >= 9.995) return `${Math.round(100 * share)} %`;
  return `${(100 * share).toPrecision(share >= 0.0995 ? 3 : 2)} %`;
}

/** The map as a whole, and every layer that keeps or makes more of what started than allowed, in forward order. */
function conservation(
  {started, map, layers}: SampleDeviations,
  tolerance: number,
): readonly Omit<CheckFailure, 'sample'>[] {
  const verdict = (lost: number): string =>
    started === 0
      ? `makes ${(-lost).toPrecision(4)} of 0`
      : `${lost / started > 0 ? 'keeps' : 'makes'} ${percent(Math.abs(lost / started))} of ${started.toPrecision(4)}`;
  const allowed = `allowed ${percent(tolerance)}`;
  const whole = isConservative(map, started, tolerance)
    ? []
    : [{layer: null, reason: `${verdict(map.lost)} on the whole, ${allowed}`}];
  const failing = layers.filter(layer => !isConservative(layer, started, tolerance));
  return [
    ...whole,
    ...failing.map(({layer, lost, cause}) => ({
      layer,
      reason: `${verdict(lost)} (${cause}), ${allowed}`,
    })),
  ];
}

/** Where the map is not positive: it, and every layer that hands on more negative relevance than allowed. */
function positivity(
  {map, layers}: SampleDeviations,
  tolerance: number,
): readonly Omit<CheckFailure, 'sample'>[] {
  if (isPositive(map, tolerance)) return [];
  // From the output on: the first one is where it begins.
  const failing = layers.filter(layer => !isPositive(layer, tolerance)).toReversed();
  return [
    {
      layer: null,
      reason: `${percent(map.negativeShare)} of the relevance at the input is negative, allowed ${percent(tolerance)}`,
    },
    ...failing.map(({layer, negativeShare, rule}, place) => ({
      layer,
      reason: `hands on ${percent(negativeShare)} negative relevance${place === 0 ? ', the first layer to do so' : ''} (${rule})`,
    })),
  ];
}

/**
 * Checks an explanation: `conservation` (ΣR at the input equals what started at the output, and no layer keeps or makes
 * more than the tolerance of it), `positivity` (the share of negative relevance at the input is within the tolerance),
 * `consistency` (both). Relevance that is negative between two layers only does no harm, for the paper defines
 * positivity at the input; `measureConsistency` counts it layer by layer. Conservation is asked of every layer, for what
 * one keeps and another makes would cancel unseen.
 *
 * @param tolerance A fraction.
 * @see Montavon et al. 2017, definitions 1 to 3.
 */
export function runCheck(
  check: CheckName,
  {plan, samples, relevance, start}: Checked,
  tolerance: number,
): CheckResult {
  const failures = samples
    .map((ledger, sample) => deviationsOf(ledger, relevance[sample]!, start))
    .flatMap((deviations, sample) =>
      [
        ...(check === 'positivity' ? [] : conservation(deviations, tolerance)),
        ...(check === 'conservation' ? [] : positivity(deviations, tolerance)),
      ].map(failure => ({sample, ...failure})),
    );
  return {check, plan, tolerance, passed: failures.length === 0, failures};
}
