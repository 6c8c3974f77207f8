import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {compileForward, compileProgram} from '../program/compile.js';
import {costInForwardPasses} from '../program/cost.js';

/**
 * What explaining one input by a plan costs, in forward passes F of the network, primal pass included.
 *
 * @param targets T, how many classes of it are explained. @default 1
 */
export function planCost(graph: Graph, plan: Plan, targets = 1): number {
  const {program} = compileProgram(graph, plan, {ledger: false, targets});
  return costInForwardPasses(program, compileForward(graph));
}
