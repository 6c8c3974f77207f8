import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {compileForward, compileProgram} from '../program/compile.js';
import {costInForwardPasses} from '../program/cost.js';

/** What explaining one input by a plan costs, in forward passes F of the network, primal pass included. */
export function planCost(graph: Graph, plan: Plan): number {
  const {program} = compileProgram(graph, plan, {ledger: false});
  return costInForwardPasses(program, compileForward(graph));
}
