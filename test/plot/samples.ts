import type {LedgerLayer, LedgerSample} from '../../src/ledger/ledger.js';

/** A layer that hands on all it gets, changed where `parts` says so. */
export function layer(parts: Partial<LedgerLayer>): LedgerLayer {
  return {
    index: 0,
    name: 'conv1',
    kind: 'conv',
    rule: 'zero',
    relevanceOut: 8,
    relevanceIn: 8,
    bias: 0,
    stabiliser: 0,
    gain: 0,
    masked: 0,
    remainder: 0,
    negativeShare: 0,
    ...parts,
  };
}

/** Three layers: one keeps 2 by bias and 1 by the stabiliser, a pool nothing, one makes 0.5. */
export const threeLayers: LedgerSample = {
  target: 7,
  logit: 10.5,
  layers: [
    layer({
      name: 'conv1',
      relevanceOut: 11,
      relevanceIn: 8,
      bias: 2,
      stabiliser: 1,
      negativeShare: 0.125,
    }),
    layer({
      index: null,
      name: 'pool1',
      kind: 'maxpool',
      rule: 'winner',
      relevanceOut: 11,
      relevanceIn: 11,
    }),
    layer({
      index: 1,
      name: 'dense <b>1</b>',
      kind: 'dense',
      rule: 'alphabeta(2, 1)',
      relevanceOut: 10.5,
      relevanceIn: 11,
      gain: -0.5,
    }),
  ],
};
