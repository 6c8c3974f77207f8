import {DiagnosticsError} from '../src/errors/diagnostics-error.js';
import type {Graph} from '../src/graph/graph.js';
import type {Plan} from '../src/plan/plan.js';
import {findPreset, presetNames} from '../src/plan/presets.js';
import {resolvePlan} from '../src/plan/resolve.js';

/** A preset on a graph. Throws where there is no such preset, or it does not suit the graph. */
export function presetPlan(name: string, graph: Graph): Plan {
  const source = findPreset(name);
  if (source === null) throw new Error(`no preset "${name}"; there are ${presetNames.join(', ')}`);
  const result = resolvePlan(source, graph);
  if (!result.ok) throw new DiagnosticsError(result.diagnostics, new Map());
  return result.value;
}
