import {type RuleSpec, ruleSpecs} from '../src/rules/catalogue.js';
import {openCall, type ScriptCompletion, type Site, usedRule} from './completion-site.js';
import {describeCall, describeParameter} from './rule-help.js';
import * as t from './tokens.js';

function startsWith(text: string, typed: string): boolean {
  return text.toLowerCase().startsWith(typed.toLowerCase());
}

/** Where a rule can be given to layers of this kind. */
function suits({allowed}: RuleSpec, kind: string): boolean {
  if (kind === 'pool') return allowed.some(place => place === 'maxpool' || place === 'avgpool');
  const place = kind === 'relu' ? 'activation' : kind;
  return allowed.some(
    other => other === place || (other === 'linear' && /^(conv|depthwise|dense)$/.test(place)),
  );
}

/** Rules with their signatures, those that suit the selector first; other spellings only where they are typed. */
export function ruleItems({cursor, context}: Site): readonly ScriptCompletion[] {
  const {typed, line} = cursor;
  const specs: readonly RuleSpec[] = [...ruleSpecs, ...context.rules];
  const kind = t.isA(line[0], t.Kind) && t.isA(line[1], t.Use) ? line[0]!.image : null;
  const ordered =
    kind === null
      ? specs
      : [...specs.filter(spec => suits(spec, kind)), ...specs.filter(spec => !suits(spec, kind))];
  const items = ordered.map(spec => item(spec.kind, spec));
  if (typed === '' || specs.some(spec => startsWith(spec.kind, typed))) return items;
  return ordered.flatMap(spec =>
    spec.aliases.filter(alias => startsWith(alias, typed)).map(alias => item(alias, spec)),
  );
}

function item(text: string, spec: RuleSpec): ScriptCompletion {
  return {text, type: 'function', signature: describeCall(spec), detail: spec.paper};
}

/** `g=`, `low=`: parameters that have no argument yet. */
export function parameterItems({cursor, context}: Site): readonly ScriptCompletion[] {
  const call = openCall(cursor.line, context);
  return (call?.free ?? []).map(parameter => ({
    text: `${parameter.name}=`,
    type: 'property',
    detail: `${parameter.meaning} (${describeParameter(parameter)})`,
  }));
}

/** True where `model` can stand for a bound. */
export function takesModel({cursor, context}: Site): boolean {
  return openCall(cursor.line, context)?.current?.type === 'bound';
}

/** True where `rms` can stand behind a number. */
export function takesRms({cursor, context}: Site): boolean {
  return openCall(cursor.line, context)?.current?.type === 'epsilon';
}

/** True where the rule of the line takes a clause that it does not have yet. */
export function takesClause(clause: 'bias' | 'stabiliser', {cursor, context}: Site): boolean {
  const {line} = cursor;
  const use = line.findLastIndex(token => t.isA(token, t.Use));
  const type = clause === 'bias' ? t.Bias : t.Stabiliser;
  if (line.slice(use + 2).some(token => token.tokenType === type)) return false;
  const rule = usedRule(line, context);
  if (rule === null) return true;
  return clause === 'bias' ? rule.bias : rule.stabiliser !== null;
}
