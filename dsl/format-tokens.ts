import type {IToken} from 'chevrotain';
import type {RuleSpec} from '../src/rules/catalogue.js';
import {ruleSpec} from '../src/rules/catalogue.js';
import {findRule} from './check-rule.js';
import {findParameter} from './rule-arguments.js';
import type {Line} from './segment.js';
import * as t from './tokens.js';

/** A token as it is written, with whether a space stands before it. */
export interface Word {
  readonly text: string;
  readonly spaced: boolean;
  /** True where a line that is too long can be broken before this word. */
  readonly breakable: boolean;
}

/** The words of a line in canonical spelling. The same tokens are read back from them. */
export function formatTokens(line: Line): readonly Word[] {
  const use = line.findIndex(token => t.isA(token, t.Use));
  const depths = bracketDepths(line);
  const spec = use < 0 ? ruleSpec('zB') : findRule(line[use + 1]?.image ?? '');
  const facts = {line, use, depths, spec};
  return line.map((token, index) => {
    const before = line[index - 1];
    const spaced = index > 0 && hasSpace(line, index, depths[index]!);
    return {
      text: canonicalText(facts, index),
      spaced,
      // A word that begins statements would begin one at the start of a line.
      breakable: t.isA(before, t.Comma) && !t.isA(token, t.Head),
    };
  });
}

/** The words from `start` to `end` as one text. */
export function joinWords(words: readonly Word[]): string {
  return words.map(({text, spaced}, index) => (spaced && index > 0 ? ` ${text}` : text)).join('');
}

function bracketDepths(line: Line): readonly number[] {
  let depth = 0;
  return line.map(token => {
    if (t.isA(token, t.RParen, t.RBracket)) depth--;
    const own = depth;
    if (t.isA(token, t.LParen, t.LBracket)) depth++;
    return own;
  });
}

/** What is the same for all tokens of a line. */
interface LineFacts {
  readonly line: Line;
  /** Where `use` stands, -1 in what is no assignment. */
  readonly use: number;
  readonly depths: readonly number[];
  /** The rule whose parameters can be named here: that of an assignment, or zB in a preset. */
  readonly spec: RuleSpec | null;
}

function canonicalText(facts: LineFacts, index: number): string {
  const {line, depths, spec} = facts;
  const token = line[index]!;
  const [before, after] = [line[index - 1], line[index + 1]];
  if (t.isA(before, t.Use, t.Sweep)) return findRule(token.image)?.kind ?? token.image;
  if (depths[index]! > 0 && t.isA(token, t.Identifier) && t.isA(after, t.Equals)) {
    return (spec === null ? null : findParameter(spec, token.image))?.name ?? token.image;
  }
  if (t.isA(token, t.NumberText)) return canonicalNumber(token.image);
  if (t.isA(token, t.ShapeText)) return token.image.replaceAll('×', 'x');
  if (t.isA(token, t.Stabiliser) && isClause(facts, index)) return 'stabiliser';
  if (token.image === 'relu' && isKind(facts, index)) return 'activation';
  if (t.isA(token, t.Layer) && t.isA(line[index - 2], t.First, t.Last) && isKind(facts, index)) {
    return 'layers';
  }
  return token.image;
}

function canonicalNumber(image: string): string {
  return image.replace('E', 'e').replace(/^\./, '0.');
}

/** True before the `use` of an assignment, where a word is no name of a `let`. */
function isKind({line, use}: LineFacts, index: number): boolean {
  return index < use && !t.isA(line[index - 1], t.Layer, t.Layers, t.Range);
}

/** True behind the rule of an assignment, outside of its arguments and of values. */
function isClause({line, use, depths}: LineFacts, index: number): boolean {
  const operand = t.isA(line[index - 1], t.Stabiliser, t.Plus, t.Minus, t.Star, t.Slash);
  return use >= 0 && index > use + 1 && depths[index] === 0 && !operand;
}

/** True where a minus behind this token takes from it; else it is a sign. */
function endsOperand(token: IToken | undefined): boolean {
  if (t.isA(token, ...valueWords)) return false;
  return t.isA(token, t.NumberText, t.StringText, t.Identifier, t.Model, ...closers, t.Percent);
}

const closers = [t.RParen, t.RBracket];
/** Words that a value stands behind. */
const valueWords = [t.Within, t.Stabiliser, t.NumberWord, t.Limit, t.Seed, t.In, t.Shape];

function hasSpace(line: Line, index: number, depth: number): boolean {
  const [before, token] = [line[index - 1], line[index]];
  // Numbers of a sweep stand apart, those of layers do not.
  if (t.isA(line[0], t.Sweep) && (t.isA(before, t.Range) || t.isA(token, t.Range))) return true;
  if (t.isA(before, t.LParen, t.LBracket) || t.isA(before, t.Range)) return false;
  if (t.isA(token, t.Comma, t.Percent, t.Range, ...closers)) return false;
  if (t.isA(token, t.Equals) || t.isA(before, t.Equals)) return depth === 0;
  if (t.isA(before, t.Minus) && !endsOperand(line[index - 2])) return false;
  if (!t.isA(token, t.LParen)) return true;
  // Brackets of a call stand at its name; `within (…)` and `stabiliser (…)` are no calls.
  const call = t.isA(before, t.Identifier, t.StringText) && !t.isA(before, ...valueWords);
  return !call;
}
