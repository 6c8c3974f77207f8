import type {RunOutput} from '../engine/engine.js';
import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import type {Cause, LayerAccount} from '../program/account.js';
import {formatRule} from '../rules/describe.js';
import type {LedgerLayer, LedgerSample} from './ledger.js';

/** Reads one layer's account for one row from a run's outputs. */
function readLayer(
  account: LayerAccount,
  row: number,
  outputs: ReadonlyMap<string, RunOutput>,
): Pick<
  LedgerLayer,
  | 'relevanceOut'
  | 'relevanceIn'
  | 'bias'
  | 'stabiliser'
  | 'gain'
  | 'masked'
  | 'remainder'
  | 'negativeShare'
> {
  const at = (name: string): number => outputs.get(name)!.data[row]!;
  const total = (names: readonly string[]): number =>
    names.reduce((sum, name) => sum + at(name), 0);
  const kept = (cause: Cause): number =>
    account.entries
      .filter(entry => entry.cause === cause)
      .reduce((sum, {output, factor}) => sum + factor * at(output), 0);
  const relevanceOut = at(account.relevanceOut);
  const relevanceIn = total(account.relevanceIn);
  const absolute = total(account.absolute);
  const [bias, stabiliser, masked] = [kept('bias'), kept('stabiliser'), kept('masked')];
  const rest = relevanceOut - relevanceIn - bias - stabiliser - masked;
  const gain = account.gainIsRest ? rest : kept('gain');
  return {
    relevanceOut,
    relevanceIn,
    bias,
    stabiliser,
    gain,
    masked,
    remainder: rest - gain,
    negativeShare:
      absolute === 0 ? 0 : Math.min(1, Math.max(0, (absolute - relevanceIn) / (2 * absolute))),
  };
}

/** The account of every row of a run, sample by sample, target by target: `outputs` as the program named them, one number a row. */
export function buildLedgerSamples(run: {
  readonly graph: Graph;
  readonly plan: Plan;
  readonly accounts: readonly LayerAccount[];
  readonly outputs: ReadonlyMap<string, RunOutput>;
  /** Class indices per sample. */
  readonly targets: readonly (readonly number[])[];
}): readonly LedgerSample[] {
  const {graph, plan, accounts, outputs, targets} = run;
  const byNode = new Map(plan.layers.map(layer => [layer.node, layer]));
  const logits = outputs.get('logits')!;
  const classes = logits.shape[1]!;
  const rows = targets.flatMap((own, sample) => own.map(target => ({target, sample})));
  return rows.map(({target, sample}, row) => ({
    target,
    logit: logits.data[sample * classes + target]!,
    layers: accounts.map(account => {
      const node = graph.nodes[account.node]!;
      const layer = byNode.get(account.node);
      return {
        index: layer?.index ?? null,
        name: node.name,
        kind: node.kind,
        rule:
          layer === undefined
            ? node.kind === 'constant'
              ? 'constant'
              : 'pass'
            : formatRule(layer.rule),
        ...readLayer(account, row, outputs),
      };
    }),
  }));
}
