import type {LedgerLayer, LedgerSample} from './ledger.js';

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

/** The cause that kept (or made) most in a layer. */
export function mainCause(
  layer: LedgerLayer,
): 'bias' | 'stabiliser' | 'gain' | 'masked' | 'remainder' {
  const causes = ['bias', 'stabiliser', 'gain', 'masked', 'remainder'] as const;
  return causes.reduce((most, cause) =>
    Math.abs(layer[cause]) > Math.abs(layer[most]) ? cause : most,
  );
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function conservation(
  {samples, relevance, start}: Checked,
  tolerance: number,
): readonly CheckFailure[] {
  return samples.flatMap((ledger, sample) => {
    const started = start === 'one' ? 1 : ledger.logit;
    const allowed = tolerance * Math.abs(started);
    const verdict = (lost: number): string =>
      started === 0
        ? `makes ${(-lost).toPrecision(4)} of 0`
        : `${lost / started > 0 ? 'keeps' : 'makes'} ${percent(Math.abs(lost / started))} of ${started.toPrecision(4)}`;
    const layers = ledger.layers
      .filter(layer => Math.abs(layer.relevanceOut - layer.relevanceIn) > allowed)
      .map(layer => ({
        sample,
        layer: layer.name,
        reason: `${verdict(layer.relevanceOut - layer.relevanceIn)} (${mainCause(layer)}), allowed ${percent(tolerance)}`,
      }));
    const lost = started - sum(relevance[sample]!);
    const whole =
      Math.abs(lost) > allowed
        ? [
            {
              sample,
              layer: null,
              reason: `${verdict(lost)} on the whole, allowed ${percent(tolerance)}`,
            },
          ]
        : [];
    return [...whole, ...layers];
  });
}

function positivity({samples, relevance}: Checked, tolerance: number): readonly CheckFailure[] {
  return samples.flatMap((ledger, sample) => {
    const absolute = relevance[sample]!.reduce((total, value) => total + Math.abs(value), 0);
    const negative = relevance[sample]!.reduce(
      (total, value) => total + (value < 0 ? -value : 0),
      0,
    );
    if (absolute === 0 || negative <= tolerance * absolute) return [];
    // The first layer, from the output on, that hands on negative relevance is where it begins.
    const origin = [...ledger.layers].reverse().find(layer => layer.negativeShare > tolerance);
    return [
      {
        sample,
        layer: null,
        reason: `${percent(negative / absolute)} of the relevance at the input is negative, allowed ${percent(tolerance)}`,
      },
      ...(origin === undefined
        ? []
        : [
            {
              sample,
              layer: origin.name,
              reason: `hands on ${percent(origin.negativeShare)} negative relevance, the first layer to do so (${origin.rule})`,
            },
          ]),
    ];
  });
}

/**
 * Checks an explanation: `conservation` (ΣR at the input equals what started at the output, and no layer
 * keeps or makes more than the tolerance of it), `positivity` (the share of negative relevance at the
 * input), `consistency` (both).
 *
 * @param tolerance A fraction.
 * @see Montavon et al. 2017, definitions 1 to 3.
 */
export function runCheck(check: CheckName, checked: Checked, tolerance: number): CheckResult {
  const failures = [
    ...(check === 'positivity' ? [] : conservation(checked, tolerance)),
    ...(check === 'conservation' ? [] : positivity(checked, tolerance)),
  ];
  return {check, plan: checked.plan, tolerance, passed: failures.length === 0, failures};
}
