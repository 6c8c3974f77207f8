import {baselines} from '../src/measures/baselines.js';
import {presetNames} from '../src/plan/presets.js';
import {ruleSpecs} from '../src/rules/catalogue.js';
import {statementWords} from './check-statements.js';
import {isBareName} from './bare-name.js';
import {allTokens, headWords} from './tokens.js';

/** One pattern of a TextMate grammar. */
export interface TextMatePattern {
  readonly name: string;
  readonly match: string;
}

function anyOf(words: readonly string[]): string {
  // Longer ones first, and `-` counts as a letter: it can stand inside of names.
  const ordered = [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const escaped = ordered.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return `(?<![\\p{L}\\p{N}_-])(?:${escaped.join('|')})(?![\\p{L}\\p{N}_-])`;
}

/**
 * The language as a TextMate grammar, for editors and for documentation: dsl/lrp.tmLanguage.json, which a
 * test holds against this.
 */
export function textMateGrammar(): {
  readonly name: string;
  readonly scopeName: string;
  readonly fileTypes: readonly string[];
  readonly patterns: readonly TextMatePattern[];
} {
  const words = allTokens
    .map(({PATTERN}) => PATTERN)
    .filter(pattern => typeof pattern === 'string')
    .filter(pattern => /^\p{L}/u.test(pattern));
  const joiners = words.filter(word => !headWords.includes(word) && !isBareName(word));
  const placed = words.filter(isBareName);
  const values = [
    ...statementWords.check,
    ...statementWords.show,
    ...statementWords.engine,
    ...statementWords.evaluate,
  ].filter(word => word !== 'all');
  return {
    name: 'lrp',
    scopeName: 'source.lrp',
    fileTypes: ['lrp'],
    patterns: [
      {name: 'comment.line.number-sign.lrp', match: '#.*$'},
      {name: 'string.quoted.double.lrp', match: '"(?:[^"\\\\]|\\\\.)*"?'},
      {
        name: 'support.function.rule.lrp',
        match: `(?<=\\buse)\\s+(?:${anyOf(ruleSpecs.flatMap(({kind, aliases}) => [kind, ...aliases]))})`,
      },
      {
        name: 'support.class.preset.lrp',
        match: `(?i:${anyOf([...presetNames, ...baselines.map(({name}) => name)])})`,
      },
      {name: 'keyword.control.lrp', match: anyOf(headWords)},
      {name: 'keyword.operator.word.lrp', match: anyOf(joiners)},
      {
        name: 'storage.type.lrp',
        match: anyOf([...placed, 'stabiliser', 'stabilizer', 'half', 'top', 'drop', 'spread']),
      },
      {name: 'support.constant.lrp', match: anyOf(values)},
      {
        name: 'constant.numeric.lrp',
        match:
          '(?<![\\p{L}\\p{N}_]|[\\p{L}_]-)(?:\\d+(?:[x×]\\d+)+|(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][+-]?\\d+)?%?)',
      },
    ],
  };
}
