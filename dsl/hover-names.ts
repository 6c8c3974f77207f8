import {patternToRegExp} from '../src/plan/select.js';
import {describeLayer, isOfKind} from './complete-selectors.js';
import type {HoverPart} from './hover-text.js';
import type {ContextLayer, ContextName, LanguageContext} from './language-context.js';
import type {TextName, TextNames} from './text-names.js';

/** What names mean: those of the text win over those of the context. */
export interface Names {
  readonly own: TextNames;
  readonly context: LanguageContext;
}

/** A name of one of some kinds, or nothing. Of the text it is told what stands there. */
export function nameParts(
  name: string,
  kinds: readonly ContextName['kind'][],
  {own, context}: Names,
): readonly HoverPart[] {
  const mine = own.names.find(other => other.name === name && kinds.includes(other.kind));
  if (mine !== undefined) return ownParts(mine);
  const theirs = context.names.find(other => other.name === name && kinds.includes(other.kind));
  if (theirs === undefined) return [];
  return [
    {kind: 'title', name, says: theirs.kind},
    {kind: 'line', text: theirs.detail},
  ];
}

function ownParts({name, kind, detail, source}: TextName): readonly HoverPart[] {
  if (kind !== 'plan')
    return [
      {kind: 'title', name, says: kind},
      {kind: 'code', text: detail},
    ];
  return [
    {kind: 'title', name, says: detail},
    {kind: 'list', items: source, code: true},
  ];
}

function layerTitle(layer: ContextLayer): string {
  return layer.index === null ? layer.kind : `${layer.kind}, weighted layer ${layer.index}`;
}

/** One layer: its kind, shape and rule. */
export function layerParts(layer: ContextLayer): readonly HoverPart[] {
  const rule = layer.rule === null ? 'no rule yet' : `rule ${layer.rule}`;
  return [
    {kind: 'title', name: layer.name, says: layerTitle(layer)},
    {kind: 'line', text: `shape ${layer.shape.join('×')}; ${rule}`},
  ];
}

/** The layer a number names, among the weighted ones. */
export function numberedLayerParts(
  number: number,
  {layers}: LanguageContext,
): readonly HoverPart[] {
  const layer = layers.find(({index}) => index === number);
  return layer === undefined ? [] : layerParts(layer);
}

/** The layers a name or pattern names. */
export function patternParts(pattern: string, {layers}: LanguageContext): readonly HoverPart[] {
  const exact = layers.filter(({name}) => name === pattern);
  if (exact.length === 1) return layerParts(exact[0]!);
  const found = exact.length > 0 ? exact : matching(pattern, layers);
  return layers.length === 0 ? [] : listParts(pattern, 'pattern', found);
}

function matching(pattern: string, layers: readonly ContextLayer[]): readonly ContextLayer[] {
  if (!/[*?[]/.test(pattern)) return [];
  const expression = patternToRegExp(pattern);
  return layers.filter(({name}) => expression.test(name));
}

function listParts(
  name: string,
  says: string,
  layers: readonly ContextLayer[],
): readonly HoverPart[] {
  const count = layers.length === 1 ? '1 layer' : `${layers.length} layers`;
  return [
    {kind: 'title', name, says: `${says}: ${count} of this model`},
    {kind: 'list', items: layers.map(layer => `${layer.name}: ${describeLayer(layer)}`)},
  ];
}

/** The layers of the model that a kind, or `all`, names; nothing without a model. */
export function selectedParts(word: string, {layers}: LanguageContext): readonly HoverPart[] {
  if (layers.length === 0) return [];
  const found = layers.filter(layer =>
    word === 'all' ? layer.index !== null : isOfKind(layer, word),
  );
  return listParts(word, 'selector', found);
}

/** A class by number or name, or nothing. */
export function classParts(key: number | string, {own, context}: Names): readonly HoverPart[] {
  const classes = own.classes ?? context.classes;
  if (classes === null) return [];
  const index = typeof key === 'number' ? key : classes.indexOf(key);
  const name = classes[index];
  if (name === undefined) return [];
  return [{kind: 'title', name, says: `class ${index} of ${classes.length}`}];
}
