import {layerParts, nameParts} from './hover-names.js';
import {baselineParts, familyParts} from './hover-measures.js';
import {preprocessParts} from './hover-preprocess.js';
import {presetParts, ruleParts} from './hover-rules.js';
import {type HoverPart, type HoverText, hoverText} from './hover-text.js';
import type {LanguageContext} from './language-context.js';
import {isPreprocessWord} from './preprocess-words.js';
import {findRuleIn} from './rule-help.js';
import {textNames} from './text-names.js';
import {findWordHelp} from './word-help.js';

/** What a word of the language says, and how it is used; nothing for other words. */
export function wordHelpParts(word: string): readonly HoverPart[] {
  const help = findWordHelp(word);
  if (help === null) return [];
  return [
    {kind: 'title', name: word, says: help.says, ours: true},
    {kind: 'code', text: help.example, ours: true},
  ];
}

/**
 * Help on a word that stands by itself, as `gamma?` asks for it: a rule, a preset, a name, a layer or a word of the language,
 * whichever is found first. Null where it is none of them. Everything from names is escaped.
 */
export function hoverWord(word: string, context: LanguageContext): HoverText | null {
  for (const parts of readings(word, context)) if (parts.length > 0) return hoverText(parts);
  return null;
}

function* readings(word: string, context: LanguageContext): Iterable<readonly HoverPart[]> {
  const rule = findRuleIn(word, context);
  if (rule !== null) yield ruleParts(rule, context.rules.includes(rule));
  yield presetParts(word);
  const names = {own: textNames(''), context};
  yield nameParts(word, ['plan', 'sweep', 'image', 'input', 'model', 'let'], names);
  yield baselineParts(word);
  if (isPreprocessWord(word)) yield preprocessParts(word, names);
  if (word !== 'all') yield familyParts(word);
  yield context.layers.filter(({name}) => name === word).flatMap(layerParts);
  yield wordHelpParts(word);
}
