import type {IToken} from 'chevrotain';
import {findPreset} from '../src/plan/presets.js';
import {type ParameterSpec, type RuleSpec, ruleSpec} from '../src/rules/catalogue.js';
import type {Cursor} from './cursor.js';
import type {LanguageContext} from './language-context.js';
import {readName} from './read-values.js';
import {findRuleIn, takesBounds} from './rule-help.js';
import {findParameter} from './rule-arguments.js';
import type {Line} from './segment.js';
import type {TextNames} from './text-names.js';
import * as t from './tokens.js';

/** One thing that can be typed at a cursor. */
export interface ScriptCompletion {
  /** Replaces what is typed. */
  readonly text: string;
  /** As Jupyter names kinds. */
  readonly type: 'keyword' | 'function' | 'class' | 'instance' | 'path' | 'property' | 'statement';
  /** `gamma(g = 0.25)` */
  readonly signature?: string;
  /** One line on it. */
  readonly detail?: string;
}

/** What completion looks at. */
export interface Site {
  readonly cursor: Cursor;
  readonly context: LanguageContext;
  /** The names the text makes. */
  readonly own: TextNames;
}

/** A call whose brackets are open at the end of a line. */
export interface OpenCall {
  readonly spec: RuleSpec;
  /** Parameters that have no argument yet. */
  readonly free: readonly ParameterSpec[];
  /** The parameter of the argument at the end; null where there is none. */
  readonly current: ParameterSpec | null;
}

/** The rule the last `use` of a line gives, or null. */
export function usedRule(line: Line, context: LanguageContext): RuleSpec | null {
  const use = line.findLastIndex(token => t.isA(token, t.Use));
  const name = use < 0 ? undefined : line[use + 1];
  return name === undefined ? null : findRuleIn(name.image, context);
}

/** Brackets that are open at the end of a line. */
export interface OpenBrackets {
  /** What stands before them. */
  readonly before: IToken;
  readonly given: Line;
  /** Names of arguments so far. */
  readonly named: ReadonlySet<string>;
  readonly commas: number;
}

/** The innermost brackets a line stands in at its end, or null outside of any. */
export function openBrackets(line: Line): OpenBrackets | null {
  let depth = 0;
  let commas = 0;
  const named = new Set<string>();
  for (let index = line.length - 1; index > 0; index--) {
    const token = line[index]!;
    if (t.isA(token, t.RParen, t.RBracket)) depth++;
    if (t.isA(token, t.LParen, t.LBracket)) depth--;
    if (depth < 0) return {before: line[index - 1]!, given: line.slice(index + 1), named, commas};
    if (depth > 0) continue;
    if (t.isA(token, t.Comma)) commas++;
    if (t.isA(token, t.Equals)) named.add(line[index - 1]!.image);
  }
  return null;
}

/** The call a line stands in at its end, or null outside of calls and for unknown rules. */
export function openCall(line: Line, context: LanguageContext): OpenCall | null {
  const open = openBrackets(line);
  const spec = open === null ? null : callee(open.before, context);
  return spec === null ? null : describe(spec, open!.given, open!.named, open!.commas);
}

function callee(token: IToken, context: LanguageContext): RuleSpec | null {
  if (!t.isA(token, t.Identifier, t.StringText)) return null;
  const name = readName('', token).text;
  if (findPreset(name) !== null) return takesBounds(name) ? ruleSpec('zB') : null;
  return findRuleIn(name, context);
}

function describe(
  spec: RuleSpec,
  given: Line,
  named: ReadonlySet<string>,
  commas: number,
): OpenCall {
  const taken = new Set([...named].map(name => findParameter(spec, name)?.name));
  const start = given.findLastIndex(token => t.isA(token, t.Comma)) + 1;
  const name = t.isA(given[start + 1], t.Equals) ? given[start]!.image : null;
  const namedBefore = named.size - (name === null ? 0 : 1);
  const positional = spec.parameters.slice(0, Math.max(0, commas - namedBefore));
  const free = spec.parameters.filter(
    parameter => !taken.has(parameter.name) && !positional.includes(parameter),
  );
  const current = name === null ? spec.parameters[commas] : findParameter(spec, name);
  return {spec, free, current: current ?? null};
}
