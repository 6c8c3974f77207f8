import type {Span} from '../src/errors/diagnostic.js';
import {didYouMean} from '../src/errors/suggest.js';
import type {ParameterSpec, RuleSpec} from '../src/rules/catalogue.js';
import {findRuleSpec, ruleSpecs} from '../src/rules/catalogue.js';
import {formatNumber} from '../src/rules/describe.js';
import type {BiasPolicy, Bound, BuiltInKind, Rule} from '../src/rules/rule.js';
import {errorAt} from './report.js';
import {
  checkBound,
  checkNumber,
  matchArguments,
  missingArguments,
  refuseUnit,
} from './rule-arguments.js';
import type {Scope} from './scope.js';
import {checkCustomRule} from './check-custom-rule.js';
import {type CheckedClauses, checkClauses} from './check-clauses.js';
import type {ArgumentSyntax, RuleSyntax} from './syntax.js';

/** How far α − β may be from 1, relative to α: decimal fractions such as 2.1 and 1.1 are no binary ones. */
const alphaBetaTolerance = 1e-6;

/** A rule by any of its spellings, other Unicode forms of the same letters included. */
export function findRule(name: string): RuleSpec<BuiltInKind> | null {
  return findRuleSpec(name) ?? findRuleSpec(name.normalize('NFKC'));
}

/** Turns a rule as written into data with its defaults, or null with the reasons reported. */
export function checkRule(syntax: RuleSyntax, scope: Scope): Rule | null {
  const spec = findRule(syntax.name.text);
  if (spec === null) {
    const custom = scope.known.rules.get(syntax.name.text);
    return custom === undefined
      ? unknownRule(syntax, scope)
      : checkCustomRule(custom, syntax, scope);
  }
  const given = matchArguments(spec, syntax.arguments, scope);
  const clauses = checkClauses(spec, syntax, scope);
  if (given === null) return null;
  if (missingArguments(spec, given, syntax.span, scope)) return null;
  if (refuseUnit(spec, given, scope)) return null;
  return buildRule(spec, given, clauses, syntax.span, scope);
}

function unknownRule({name}: RuleSyntax, scope: Scope): null {
  const own = [...scope.known.rules.keys()];
  const spellings = [...own, ...ruleSpecs.flatMap(spec => [spec.kind, ...spec.aliases])];
  const allowed = `rules: ${[...ruleSpecs.map(spec => spec.kind), ...own.slice(0, 12)].join(', ')}`;
  const hint = didYouMean(name.text, spellings) ?? allowed;
  return scope.report(
    errorAt('rule/unknown', name.span, `no rule is called "${name.text}"`, {hint}),
  );
}

function buildRule(
  spec: RuleSpec<BuiltInKind>,
  given: ReadonlyMap<string, ArgumentSyntax>,
  clauses: CheckedClauses | null,
  span: Span,
  scope: Scope,
): Rule | null {
  const number = (name: string): number | null => {
    const parameter = spec.parameters.find(candidate => candidate.name === name)!;
    return readNumber(spec, parameter, given.get(name), scope);
  };
  const parts = readParts(spec, given, number, span, scope);
  if (parts === null || clauses === null) return null;
  return {
    kind: spec.kind,
    ...parts,
    ...(spec.bias ? {bias: clauses.bias ?? ('include' satisfies BiasPolicy)} : {}),
    ...(spec.stabiliser === null ? {} : {stabiliser: clauses.stabiliser ?? spec.stabiliser}),
  } as Rule;
}

function readNumber(
  spec: RuleSpec<BuiltInKind>,
  parameter: ParameterSpec,
  argument: ArgumentSyntax | undefined,
  scope: Scope,
): number | null {
  if (argument === undefined) return parameter.default as number;
  return checkNumber(spec.kind, parameter, argument.value, scope);
}

/** The fields of a rule besides its clauses. */
function readParts(
  spec: RuleSpec<BuiltInKind>,
  given: ReadonlyMap<string, ArgumentSyntax>,
  number: (name: string) => number | null,
  span: Span,
  scope: Scope,
): Readonly<Record<string, unknown>> | null {
  switch (spec.kind) {
    case 'epsilon': {
      const epsilon = number('e');
      const unit = given.get('e')?.rms ? 'rms' : 'absolute';
      return epsilon === null ? null : {epsilon, unit};
    }
    case 'gamma': {
      const gamma = number('g');
      return gamma === null ? null : {gamma};
    }
    case 'alphabeta':
      return checkAlphaBeta(number('a'), number('b'), span, scope);
    case 'zB':
      return checkBounds(given.get('low'), given.get('high'), span, scope);
    case 'zero':
    case 'zplus':
    case 'wsquare':
    case 'flat':
    case 'pass':
    case 'gradient':
    case 'taylor':
    case 'winner':
    case 'split':
    case 'average':
      return {};
  }
}

function checkAlphaBeta(
  alpha: number | null,
  beta: number | null,
  span: Span,
  scope: Scope,
): {alpha: number; beta: number} | null {
  if (alpha === null || beta === null) return null;
  if (Math.abs(alpha - beta - 1) <= alphaBetaTolerance * Math.max(1, Math.abs(alpha))) {
    return {alpha, beta};
  }
  const message = `alphabeta: expected a − b = 1, got ${formatNumber(alpha)} − ${formatNumber(beta)}`;
  const hint =
    alpha >= 1
      ? `did you mean alphabeta(${formatNumber(alpha)}, ${formatNumber(alpha - 1)})?`
      : null;
  return scope.report(errorAt('rule/alpha-beta', span, message, {hint}));
}

/** Bounds of zB, given or from the model; low has to be below high on every channel. */
export function checkBounds(
  lowSyntax: ArgumentSyntax | undefined,
  highSyntax: ArgumentSyntax | undefined,
  span: Span,
  scope: Scope,
): {low: Bound; high: Bound} | null {
  const low = lowSyntax === undefined ? 'model' : checkBound(lowSyntax.value, scope);
  const high = highSyntax === undefined ? 'model' : checkBound(highSyntax.value, scope);
  if (low === null || high === null) return null;
  if (low === 'model' || high === 'model') return {low, high};
  const lows = typeof low === 'number' ? [low] : low;
  const highs = typeof high === 'number' ? [high] : high;
  const lists = typeof low !== 'number' && typeof high !== 'number';
  if (lists && lows.length !== highs.length) {
    const message = `zB: low has ${lows.length} numbers and high ${highs.length}; each needs one a channel`;
    return scope.report(errorAt('rule/bounds', span, message));
  }
  for (let channel = 0; channel < Math.max(lows.length, highs.length); channel++) {
    const l = lows[channel] ?? lows[0]!;
    const h = highs[channel] ?? highs[0]!;
    if (l < h) continue;
    const where = lows.length + highs.length > 2 ? ` on channel ${channel}` : '';
    const message = `zB: expected low < high${where}, got ${formatNumber(l)} and ${formatNumber(h)}`;
    const swapped =
      where === '' && l > h ? `did you mean zB(${formatNumber(h)}, ${formatNumber(l)})?` : null;
    return scope.report(errorAt('rule/bounds', span, message, {hint: swapped}));
  }
  return {low, high};
}
