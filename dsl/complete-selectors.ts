import {kindWords} from './tokens.js';
import type {ScriptCompletion, Site} from './completion-site.js';
import type {ContextLayer, LanguageContext} from './language-context.js';

/** True where a selector of this kind names the layer. */
export function isOfKind(layer: Pick<ContextLayer, 'kind'>, kind: string): boolean {
  if (kind === 'conv') return layer.kind === 'conv' || layer.kind === 'depthwise';
  if (kind === 'pool') return layer.kind === 'maxpool' || layer.kind === 'avgpool';
  return layer.kind === (kind === 'relu' ? 'activation' : kind);
}

/** One line on a layer: `conv 8×24×24, gamma(0.25)`. */
export function describeLayer({kind, shape, rule}: ContextLayer): string {
  return [`${kind} ${shape.join('×')}`.trim(), rule].filter(Boolean).join(', ');
}

/** Kinds of layers, those of the model first. */
export function kindItems({layers}: LanguageContext): readonly ScriptCompletion[] {
  const counts = kindWords.map(kind => layers.filter(layer => isOfKind(layer, kind)).length);
  const items = kindWords.map((text, index): ScriptCompletion => {
    const count = counts[index]!;
    if (layers.length === 0) return {text, type: 'keyword'};
    const detail = count === 0 ? 'none in this model' : count === 1 ? '1 layer' : `${count} layers`;
    return {text, type: 'keyword', detail};
  });
  const present = items.filter((_, index) => counts[index]! > 0);
  return [...present, ...items.filter((_, index) => counts[index] === 0), relu];
}

const relu: ScriptCompletion = {text: 'relu', type: 'keyword', detail: 'activation'};

/** Layers of the model by name, in quotes. */
export function layerNameItems({context}: Site): readonly ScriptCompletion[] {
  return context.layers.map(layer => ({
    text: JSON.stringify(layer.name),
    type: 'instance',
    detail: describeLayer(layer),
  }));
}

/** `0..12`, and the runs of layers of one kind; behind a number the ranges that begin there. */
export function rangeItems({context, cursor}: Site): readonly ScriptCompletion[] {
  const weighted = context.layers.filter(layer => layer.index !== null);
  const last = weighted.length - 1;
  if (last < 0) return [];
  const ranges = new Map([[`0..${last}`, 'all weighted layers']]);
  let start = 0;
  for (const [index, layer] of weighted.entries()) {
    if (weighted[index + 1]?.kind === layer.kind) continue;
    const range = `${start}..${index}`;
    if (start < index && !ranges.has(range)) ranges.set(range, layer.kind);
    start = index + 1;
  }
  const typed = /^\d+$/.test(cursor.typed) ? Number(cursor.typed) : -1;
  if (typed >= 0 && typed <= last && !ranges.has(`${typed}..${last}`)) {
    ranges.set(`${typed}..${last}`, 'to the last weighted layer');
  }
  return [...ranges].map(([text, detail]) => ({text, type: 'keyword', detail}));
}

/** The number of the last weighted layer, as the end of a range. */
export function lastLayerItems({context}: Site): readonly ScriptCompletion[] {
  const last = context.layers.filter(layer => layer.index !== null).at(-1);
  if (last === undefined) return [];
  return [{text: String(last.index), type: 'keyword', detail: `${last.name}, the last`}];
}
