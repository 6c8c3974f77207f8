import {createRequire} from 'node:module';
import type * as types from 'chevrotain';

/**
 * Chevrotain, from the one file that its package also ships. Its usual entry loads some 700 modules one by one, lodash's
 * among them, which took half a second of every start.
 */
const bundle = createRequire(createRequire(import.meta.url).resolve('chevrotain'))(
  '../chevrotain.min.mjs',
) as typeof types;

export const Alternation: typeof types.Alternation = bundle.Alternation;
export const Alternative: typeof types.Alternative = bundle.Alternative;
export const createToken: typeof types.createToken = bundle.createToken;
export const createTokenInstance: typeof types.createTokenInstance = bundle.createTokenInstance;
export const CstParser: typeof types.CstParser = bundle.CstParser;
export const Lexer: typeof types.Lexer = bundle.Lexer;
export type Lexer = types.Lexer;
export const NonTerminal: typeof types.NonTerminal = bundle.NonTerminal;
export const Option: typeof types.Option = bundle.Option;
export const Repetition: typeof types.Repetition = bundle.Repetition;
export const RepetitionMandatory: typeof types.RepetitionMandatory = bundle.RepetitionMandatory;
export const RepetitionMandatoryWithSeparator: typeof types.RepetitionMandatoryWithSeparator =
  bundle.RepetitionMandatoryWithSeparator;
export const RepetitionWithSeparator: typeof types.RepetitionWithSeparator =
  bundle.RepetitionWithSeparator;
export const Terminal: typeof types.Terminal = bundle.Terminal;
export const tokenLabel: typeof types.tokenLabel = bundle.tokenLabel;
export const tokenMatcher: typeof types.tokenMatcher = bundle.tokenMatcher;
