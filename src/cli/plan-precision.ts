import {usualDevice} from '../engine/open-engine.js';
import {devicePrecision} from '../engine/precision.js';
import {DiagnosticsError} from '../errors/diagnostics-error.js';
import type {Plan} from '../plan/plan.js';
import {precisionProblems} from '../plan/plan-precision.js';
import type {EngineSettings} from './settings.js';

/**
 * Makes sure that the device of the options can hold every ε of a plan, before anything is loaded for it.
 *
 * @throws DiagnosticsError `engine/precision`.
 */
export function checkPlanPrecision(
  plan: Plan,
  sources: ReadonlyMap<string, string>,
  {engine = 'onnx', device}: EngineSettings,
): void {
  const problems = precisionProblems(
    plan,
    {
      device: `${engine}/${device ?? usualDevice(engine)}`,
      ...devicePrecision(engine, device ?? null),
    },
    {file: '<--plan>', start: 0, end: 0, line: 1, column: 1},
  );
  if (problems.length > 0) throw new DiagnosticsError([...problems], sources);
}
