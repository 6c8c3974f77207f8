import {didYouMean} from '../src/errors/suggest.js';
import {baselines, findBaseline} from '../src/measures/baselines.js';
import type {Assignment, PlanSource} from '../src/plan/plan.js';
import {findPreset, presetNames} from '../src/plan/presets.js';
import {formatSelector} from '../src/plan/selector.js';
import {ruleSpec} from '../src/rules/catalogue.js';
import {formatRule} from '../src/rules/describe.js';
import type {Rule} from '../src/rules/rule.js';
import {checkBounds} from './check-rule.js';
import {errorAt} from './report.js';
import {matchArguments} from './rule-arguments.js';
import type {Scope} from './scope.js';
import type {PlanReferenceSyntax} from './syntax.js';

function hasBounds(preset: PlanSource): boolean {
  return preset.lines.some(line => line.rule.kind === 'zB');
}

function withRule(line: Assignment, rule: Rule): Assignment {
  return {...line, rule, text: `${formatSelector(line.selector)} use ${formatRule(rule)}`};
}

/** True where a preset has this name; case counts for nothing. */
export function isPreset(name: string): boolean {
  return findPreset(name) !== null;
}

/**
 * The lines of a preset, with the bounds of its zB line where they are given, or null with the reason
 * reported. `EpsilonGammaBox(-2.2, 2.7)` is a plan of that name.
 */
export function checkPreset(reference: PlanReferenceSyntax, scope: Scope): PlanSource | null {
  const preset = findPreset(reference.name.text);
  if (preset === null) return null;
  const given = reference.arguments ?? [];
  if (given.length === 0) return preset;
  if (!hasBounds(preset)) {
    const bounded = presetNames.filter(name => hasBounds(findPreset(name)!));
    const message = `${preset.name} takes no arguments`;
    const hint = `presets with bounds: ${bounded.join(', ')}`;
    return scope.report(errorAt('preset/arguments', reference.span, message, {hint}));
  }
  const matched = matchArguments(ruleSpec('zB'), given, scope);
  if (matched === null) return null;
  const rms = given.find(argument => argument.rms !== null)?.rms;
  if (rms) {
    const message = `${preset.name} takes plain numbers; "rms" belongs to epsilon`;
    return scope.report(errorAt('rule/unit', rms, message));
  }
  const bounds = checkBounds(matched.get('low'), matched.get('high'), reference.span, scope);
  if (bounds === null) return null;
  const box: Rule = {kind: 'zB', ...bounds, stabiliser: ruleSpec('zB').stabiliser!};
  const name = `${preset.name}${formatRule(box).slice('zB'.length)}`;
  const lines = preset.lines.map(line => (line.rule.kind === 'zB' ? withRule(line, box) : line));
  return {name, lines};
}

/**
 * Reports a name that is neither a plan of the script nor a preset.
 *
 * @param takesBaselines Whether a baseline could stand there. @default false
 */
export function unknownPlan(
  {name}: PlanReferenceSyntax,
  own: readonly string[],
  scope: Scope,
  takesBaselines = false,
): null {
  if (scope.lost.has(name.text)) return null;
  const baseline = findBaseline(name.text);
  if (baseline !== null) {
    const message = `"${baseline.name}" is a baseline, and here a plan has to stand`;
    const hint = 'baselines stand behind "with" of evaluate';
    return scope.report(errorAt('baseline/misplaced', name.span, message, {hint}));
  }
  const others = takesBaselines ? baselines.map(spec => spec.name) : [];
  const plans = own.length > 0 ? `plans: ${own.slice(0, 12).join(', ')}; ` : '';
  const further = takesBaselines ? `; baselines: ${others.join(', ')}` : '';
  const allowed = `${plans}presets: ${presetNames.join(', ')}${further}`;
  const hint = scope.hint(
    () =>
      scope.outside(name.text) ??
      didYouMean(name.text, [...own, ...presetNames, ...others]) ??
      allowed,
  );
  const message = takesBaselines
    ? `no plan, preset or baseline is called "${name.text}"`
    : `no plan or preset is called "${name.text}"`;
  return scope.report(errorAt('plan/unknown', name.span, message, {hint}));
}
