import type {Consistency, ConsistencyRates, PlanConsistency} from './consistency.js';

/** A table in words, for terminals and pages. */
interface Table {
  readonly headers: readonly string[];
  readonly align: readonly ('left' | 'right')[];
  readonly rows: readonly (readonly string[])[];
}

/** `12.3 %`, `0.41 %`, `1240 %`; a dash where there is no share. */
function percent(share: number): string {
  if (Number.isNaN(share)) return '–';
  const value = 100 * share;
  if (value === 0) return '0 %';
  if (value < 0.005) return '< 0.01 %';
  return `${value.toFixed(value < 10 ? 2 : value < 1000 ? 1 : 0)} %`;
}

function rateCells({conservative, positive, consistent}: ConsistencyRates): readonly string[] {
  return [conservative, positive, consistent].map(percent);
}

/** A line a plan: how many maps are conservative, positive and consistent, in every layer too, and the deviations. */
export function consistencyTable({plans}: Consistency): Table {
  return {
    headers: [
      ...['plan', 'conservative', 'positive', 'consistent', 'every layer'],
      ...['error', 'worst error', 'in', 'negative', 'worst negative', 'in'],
    ],
    align: [
      ...(['left', 'right', 'right', 'right', 'right'] as const),
      ...(['right', 'right', 'left', 'right', 'right', 'left'] as const),
    ],
    rows: plans.map(({plan, rates, everyLayer, conservation, negative}) => [
      plan,
      ...rateCells(rates),
      percent(everyLayer.consistent),
      percent(conservation.mean),
      percent(conservation.worst),
      conservation.worstKey ?? '–',
      percent(negative.mean),
      percent(negative.worst),
      negative.worstKey ?? '–',
    ]),
  };
}

/** A line a layer of one plan, in forward order. */
export function consistencyLayersTable({layers}: PlanConsistency): Table {
  return {
    headers: [
      ...['layer', 'rule', 'conservative', 'positive', 'consistent'],
      ...['kept or made', 'worst', 'cause', 'in', 'negative', 'worst negative'],
    ],
    align: [
      ...(['left', 'left', 'right', 'right', 'right'] as const),
      ...(['right', 'right', 'left', 'left', 'right', 'right'] as const),
    ],
    rows: layers.map(({name, rule, rates, conservation, cause, negative}) => [
      name,
      rule,
      ...rateCells(rates),
      percent(conservation.mean),
      percent(conservation.worst),
      cause ?? '–',
      conservation.worstKey ?? '–',
      percent(negative.mean),
      percent(negative.worst),
    ]),
  };
}

/** What the numbers of the tables are. */
export function consistencyNotes(result: Consistency): readonly string[] {
  const {rows, pictures, classes, split, data, within, notPositive, plans} = result;
  return [
    `${rows} maps: ${pictures} pictures of split "${split}" of ${data}, explained for ${classes.join(' or ')} where they show it; within ${Number((100 * within).toPrecision(12))} %`,
    'conservative: |ΣR − f(x)| ≤ that share of |f(x)|; positive: Σ|R⁻| ≤ that share of Σ|R|; consistent: both (Montavon et al. 2017, definitions 1 to 3); every layer: each layer, too, keeps or makes and hands on no more',
    'error: |ΣR − f(x)| / |f(x)|; negative: Σ|R⁻| / Σ|R|; both on average and where they are worst; kept or made: |ΣR out − ΣR in| / |f(x)|',
    ...(notPositive === 0
      ? []
      : [
          `${notPositive} of the maps are for a score of 0 or below, which relevance cannot add up to without being negative; consistent of the others: ${plans
            .map(({plan, positiveScores}) => `${plan} ${percent(positiveScores.consistent)}`)
            .join(', ')}`,
        ]),
    ...plans
      .filter(({start}) => start === 'one')
      .map(
        ({plan}) =>
          `${plan} is a gradient: 1 starts at its output, so 1 stands for f(x) in its line`,
      ),
  ];
}
