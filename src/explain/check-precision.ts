import type {Engine} from '../engine/engine.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Plan} from '../plan/plan.js';
import {precisionProblems} from '../plan/plan-precision.js';

const nowhere = {file: '<plan>', start: 0, end: 0, line: 1, column: 1};

/**
 * Makes sure that an engine can hold every ε of a plan.
 *
 * @throws LrpError `engine/precision`.
 */
export function checkPrecision(plan: Plan, {name, device, precision}: Engine): void {
  const [problem] = precisionProblems(plan, {device: `${name}/${device}`, ...precision}, nowhere);
  if (problem !== undefined)
    throw new LrpError(problem.code, `${problem.message}; ${problem.hint}`);
}
