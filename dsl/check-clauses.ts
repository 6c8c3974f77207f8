import {didYouMean} from '../src/errors/suggest.js';
import type {RuleSpec} from '../src/rules/catalogue.js';
import type {BiasPolicy} from '../src/rules/rule.js';
import {errorAt} from './report.js';
import {checkNumber} from './rule-arguments.js';
import type {Scope} from './scope.js';
import type {ClauseSyntax, RuleSyntax} from './syntax.js';

/** What can stand behind `bias`. */
export const policies: readonly BiasPolicy[] = ['include', 'drop', 'spread'];

/** The clauses of a rule that were given. */
export interface CheckedClauses {
  readonly bias: BiasPolicy | null;
  readonly stabiliser: number | null;
}

/** Checks `bias …` and `stabiliser …`: each once, and only where the rule takes it. */
export function checkClauses(
  spec: RuleSpec,
  {clauses}: RuleSyntax,
  scope: Scope,
): CheckedClauses | null {
  let bias: BiasPolicy | null = null;
  let stabiliser: number | null = null;
  let sound = true;
  const seen = new Map<string, ClauseSyntax>();
  for (const clause of clauses) {
    const first = seen.get(clause.kind);
    if (first !== undefined) {
      const related = [{span: first.span, message: 'it stands here already'}];
      const message = `"${clause.kind}" stands twice`;
      scope.report(errorAt('clause/twice', clause.span, message, {hint: 'keep one', related}));
      sound = false;
      continue;
    }
    seen.set(clause.kind, clause);
    if (!suits(spec, clause, scope)) {
      sound = false;
    } else if (clause.kind === 'bias') {
      bias = checkPolicy(clause, scope);
      sound &&= bias !== null;
    } else {
      stabiliser = checkStabiliser(spec, clause, scope);
      sound &&= stabiliser !== null;
    }
  }
  return sound ? {bias, stabiliser} : null;
}

function suits(spec: RuleSpec, clause: ClauseSyntax, scope: Scope): boolean {
  const takes = clause.kind === 'bias' ? spec.bias : spec.stabiliser !== null;
  if (takes) return true;
  const why =
    clause.kind === 'bias'
      ? 'no bias stands in its denominator'
      : spec.kind === 'epsilon'
        ? 'its e is the stabiliser'
        : 'it divides by nothing';
  const message = `${spec.kind} takes no "${clause.kind}": ${why}`;
  scope.report(errorAt('clause/unsuited', clause.span, message, {hint: 'remove it'}));
  return false;
}

function checkPolicy(
  {policy}: Extract<ClauseSyntax, {kind: 'bias'}>,
  scope: Scope,
): BiasPolicy | null {
  const known = policies.find(candidate => candidate === policy.text);
  if (known !== undefined) return known;
  const message = `no bias policy is called "${policy.text}"`;
  const hint = didYouMean(policy.text, policies) ?? 'bias include, bias drop or bias spread';
  return scope.report(errorAt('bias/unknown', policy.span, message, {hint}));
}

/** Zero is refused: a neuron at 0 would divide by it. */
function checkStabiliser(
  spec: RuleSpec,
  {value}: Extract<ClauseSyntax, {kind: 'stabiliser'}>,
  scope: Scope,
): number | null {
  return checkNumber(spec.kind, {name: 'stabiliser', min: 0, exclusiveMin: true}, value, scope);
}
