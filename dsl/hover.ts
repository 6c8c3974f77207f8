import type {IToken} from 'chevrotain';
import {openCall} from './completion-site.js';
import {type ExpectedToken, expectedTokens} from './grammar-positions.js';
import {
  classParts,
  nameParts,
  type Names,
  numberedLayerParts,
  patternParts,
  selectedParts,
} from './hover-names.js';
import {baselineParts, familyParts, measureParameterParts} from './hover-measures.js';
import {preprocessParameterParts, preprocessParts} from './hover-preprocess.js';
import {parameterParts, presetParts, ruleParts} from './hover-rules.js';
import {type HoverPart, type HoverText, hoverText} from './hover-text.js';
import {wordHelpParts} from './hover-word.js';
import type {LanguageContext} from './language-context.js';
import {lex} from './lex.js';
import {linePositions} from './next-tokens.js';
import {openMeasureCall} from './open-measure-call.js';
import {readName} from './read-values.js';
import {findParameter} from './rule-arguments.js';
import {findRuleIn} from './rule-help.js';
import {type Line, type Piece, segment} from './segment.js';
import {namesOf} from './text-names.js';
import * as t from './tokens.js';
import {findWordHelp} from './word-help.js';

/** Help on what stands at a place, and where that begins and ends; UTF-16 offsets. */
export interface ScriptHover extends HoverText {
  readonly start: number;
  readonly end: number;
}

/**
 * Says what the word, name, number or text at a place of a script means: a rule with its formula and
 * parameters, a preset, a word of the language, a layer, a class, or a name with what it holds. Null
 * where there is nothing to say. Everything from names is escaped.
 *
 * @param offset UTF-16 code units from the start of the text; just behind a word counts as on it.
 */
export function hoverScript(
  text: string,
  offset: number,
  context: LanguageContext,
): ScriptHover | null {
  const {tokens, fatal} = lex(text, '');
  if (fatal) return null;
  const token = tokenAt(tokens, offset);
  if (token === null) return null;
  const {pieces} = segment(tokens, '');
  const names = {own: namesOf(pieces, text), context};
  const {line, inBlock} = lineOf(token, pieces);
  const parts = partsFor(token, line, inBlock, names);
  if (parts.length === 0) return null;
  const start = token.startOffset;
  return {...hoverText(parts), start, end: start + token.image.length};
}

