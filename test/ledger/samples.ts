import type {LedgerLayer, LedgerSample} from '../../src/ledger/ledger.js';

/** A line of a ledger, all zero but for what is given. */
export function line(name: string, given: Partial<LedgerLayer>): LedgerLayer {
  return {
    index: 0,
    name,
    kind: 'dense',
    rule: 'zero',
    relevanceOut: 0,
    relevanceIn: 0,
    bias: 0,
    stabiliser: 0,
    gain: 0,
    masked: 0,
    remainder: 0,
    negativeShare: 0,
    ...given,
  };
}

/** A sample's ledger in forward order. */
export function sampleOf(logit: number, ...layers: readonly LedgerLayer[]): LedgerSample {
  return {target: 0, logit, layers};
}
