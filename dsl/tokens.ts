import type {CustomPatternMatcherFunc, IToken, TokenType} from 'chevrotain';
import {createToken, Lexer, tokenMatcher} from './chevrotain.js';

/** Chevrotain drops the `u` flag of a pattern, so Unicode patterns are matched by a function. */
function unicode(pattern: RegExp): CustomPatternMatcherFunc {
  const sticky = new RegExp(pattern.source, 'uy');
  return (text, offset) => {
    sticky.lastIndex = offset;
    return sticky.exec(text) as ReturnType<CustomPatternMatcherFunc>;
  };
}

/** `z+` is a rule only behind `use`; elsewhere it is a sum. */
const ruleAliasAfterUse: CustomPatternMatcherFunc = (text, offset, matched) => {
  if (matched.at(-1)?.tokenType !== Use) return null;
  const found = /^[zZ][+⁺]/.exec(text.slice(offset, offset + 2));
  return found as ReturnType<CustomPatternMatcherFunc>;
};

function custom(name: string, pattern: CustomPatternMatcherFunc, label: string): TokenType {
  return createToken({name, pattern, label, line_breaks: false});
}

export const WhiteSpace: TokenType = createToken({
  name: 'WhiteSpace',
  pattern: /\s+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
export const Comment: TokenType = createToken({
  name: 'Comment',
  pattern: /#[^\n\r]*/,
  group: 'comments',
});

/** Letters of any script, digits and `_`; `-` between them. */
export const Identifier: TokenType = custom(
  'Identifier',
  unicode(/[\p{L}_][\p{L}\p{N}\p{M}_⁺]*(?:-[\p{L}\p{N}\p{M}_]+)*/u),
  'a name',
);
/** A kind of layer: `conv`, `dense`, … */
export const Kind: TokenType = createToken({
  name: 'Kind',
  pattern: Lexer.NA,
  label: 'a kind of layer',
});
/** A word that begins a statement. */
export const Head: TokenType = createToken({
  name: 'Head',
  pattern: Lexer.NA,
  label: 'a statement',
});

function keyword(word: string, categories: TokenType[]): TokenType {
  const name = word[0]!.toUpperCase() + word.slice(1);
  return createToken({name, pattern: word, label: `"${word}"`, longer_alt: Identifier, categories});
}

// Words that begin a statement.
export const Model: TokenType = keyword('model', [Head]);
export const Image: TokenType = keyword('image', [Head]);
export const Input: TokenType = keyword('input', [Head]);
export const Dataset: TokenType = keyword('dataset', [Head]);
export const Classes: TokenType = keyword('classes', [Head]);
export const Let: TokenType = keyword('let', [Head]);
export const Plan: TokenType = keyword('plan', [Head]);
export const Explain: TokenType = keyword('explain', [Head]);
export const Check: TokenType = keyword('check', [Head]);
export const Show: TokenType = keyword('show', [Head]);
export const Compare: TokenType = keyword('compare', [Head]);
export const Save: TokenType = keyword('save', [Head]);
export const Export: TokenType = keyword('export', [Head]);
export const Include: TokenType = keyword('include', [Head]);
export const Engine: TokenType = keyword('engine', [Head]);
export const Evaluate: TokenType = keyword('evaluate', [Head]);
export const Sweep: TokenType = keyword('sweep', [Head]);
export const Diff: TokenType = keyword('diff', [Head]);

// Words that join the parts of a statement; no name either.
export const As: TokenType = keyword('as', []);
export const For: TokenType = keyword('for', []);
export const With: TokenType = keyword('with', []);
export const Use: TokenType = keyword('use', []);
export const Extends: TokenType = keyword('extends', []);
export const And: TokenType = keyword('and', []);
export const Except: TokenType = keyword('except', []);

// Words with a meaning in their place only; elsewhere they are names.
export const From: TokenType = keyword('from', [Identifier]);
export const Without: TokenType = keyword('without', [Identifier]);
export const NumberWord: TokenType = keyword('number', [Identifier]);
export const On: TokenType = keyword('on', [Identifier]);
export const Limit: TokenType = keyword('limit', [Identifier]);
export const Seed: TokenType = keyword('seed', [Identifier]);
export const In: TokenType = keyword('in', [Identifier]);
export const BatchNorm: TokenType = createToken({
  name: 'BatchNorm',
  pattern: 'batchnorm',
  label: '"batchnorm"',
  longer_alt: Identifier,
  categories: [Identifier],
});
export const Preprocess: TokenType = keyword('preprocess', [Identifier]);
export const Shape: TokenType = keyword('shape', [Identifier]);
export const Within: TokenType = keyword('within', [Identifier]);
export const Device: TokenType = keyword('device', [Identifier]);
export const Bias: TokenType = keyword('bias', [Identifier]);
export const Stabiliser: TokenType = createToken({
  name: 'Stabiliser',
  pattern: /stabili[sz]er/,
  label: '"stabiliser"',
  longer_alt: Identifier,
  categories: [Identifier],
});
export const Rms: TokenType = keyword('rms', [Identifier]);
export const All: TokenType = keyword('all', [Identifier]);
export const Output: TokenType = keyword('output', [Identifier]);
export const Layers: TokenType = keyword('layers', [Identifier]);
export const Layer: TokenType = keyword('layer', [Identifier]);
export const First: TokenType = keyword('first', [Identifier]);
export const Last: TokenType = keyword('last', [Identifier]);

/** The kinds of layers a selector names; `relu` is another word for `activation`. */
export const kindWords: readonly string[] = [
  'conv',
  'depthwise',
  'dense',
  'pool',
  'maxpool',
  'avgpool',
  'add',
  'norm',
  'activation',
  'pad',
  'matmul',
  'softmax',
  'layernorm',
  'multiply',
];
const kinds: readonly TokenType[] = [...kindWords, 'relu'].map(word =>
  keyword(word, [Identifier, Kind]),
);

export const RuleAlias: TokenType = createToken({
  name: 'RuleAlias',
  pattern: ruleAliasAfterUse,
  label: 'a rule',
  line_breaks: false,
  categories: [Identifier],
});

export const StringText: TokenType = createToken({
  name: 'StringText',
  pattern: /"(?:[^"\\\n\r]|\\[^\n\r])*"/,
  label: 'a text in double quotes',
});
/** Text without its closing quote; reported by the lexer, then read like any text. */
export const UnclosedText: TokenType = createToken({
  name: 'UnclosedText',
  pattern: /"(?:[^"\\\n\r]|\\[^\n\r])*\\?/,
  categories: [StringText],
});
/** Text in other quotes; reported by the lexer, then read like any text. */
export const ForeignText: TokenType = createToken({
  name: 'ForeignText',
  pattern: /'[^'\n\r]*'|`[^`\n\r]*`|[“”„«][^“”«»\n\r]*[“”»]/,
  categories: [StringText],
});
/** Lengths of axes, `224x224x3`; what only begins like one is reported by the checks. */
export const ShapeText: TokenType = custom(
  'ShapeText',
  unicode(/\d+[x×](?![\p{L}_])[\p{L}\p{N}_.×]*/u),
  'a shape',
);
export const NumberText: TokenType = createToken({
  name: 'NumberText',
  pattern: /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/,
  label: 'a number',
});

