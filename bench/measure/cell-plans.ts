import type {Graph} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import {presetPlan} from '../preset-plan.js';
import type {Cell} from './cell.js';

/** The plans of a cell: its preset, or one for each γ. */
export function cellPlans({preset, gammas}: Cell, graph: Graph): readonly Plan[] {
  const plan = presetPlan(preset, graph);
  if (gammas.length === 0) return [plan];
  return gammas.map(gamma => ({
    ...plan,
    name: `${plan.name} γ ${gamma}`,
    layers: plan.layers.map(layer =>
      layer.rule.kind === 'gamma' ? {...layer, rule: {...layer.rule, gamma}} : layer,
    ),
  }));
}

/** Targets of every sample of a cell: different ones, the same every time. */
export function cellTargets({batch, targets}: Cell): readonly (readonly number[])[] {
  return Array.from({length: batch}, (_, sample) =>
    Array.from({length: targets}, (_, target) => (17 * sample + 41 * target + 3) % 1000),
  );
}
