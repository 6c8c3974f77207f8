import {describeShape, type Graph} from '../graph/graph.js';
import type {Explained, ExplainedPlan} from '../explain/explained.js';
import type {LedgerSample} from '../ledger/ledger.js';
import type {Plan} from '../plan/plan.js';
import {alignDecimals, formatQuantity, formatShare} from '../plot/format-quantity.js';
import type {TextTable} from '../plot/ledger-table.js';
import {formatRule} from '../rules/describe.js';

/** Where a plan's line stands: `script.lrp:6`, `preset`, `default`. */
export function describeOrigin(layer: Plan['layers'][number]): string {
  if (layer.line === null) return 'default';
  const {span} = layer.line;
  return span === null ? 'preset' : `${span.file}:${span.line}`;
}

/** A plan as a table: which layer got which rule, and from which line. */
export function planTable(plan: Plan): TextTable {
  return {
    headers: ['#', 'layer', 'kind', 'output', 'rule', 'chosen by'],
    align: ['right', 'left', 'left', 'left', 'left', 'left'],
    rows: plan.layers.map(layer => [
      layer.index === null ? '' : String(layer.index),
      layer.name,
      layer.kind,
      describeShape(layer.shape),
      formatRule(layer.rule),
      describeOrigin(layer),
    ]),
  };
}

const causes = ['bias', 'stabiliser', 'gain', 'masked', 'remainder'] as const;

function total(
  ledger: LedgerSample,
  of: (layer: LedgerSample['layers'][number]) => number,
): number {
  return ledger.layers.reduce((sum, layer) => sum + of(layer), 0);
}

/** Share of negative relevance at the input. */
export function negativeShare(relevance: Float32Array): number {
  let [negative, absolute] = [0, 0];
  for (const value of relevance) {
    absolute += Math.abs(value);
    if (value < 0) negative -= value;
  }
  return absolute === 0 ? 0 : negative / absolute;
}

/** One line a sample and plan: what started, what arrived at the input, and what kept the rest. */
export function summaryTable(explained: Explained): TextTable {
  const entries = explained.rows.flatMap((row, index) =>
    explained.plans.map(plan => ({
      row,
      plan,
      ledger: plan.ledger[index]!,
      relevance: plan.relevance[index]!,
    })),
  );
  const start = (plan: ExplainedPlan, ledger: LedgerSample): number =>
    plan.plan.start === 'one' ? 1 : ledger.logit;
  const columns: readonly {
    readonly header: string;
    readonly cells: readonly string[];
    readonly align: 'left' | 'right';
  }[] = [
    {header: 'explained', align: 'left', cells: entries.map(({row}) => row.label)},
    {header: 'plan', align: 'left', cells: entries.map(({plan}) => plan.plan.name)},
    {
      header: 'start',
      align: 'right',
      cells: alignDecimals(entries.map(({plan, ledger}) => formatQuantity(start(plan, ledger)))),
    },
    {
      header: 'ΣR at input',
      align: 'right',
      cells: alignDecimals(
        entries.map(({relevance}) =>
          formatQuantity(relevance.reduce((sum, value) => sum + value, 0)),
        ),
      ),
    },
    ...causes.map(cause => ({
      header: cause,
      align: 'right' as const,
      cells: alignDecimals(
        entries.map(({ledger}) => formatQuantity(total(ledger, layer => layer[cause]))),
      ),
    })),
    {
      header: 'negative',
      align: 'right',
      cells: entries.map(({relevance}) => formatShare(negativeShare(relevance))),
    },
  ];
  return {
    headers: columns.map(({header}) => header),
    align: columns.map(({align}) => align),
    rows: entries.map((_, row) => columns.map(({cells}) => cells[row]!)),
  };
}

/** A tolerance as it was written: `7 %`, not 7.000000000000001 %. */
export function toleranceText(tolerance: number): string {
  return `${Number((100 * tolerance).toPrecision(12))} %`;
}

/** A cost as messages print it. */
export function costText(cost: number): string {
  return `${cost.toFixed(2)} F (forward passes of the network, primal pass included)`;
}

/** One line on what a graph takes and gives. */
export function describeModel(graph: Graph): string {
  const output = graph.nodes[graph.output]!;
  const head =
    graph.head === 'none' ? '' : `, ${graph.head} head cut: relevance starts at the logits`;
  return `${graph.name} (${graph.format}): ${describeShape(graph.nodes[graph.input]!.shape)} → ${output.shape[0]} scores${head}`;
}