function punctuation(name: string, pattern: string): TokenType {
  return createToken({name, pattern, label: `"${pattern}"`});
}
export const Range: TokenType = punctuation('Range', '..');
export const LBrace: TokenType = punctuation('LBrace', '{');
export const RBrace: TokenType = punctuation('RBrace', '}');
export const LParen: TokenType = punctuation('LParen', '(');
export const RParen: TokenType = punctuation('RParen', ')');
export const LBracket: TokenType = punctuation('LBracket', '[');
export const RBracket: TokenType = punctuation('RBracket', ']');
export const Comma: TokenType = punctuation('Comma', ',');
export const Equals: TokenType = punctuation('Equals', '=');
export const Plus: TokenType = punctuation('Plus', '+');
export const Minus: TokenType = punctuation('Minus', '-');
export const Star: TokenType = punctuation('Star', '*');
export const Slash: TokenType = punctuation('Slash', '/');
export const Percent: TokenType = punctuation('Percent', '%');

/** A value put into the text from outside, `${1}`: stands where a name can stand, names nothing itself. */
export const Parameter: TokenType = createToken({
  name: 'Parameter',
  pattern: /\$\{[1-9]\d*\}/,
  label: 'a value',
  categories: [Identifier],
});

/** Whatever the language has no use for; runs of it are one mistake. */
export const Unknown: TokenType = custom('Unknown', unicode(/./su), 'a character');

const heads = [
  [Model, Image, Input, Dataset, Classes, Let, Plan, Explain, Check],
  [Show, Compare, Save, Export, Include, Engine, Evaluate, Sweep, Diff],
].flat();

/** Every word that begins a statement, as typed. */
export const headWords: readonly string[] = heads.map(head => head.PATTERN as string);

/** In the order the lexer tries them. */
export const allTokens: readonly TokenType[] = [
  [WhiteSpace, Comment, RuleAlias, Head, Kind],
  heads,
  // `within`, `without` and `layers` before the shorter words they begin with.
  [As, For, Within, Without, With, Use, Extends, And, Except],
  [From, NumberWord, On, Limit, Seed, In, BatchNorm, Preprocess, Shape],
  // `layernorm` before `layer`.
  kinds,
  [Device, Bias, Stabiliser, Rms, All, Output, Layers, Layer, First, Last],
  [Identifier, Parameter, StringText, UnclosedText, ForeignText, Range, ShapeText, NumberText],
  [LBrace, RBrace, LParen, RParen, LBracket, RBracket, Comma, Equals],
  [Plus, Minus, Star, Slash, Percent, Unknown],
].flat();

/** True where the token is one of the types or of a category among them. */
export function isA(token: IToken | undefined, ...types: readonly TokenType[]): boolean {
  return token !== undefined && types.some(type => tokenMatcher(token, type));
}
