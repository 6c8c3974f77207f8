import {compile} from '../../dsl/compile.js';
import {parsePresetReference} from '../../dsl/preset-reference.js';
import {DiagnosticsError} from '../errors/diagnostics-error.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Graph} from '../graph/graph.js';
import type {Plan, PlanSource} from '../plan/plan.js';
import {findPreset} from '../plan/presets.js';
import {resolvePlan} from '../plan/resolve.js';

function readPlan(text: string, sources: ReadonlyMap<string, string>): PlanSource {
  const isPreset = findPreset(/^[^(]*/.exec(text)![0].trim()) !== null;
  const result = isPreset ? parsePresetReference(text, '<plan>') : compile(text, {file: '<plan>'});
  if (!result.ok) throw new DiagnosticsError(result.diagnostics, sources);
  if (!('plans' in result.value)) return result.value;
  const main = result.value.plans.get('main') ?? [...result.value.plans.values()].at(-1);
  if (main === undefined)
    throw new LrpError(
      'plan/choose',
      'the text holds no plan; write lines such as "all use epsilon(1e-6)"',
    );
  return main;
}

/**
 * Makes a plan for a network from text: lines of the language (`all use zplus`, `input use zB`), or the
 * name of a preset (`EpsilonPlus`, `EpsilonGammaBox(-2.2, 2.7)`).
 *
 * @throws DiagnosticsError with everything that is wrong in the text or does not fit the network.
 */
export function compilePlan(text: string, graph: Graph): Plan {
  const sources = new Map([['<plan>', text]]);
  const resolved = resolvePlan(readPlan(text, sources), graph);
  if (!resolved.ok) throw new DiagnosticsError(resolved.diagnostics, sources);
  return resolved.value;
}
