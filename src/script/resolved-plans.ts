import type {PlanReference, Script} from '../../dsl/tree.js';
import type {Diagnostic} from '../errors/diagnostic.js';
import {withModelAdvice} from './model-advice.js';
import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {resolvePlan} from '../plan/resolve.js';

/** The plans of a script on the networks they are used with, each resolved and complained of once. */
export class ResolvedPlans {
  readonly #script: Script;
  readonly #report: (problem: Diagnostic) => void;
  /** By the nodes of the network, which naming its classes leaves as they are. */
  readonly #resolved = new Map<Graph['nodes'], Map<string, Plan | null>>();

  /** @param report Takes what does not fit, and what a plan warns of. */
  constructor(script: Script, report: (problem: Diagnostic) => void) {
    this.#script = script;
    this.#report = report;
  }

  /** Plans that can be used; those with mistakes are reported and left out. */
  named(references: readonly PlanReference[], graph: Graph): readonly Plan[] {
    return references.flatMap(reference => this.#resolve(reference, graph) ?? []);
  }

  /** What the script's own plan statements have become on a network, by name, as far as they were asked for. */
  own(graph: Graph): ReadonlyMap<string, Plan> {
    const resolved = this.#resolved.get(graph.nodes);
    const plans = this.#script.statements.flatMap(statement => {
      const plan = statement.kind === 'plan' ? resolved?.get(statement.source.name) : null;
      return plan === null || plan === undefined ? [] : [[plan.name, plan] as const];
    });
    return new Map(plans);
  }

  #resolve(reference: PlanReference, graph: Graph): Plan | null {
    const resolved = this.#resolved.get(graph.nodes) ?? new Map<string, Plan | null>();
    this.#resolved.set(graph.nodes, resolved);
    const known = resolved.get(reference.name);
    if (known !== undefined) return known;
    const result = resolvePlan(this.#script.plans.get(reference.name)!, graph);
    for (const problem of result.ok ? result.warnings : result.diagnostics)
      this.#report(
        withModelAdvice(problem.span.end === 0 ? {...problem, span: reference.span} : problem),
      );
    const plan = result.ok ? result.value : null;
    resolved.set(reference.name, plan);
    return plan;
  }
}
