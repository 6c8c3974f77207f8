import type {Deviation, SampleDeviations} from '../../ledger/deviations.js';
import {isConservative, isPositive} from '../../ledger/deviations.js';
import type {LedgerSample} from '../../ledger/ledger.js';
import type {Plan} from '../../plan/plan.js';
import type {
  ConsistencyRates,
  DeviationSummary,
  LayerConsistency,
  PlanConsistency,
} from './consistency.js';

/** One picture and class under one plan, without its map. */
export interface ConsistencyRow {
  /** Picture and class. */
  readonly key: string;
  readonly score: number;
  readonly deviations: SampleDeviations;
}

/**
 * Rates and worst cases of one plan.
 *
 * @param layers Any row's ledger: names, kinds and rules are the same in all.
 * @param within A fraction of what started, and of Σ|R|.
 */
export function summarisePlan(
  {name, start}: Pick<Plan, 'name' | 'start'>,
  layers: LedgerSample['layers'],
  rows: readonly ConsistencyRow[],
  within: number,
): PlanConsistency {
  const maps = rows.map(({deviations}) => [deviations.map]);
  const summary = summaryOf(rows, ({map}) => map);
  return {
    plan: name,
    start,
    rates: ratesOf(rows, maps, within),
    positiveScores: ratesWhere(rows, maps, within),
    everyLayer: ratesOf(
      rows,
      rows.map(({deviations}) => [deviations.map, ...deviations.layers]),
      within,
    ),
    ...summary,
    layers: layers.map((layer, index) => summariseLayer(layer, index, rows, within)),
  };
}

function summariseLayer(
  {index: number, name, kind, rule}: LedgerSample['layers'][number],
  index: number,
  rows: readonly ConsistencyRow[],
  within: number,
): LayerConsistency {
  const {conservation, negative} = summaryOf(rows, ({layers}) => layers[index]!);
  const worst = rows.find(({key}) => key === conservation.worstKey);
  return {
    ...{index: number, name, kind, rule},
    rates: ratesOf(
      rows,
      rows.map(({deviations}) => [deviations.layers[index]!]),
      within,
    ),
    conservation,
    cause: worst === undefined ? null : worst.deviations.layers[index]!.cause,
    negative,
  };
}

/** Shares of rows all of whose parts are conservative, positive, and both. */
function ratesOf(
  rows: readonly ConsistencyRow[],
  parts: readonly (readonly Deviation[])[],
  within: number,
): ConsistencyRates {
  let [conservative, positive, consistent] = [0, 0, 0];
  rows.forEach(({deviations: {started}}, row) => {
    const own = parts[row]!;
    const isKept = own.every(part => isConservative(part, started, within));
    const isNeverNegative = own.every(part => isPositive(part, within));
    if (isKept) conservative += 1;
    if (isNeverNegative) positive += 1;
    if (isKept && isNeverNegative) consistent += 1;
  });
  return {
    conservative: conservative / rows.length,
    positive: positive / rows.length,
    consistent: consistent / rows.length,
  };
}

function ratesWhere(
  rows: readonly ConsistencyRow[],
  parts: readonly (readonly Deviation[])[],
  within: number,
): ConsistencyRates {
  const chosen = [...rows.keys()].filter(row => rows[row]!.score > 0);
  return ratesOf(
    chosen.map(row => rows[row]!),
    chosen.map(row => parts[row]!),
    within,
  );
}

function summaryOf(
  rows: readonly ConsistencyRow[],
  part: (deviations: SampleDeviations) => Deviation,
): {readonly conservation: DeviationSummary; readonly negative: DeviationSummary} {
  // Where nothing started, what a layer makes has no share of it.
  const started = rows.filter(({deviations}) => deviations.started !== 0);
  return {
    conservation: summarise(started, deviations =>
      Math.abs(part(deviations).lost / deviations.started),
    ),
    negative: summarise(rows, deviations => part(deviations).negativeShare),
  };
}

function summarise(
  rows: readonly ConsistencyRow[],
  value: (deviations: SampleDeviations) => number,
): DeviationSummary {
  const values = rows.map(({deviations}) => value(deviations));
  const sorted = Float64Array.from(values).sort();
  const half = values.length >> 1;
  const worst = sorted.at(-1) ?? Number.NaN;
  return {
    mean: values.reduce((sum, one) => sum + one, 0) / values.length,
    median: values.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2,
    worst,
    worstKey: worst > 0 ? rows[values.indexOf(worst)]!.key : null,
  };
}
