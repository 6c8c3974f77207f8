import type {Explained, ExplainedPlan} from '../explain/explained.js';
import type {Plan} from '../plan/plan.js';
import {formatRule} from '../rules/describe.js';
import type {Rule} from '../rules/rule.js';

/** How like two relevance maps are. */
export interface Likeness {
  /** Cosine of the angle between them; 1 = same direction. NaN where one is zero throughout. */
  readonly cosine: number;
  /** Spearman's rank correlation; ties share their mean rank. */
  readonly rankCorrelation: number;
  /** max |A − B|, in units of the target's score. */
  readonly largestDifference: number;
}

/** The cosine between two vectors of equal length, in float64. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return aa === 0 || bb === 0 ? Number.NaN : ab / Math.sqrt(aa * bb);
}

/** Ranks from 1; equal values share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({length: values.length}, (_, index) => index).sort(
    (i, j) => values[i]! - values[j]!,
  );
  const result = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let i = from; i <= to; i++) result[order[i]!] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return result;
}

/** Spearman's rank correlation. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const centred = (values: Float64Array): Float64Array =>
    values.map(value => value - (values.length + 1) / 2);
  return cosine(centred(ranks(a)), centred(ranks(b)));
}

/** Compares two maps value by value. */
export function likeness(a: Float32Array, b: Float32Array): Likeness {
  return {
    cosine: cosine(a, b),
    rankCorrelation: rankCorrelation(a, b),
    largestDifference: a.reduce(
      (most, value, index) => Math.max(most, Math.abs(value - b[index]!)),
      0,
    ),
  };
}

/** A layer that two plans treat differently. */
export interface PlanDifference {
  readonly layer: string;
  readonly index: number | null;
  /** The rules as the language writes them. */
  readonly first: string;
  readonly second: string;
}

/** Equal texts for equal rules. Rules of one's own can have been defined anew under the same name. */
function identity(rule: Rule): string {
  return rule.kind === 'custom' ? JSON.stringify(rule) : formatRule(rule);
}

/** The layers in which two plans on one graph differ, in forward order. */
export function comparePlans(first: Plan, second: Plan): readonly PlanDifference[] {
  const rules = (plan: Plan): Map<number, Rule> =>
    new Map(plan.layers.map(layer => [layer.node, layer.rule]));
  const [a, b] = [rules(first), rules(second)];
  const told = (rule: Rule | undefined, tell: typeof formatRule): string =>
    rule === undefined ? 'default' : tell(rule);
  const layers = new Map([...first.layers, ...second.layers].map(layer => [layer.node, layer]));
  return [...layers.values()]
    .sort((left, right) => left.node - right.node)
    .filter(({node}) => told(a.get(node), identity) !== told(b.get(node), identity))
    .map(({node, name, index}) => ({
      layer: name,
      index,
      first: told(a.get(node), formatRule),
      second: told(b.get(node), formatRule),
    }));
}

/** Two plans of one explanation, compared row by row. */
export interface Comparison {
  readonly first: ExplainedPlan;
  readonly second: ExplainedPlan;
  readonly rows: readonly (Likeness & {
    readonly label: string;
    /** ΣR of the first and of the second map. */
    readonly sums: readonly [number, number];
  })[];
  readonly differences: readonly PlanDifference[];
}

function total(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Compares two plans of an explanation. */
export function compare(
  explained: Explained,
  first: ExplainedPlan,
  second: ExplainedPlan,
): Comparison {
  return {
    first,
    second,
    rows: explained.rows.map((row, index) => ({
      label: row.label,
      sums: [total(first.relevance[index]!), total(second.relevance[index]!)],
      ...likeness(first.relevance[index]!, second.relevance[index]!),
    })),
    differences: comparePlans(first.plan, second.plan),
  };
}
