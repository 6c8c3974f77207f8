import {statementWords} from './check-statements.js';
import {policies} from './check-clauses.js';
import {
  classItems,
  datasetItems,
  inputItems,
  letItems,
  modelItems,
  planItems,
  sampleClassItems,
  textLetItems,
} from './complete-names.js';
import {
  argumentWordItems,
  baselineItems,
  familyItems,
  measureParameterItems,
} from './complete-measures.js';
import {pathItems, quotedPathItems} from './complete-paths.js';
import {preprocessItems, preprocessParameterItems} from './complete-preprocess.js';
import {parameterItems, ruleItems, takesClause, takesModel, takesRms} from './complete-rules.js';
import {kindItems, lastLayerItems, layerNameItems, rangeItems} from './complete-selectors.js';
import type {ScriptCompletion, Site} from './completion-site.js';
import {readCursor} from './cursor.js';
import {engineDeviceWords} from './engine-words.js';
import type {LanguageContext} from './language-context.js';
import {type NextToken, nextTokens} from './next-tokens.js';
import {type TextNames, textNames} from './text-names.js';
import * as t from './tokens.js';
import {findWordHelp} from './word-help.js';

export type {ScriptCompletion} from './completion-site.js';

/** What can be typed at a cursor; `from` to `to` is what it replaces, in UTF-16 offsets. */
export interface ScriptCompletions {
  readonly from: number;
  readonly to: number;
  readonly items: readonly ScriptCompletion[];
}

/** Rules of the grammar with a path. */
const pathRules = ['modelStatement', 'picture', 'source', 'save', 'exportStatement'];

/** What most data sets are split into. */
const splitWords: readonly string[] = ['train', 'val', 'trainval', 'test'];

/** More of them nobody reads. */
const maxItems = 500;

/**
 * Says what can be typed at a place of a script: words of the language as its grammar has them, then
 * rules, parameters, names, layers, classes and files, as far as they begin like what is typed there.
 * Mistakes elsewhere in the text do not matter.
 *
 * @param offset UTF-16 code units from the start of the text.
 */
export function completeScript(
  text: string,
  offset: number,
  context: LanguageContext,
): ScriptCompletions {
  const to = Math.min(Math.max(0, offset), text.length);
  const cursor = readCursor(text, to);
  if (cursor === null) return {from: to, to, items: []};
  let names: TextNames | null = null;
  const site: Site = {
    cursor,
    context,
    // Most places need no names, and a long text takes its time to be read.
    get own() {
      names ??= textNames(text);
      return names;
    },
  };
  // What a picture can also come from stands behind the files.
  const next = nextTokens(cursor).toSorted((a, b) => +(a.type === t.From) - +(b.type === t.From));
  const quoted = cursor.typed.startsWith('"');
  if (quoted && next.some(isPath)) {
    return {from: cursor.from + 1, to, items: quotedPathItems(site).slice(0, maxItems)};
  }
  const typed = cursor.typed.toLowerCase();
  const closed = quoted && closesAhead(text, to);
  const items = new Map<string, ScriptCompletion>();
  for (const token of next) {
    for (const item of itemsFor(token, site)) {
      if (!item.text.toLowerCase().startsWith(typed) || items.has(item.text)) continue;
      items.set(item.text, closed ? {...item, text: item.text.slice(0, -1)} : item);
    }
  }
  return {from: cursor.from, to, items: [...items.values()].slice(0, maxItems)};
}

/** True where the quote that closes a text stands behind the cursor already. */
function closesAhead(text: string, offset: number): boolean {
  return /^[\p{L}\p{M}\p{N}_.*?[\]-]*"/u.test(text.slice(offset, offset + 200));
}

/** True where a text is a path. */
function isPath({type, rules}: NextToken): boolean {
  if (type !== t.StringText) return false;
  const [rule, parent] = [rules.at(-1), rules.at(-2)];
  if (rule === 'include') return true;
  return rule === 'text' && pathRules.includes(parent ?? '');
}

function word(text: string, type: ScriptCompletion['type'] = 'keyword'): ScriptCompletion {
  const detail = findWordHelp(text)?.says;
  return {text, type, ...(detail === undefined ? {} : {detail})};
}

function itemsFor(token: NextToken, site: Site): readonly ScriptCompletion[] {
  const {type, rules} = token;
  switch (type) {
    case t.Identifier:
      return identifierItems(rules, site);
    case t.StringText:
      return isPath(token) && !letsStandFor(rules) ? pathItems(site) : textItems(rules, site);
    case t.NumberText:
      return rules.at(-1) === 'layerKey' && t.isA(site.cursor.line.at(-1), t.Range)
        ? lastLayerItems(site)
        : [];
    case t.Kind:
      return kindItems(site.context);
    case t.Layers:
      return [word('layers'), ...(rules.at(-1) === 'layers' ? rangesBehindWord(site) : [])];
    case t.Layer:
      return rules.at(-1) === 'counted' ? [] : [word('layer')];
    case t.Stabiliser:
      return takesClause('stabiliser', site) ? [word('stabiliser')] : [];
    case t.Plan:
      return rules.at(-1) === 'shown' ? [] : [word('plan', 'statement')];
    case t.Bias:
      return takesClause('bias', site) ? [word('bias')] : [];
    case t.Rms:
      return takesRms(site) ? [word('rms')] : [];
    case t.Model:
      return rules.at(-1) !== 'primary' || (isPlainArgument(rules) && takesModel(site))
        ? [word('model', rules.at(-1) === 'primary' ? 'keyword' : 'statement')]
        : [];
    default:
      return keywordItems(token);
  }
}