/** The token an offset is in, or the one that ends there. */
function tokenAt(tokens: readonly IToken[], offset: number): IToken | null {
  const index = tokens.findLastIndex(({startOffset}) => startOffset <= offset);
  const [before, token] = [tokens[index - 1], tokens[index]];
  const reaches = (candidate: IToken | undefined): boolean =>
    candidate !== undefined && offset <= candidate.startOffset + candidate.image.length;
  if (token === undefined || !reaches(token)) return null;
  // `gamma|(`: the word is meant, not the bracket.
  const worded = /^[\p{L}\p{N}_".]/u.test(token.image);
  return !worded && offset === token.startOffset && reaches(before) ? before! : token;
}

function lineOf(
  token: IToken,
  pieces: readonly Piece[],
): {readonly line: Line; readonly inBlock: boolean} {
  for (const piece of pieces) {
    const line = piece.kind === 'line' ? piece.tokens : piece.header;
    if (line.includes(token)) return {line, inBlock: false};
    if (piece.kind !== 'block') continue;
    const inner = piece.lines.find(candidate => candidate.includes(token));
    if (inner !== undefined) return {line: inner, inBlock: true};
  }
  return {line: [token], inBlock: false};
}

function partsFor(token: IToken, line: Line, inBlock: boolean, names: Names): readonly HoverPart[] {
  const before = line.slice(0, line.indexOf(token));
  const roles = expectedTokens(linePositions(before, inBlock)).filter(({type}) =>
    t.isA(token, type),
  );
  const next = line[before.length + 1];
  // With `=` behind it a word is the name of a parameter, otherwise it never is.
  const named = t.isA(next, t.Equals);
  for (const role of roles) {
    if (role.type === t.Identifier && (role.rules.at(-1) === 'argument') !== named) {
      if (role.rules.at(-1) !== 'letStatement') continue;
    }
    const parts = roleParts(role, token, before, names);
    if (parts.length > 0) return parts;
  }
  return wordParts(token, roles, names);
}

/** What a token means in a role the grammar gives it; nothing where that is only the word itself. */
function roleParts(
  {type, rules}: ExpectedToken,
  token: IToken,
  before: Line,
  names: Names,
): readonly HoverPart[] {
  const {context} = names;
  const word = token.image;
  const isText = t.isA(token, t.StringText);
  const name = isText ? readName('', token).text : word;
  switch (rules.at(-1)) {
    case 'ruleCall': {
      const spec = findRuleIn(word, context);
      return spec === null ? [] : ruleParts(spec, context.rules.includes(spec));
    }
    case 'family':
      return familyParts(word);
    case 'sweep': {
      const spec = type === t.Identifier ? findRuleIn(word, context) : null;
      return spec === null ? [] : ruleParts(spec, false);
    }
    case 'preprocess':
      return type === t.Identifier ? preprocessParts(word, names) : [];
    case 'argument': {
      if (t.isA(before[0], t.Model)) return preprocessParameterParts(before, word);
      const measures = type === t.Identifier ? openMeasureCall(before) : null;
      if (measures !== null) return measureParameterParts(measures.spec, word);
      const call = type === t.Identifier ? openCall(before, context) : null;
      const parameter = call === null ? null : findParameter(call.spec, word);
      return parameter === null ? [] : parameterParts(call!.spec, parameter);
    }
    case 'name':
      return namedParts(rules.at(-2) ?? '', name, before, names);
    case 'planHeader':
      return [];
    case 'letStatement':
      return type === t.Identifier ? nameParts(word, ['let'], names) : [];
    case 'text':
      if (isText) {
        const isClass = rules.at(-2) === 'classes' || rules.at(-2) === 'classNames';
        return isClass ? classParts(name, names) : [];
      }
      return nameParts(word, t.isA(before[0], t.Model) ? ['let', 'model'] : ['let'], names);
    case 'layerKey':
      if (t.isA(token, t.NumberText)) return numberedLayerParts(Number(word), context);
      return isText ? patternParts(name, context) : nameParts(word, ['let'], names);
    case 'count':
      return word === 'half' ? [] : nameParts(word, ['let'], names);
    case 'primary':
      return valueParts(rules, token, name, names);
    case 'selectorPart':
      return type === t.Kind || type === t.All ? selectorParts(word, context) : [];
    default:
      return [];
  }
}

/** How many layers a kind names, behind what the word means. */
function selectorParts(word: string, context: LanguageContext): readonly HoverPart[] {
  const [title, ...list] = selectedParts(word, context);
  const help = findWordHelp(word);
  if (title === undefined || help === null) return [];
  return [title, {kind: 'line', text: help.says, ours: true}, ...list];
}

function namedParts(
  parent: string,
  name: string,
  before: Line,
  names: Names,
): readonly HoverPart[] {
  switch (parent) {
    case 'planReference': {
      const plan = nameParts(name, ['plan', 'sweep'], names);
      if (plan.length > 0) return plan;
      const preset = presetParts(name);
      return preset.length > 0 ? preset : baselineParts(name);
    }
    case 'planHeader':
      return nameParts(name, ['plan'], names);
    case 'explain':
      return nameParts(name, ['image', 'input'], names);
    case 'samples':
      return nameParts(name, ['dataset'], names);
    case 'alias':
      return nameParts(name, sourceKinds(before), names);
    default:
      return [];
  }
}

function sourceKinds(before: Line): readonly ('model' | 'dataset' | 'image' | 'input' | 'sweep')[] {
  if (t.isA(before[0], t.Sweep)) return ['sweep'];
  if (t.isA(before[0], t.Model)) return ['model'];
  return t.isA(before[0], t.Dataset) ? ['dataset'] : ['image', 'input'];
}

function valueParts(
  rules: readonly string[],
  token: IToken,
  name: string,
  names: Names,
): readonly HoverPart[] {
  const target = rules.slice(-5).join(' ') === 'targets expression term factor primary';
  if (t.isA(token, t.NumberText)) return target ? classParts(Number(token.image), names) : [];
  if (t.isA(token, t.StringText)) return target ? classParts(name, names) : [];
  if (token.image === 'top' && target) return [];
  const value = nameParts(name, ['let'], names);
  return value.length > 0 || !target ? value : classParts(name, names);
}

/** The roles in which a word of the language stands for a name of someone's own. */
const nameRoles: readonly string[] = ['name', 'text', 'layerKey', 'primary', 'letStatement'];

/** Help on a word of the language; none where the word is a name in its place. */
function wordParts(
  token: IToken,
  roles: readonly ExpectedToken[],
  {context}: Names,
): readonly HoverPart[] {
  if (t.isA(token, t.StringText)) return [];
  const isName =
    roles.length > 0 &&
    roles.every(({type, rules}) => type === t.Identifier && nameRoles.includes(rules.at(-1) ?? ''));
  const isDevice = roles.some(({rules}) => rules.at(-2) === 'engine');
  const isWord = token.image === 'top' || isDevice;
  if (isName && !isWord) return [];
  const list = roles.some(({type}) => type === t.Kind) ? selectedParts(token.image, context) : [];
  return [...wordHelpParts(token.image), ...list.slice(1)];
}
