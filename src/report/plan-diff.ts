import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import type {TextTable} from '../plot/ledger-table.js';
import {comparePlans} from './compare.js';
import {planCost} from './plan-cost.js';

/** Layers in a row that two plans treat alike. */
export interface AlikeLayers {
  readonly kind: 'alike';
  readonly count: number;
}

/** A layer that two plans give different rules. */
export interface DifferingLayer {
  readonly kind: 'differs';
  /** Number among the weighted layers; null for the others. */
  readonly index: number | null;
  readonly layer: string;
  /** The rules as the language writes them. */
  readonly first: string;
  readonly second: string;
}

/** A plan as far as a difference names it. */
export interface DiffedPlan {
  readonly name: string;
  /** Cost of one input and class in forward passes F, primal pass included. */
  readonly cost: number;
  readonly start: Plan['start'];
}

/** Two plans on one network, layer by layer: plain JSON. */
export interface PlanDiff {
  readonly model: string;
  readonly first: DiffedPlan;
  readonly second: DiffedPlan;
  /** In forward order. */
  readonly layers: readonly (AlikeLayers | DifferingLayer)[];
}

/** How two plans on one network differ. */
export function planDiff(graph: Graph, first: Plan, second: Plan): PlanDiff {
  const differences = new Map(
    comparePlans(first, second).map(difference => [difference.layer, difference]),
  );
  const nodes = new Map([...first.layers, ...second.layers].map(layer => [layer.node, layer]));
  const layers: (AlikeLayers | DifferingLayer)[] = [];
  for (const {name} of [...nodes.values()].sort((a, b) => a.node - b.node)) {
    const difference = differences.get(name);
    const before = layers.at(-1);
    if (difference !== undefined) layers.push({kind: 'differs', ...difference});
    else if (before?.kind === 'alike')
      layers[layers.length - 1] = {...before, count: before.count + 1};
    else layers.push({kind: 'alike', count: 1});
  }
  const told = (plan: Plan): DiffedPlan => ({
    name: plan.name,
    cost: planCost(graph, plan),
    start: plan.start,
  });
  return {model: graph.name, first: told(first), second: told(second), layers};
}

/** The layers that differ, with those between them counted. */
export function planDiffTable({first, second, layers}: PlanDiff): TextTable {
  return {
    headers: ['#', 'layer', first.name, '', second.name],
    align: ['right', 'left', 'left', 'left', 'left'],
    rows: layers.map(layer =>
      layer.kind === 'alike'
        ? ['', `… ${layer.count} alike`, '', '', '']
        : [
            layer.index === null ? '' : String(layer.index),
            ...[layer.layer, layer.first, '→', layer.second],
          ],
    ),
  };
}

/** What a difference comes to: how many layers, what starts, and the cost. */
export function planDiffNotes({first, second, layers}: PlanDiff): readonly string[] {
  const differing = layers.filter(({kind}) => kind === 'differs').length;
  const alike = layers.reduce((sum, layer) => sum + (layer.kind === 'alike' ? layer.count : 0), 0);
  const start = {logit: 'the score', one: '1'} as const;
  return [
    differing === 0
      ? 'the plans give every layer the same rule'
      : `${differing} of ${differing + alike} layers differ`,
    ...(first.start === second.start
      ? []
      : [
          `${first.name} starts with ${start[first.start]}, ${second.name} with ${start[second.start]}`,
        ]),
    `cost ${first.cost.toFixed(2)} F → ${second.cost.toFixed(2)} F (forward passes of the network, primal pass included)`,
  ];
}