function keywordItems({type, begins}: NextToken): readonly ScriptCompletion[] {
  const {PATTERN} = type;
  if (typeof PATTERN !== 'string' || !/^\p{L}/u.test(PATTERN)) return [];
  const head = begins && t.headWords.includes(PATTERN);
  return [word(PATTERN, head ? 'statement' : 'keyword')];
}

/** `layers 0..12` in one go. */
function rangesBehindWord(site: Site): readonly ScriptCompletion[] {
  const [whole] = rangeItems(site);
  return whole === undefined ? [] : [{...whole, text: `layers ${whole.text}`}];
}

/** True where an argument is nothing but this: no sum, list or brackets around it. */
function isPlainArgument(rules: readonly string[]): boolean {
  const behind = rules.slice(rules.lastIndexOf('argument') + 1);
  return rules.includes('argument') && behind.join(' ') === 'expression term factor primary';
}

/** True for `primary` and the like, where a text is only one of many values. */
function letsStandFor(rules: readonly string[]): boolean {
  return rules.at(-1) === 'primary';
}

function identifierItems(rules: readonly string[], site: Site): readonly ScriptCompletion[] {
  const words = (list: readonly string[]): readonly ScriptCompletion[] =>
    list.map(text => word(text));
  switch (rules.at(-1)) {
    case 'ruleCall':
      return ruleItems(site);
    case 'argument':
      return t.isA(site.cursor.line[0], t.Model)
        ? preprocessParameterItems(site)
        : [...parameterItems(site), ...measureParameterItems(site)];
    case 'name':
      return nameItems(rules, site);
    case 'text':
      if (rules.at(-2) === 'classNames') return textLetItems(site);
      return [
        ...(t.isA(site.cursor.line[0], t.Model) ? modelItems(site) : []),
        ...textLetItems(site),
      ];
    case 'layerKey':
      return letItems(site);
    case 'count':
      return [word('half'), ...letItems(site)];
    case 'policy':
      return words(policies);
    case 'shown':
      return words(statementWords.show);
    case 'check':
      return words(statementWords.check);
    case 'engine':
      return words(statementWords.engine);
    case 'exportStatement':
      return [word('onnx')];
    case 'family':
      return familyItems(site);
    case 'sweep':
      return words(statementWords.sweep);
    case 'preprocess':
      return preprocessItems(site);
    case 'batchNorm':
      return words(statementWords.batchnorm);
    case 'primary':
      return [
        ...(isTarget(rules) ? [word('top')] : []),
        ...(isPlainArgument(rules) ? argumentWordItems(site) : []),
        ...letItems(site),
      ];
    default:
      return [];
  }
}

/** True where a whole target of `explain` begins. */
function isTarget(rules: readonly string[]): boolean {
  return rules.slice(-5).join(' ') === 'targets expression term factor primary';
}

function textItems(rules: readonly string[], site: Site): readonly ScriptCompletion[] {
  switch (rules.at(-1)) {
    case 'layerKey':
      return t.isA(site.cursor.line.at(-1), t.Range)
        ? []
        : [
            ...(t.isA(site.cursor.line.at(-1), t.Layers) ? rangeItems(site) : []),
            ...layerNameItems(site),
          ];
    case 'name':
      return site.cursor.typed.startsWith('"') ? nameItems(rules, site) : [];
    case 'primary':
      return isTarget(rules) ? classItems(site) : [];
    case 'text':
      return rules.at(-2) === 'classNames' ? sampleClassItems(site) : [];
    case 'samples':
      return splitWords.map(text => ({text: JSON.stringify(text), type: 'instance'}));
    default:
      return [];
  }
}

function nameItems(rules: readonly string[], site: Site): readonly ScriptCompletion[] {
  switch (rules.at(-2)) {
    case 'explain':
      return inputItems(site);
    case 'samples':
      return datasetItems(site);
    case 'planReference':
      return [...planItems(site), ...baselineItems(site)];
    case 'engine': {
      const engine = site.cursor.line[1]?.image ?? '';
      const devices = Object.hasOwn(engineDeviceWords, engine) ? engineDeviceWords[engine]! : [];
      return devices.map(text => word(text));
    }
    default:
      return [];
  }
}
