import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import type {Console} from './console.js';
import {loadPlan} from './load-plan.js';
import {checkPlanPrecision} from './plan-precision.js';
import type {EngineSettings} from './settings.js';
import {printWarnings} from './warnings.js';

/**
 * Reads what `--plan` was given, prints what there is to warn about, and makes sure that the device can hold it.
 *
 * @throws LrpError, DiagnosticsError as `loadPlan` and `checkPlanPrecision` do.
 */
export async function openPlan(
  argument: string,
  graph: Graph,
  settings: EngineSettings,
  console: Console,
): Promise<Plan> {
  const {plan, warnings, sources} = await loadPlan(argument, graph);
  printWarnings(warnings, sources, console);
  checkPlanPrecision(plan, sources, settings);
  return plan;
}
