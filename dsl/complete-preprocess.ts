import {textLetItems} from './complete-names.js';
import {openBrackets, type ScriptCompletion, type Site} from './completion-site.js';
import {
  channelOrders,
  isChannelOrder,
  preprocessParameters,
  preprocessPresets,
  preprocessSignature,
} from './preprocess-words.js';
import * as t from './tokens.js';

/** Presets, orders of channels for values of one's own, and what holds the name of one. */
export function preprocessItems(site: Site): readonly ScriptCompletion[] {
  return [
    ...Object.entries(preprocessPresets).map(
      ([text, detail]): ScriptCompletion => ({text, type: 'keyword', detail}),
    ),
    ...Object.entries(channelOrders).map(
      ([text, detail]): ScriptCompletion => ({
        ...{text, type: 'function', detail},
        signature: preprocessSignature(text),
      }),
    ),
    ...textLetItems(site),
  ];
}

/** `scale=`, `mean=`: what has no value yet in open brackets. */
export function preprocessParameterItems({cursor}: Site): readonly ScriptCompletion[] {
  const open = openBrackets(cursor.line);
  if (open === null || !isChannelOrder(open.before.image)) return [];
  const {given, named, commas} = open;
  const start = given.findLastIndex(token => t.isA(token, t.Comma)) + 1;
  if (given.length > start) return [];
  const positional = Math.max(0, commas - named.size);
  return preprocessParameters
    .slice(positional)
    .filter(({name}) => !named.has(name))
    .map(({name, meaning, default: preset}) => ({
      ...{text: `${name}=`, type: 'property'},
      detail: `${meaning}; default ${preset}`,
    }));
}
