import type {CstNode, IParserErrorMessageProvider, ParserMethod, TokenType} from 'chevrotain';
import {CstParser} from './chevrotain.js';
import * as t from './tokens.js';

/** A rule of the grammar: reads tokens, gives a node of the concrete tree. */
export type GrammarRule = ParserMethod<[], CstNode>;

/** Names, texts, numbers and lists: what statements and rules are filled with. */
export class ValueGrammar extends CstParser {
  constructor(tokens: readonly TokenType[], errorMessageProvider: IParserErrorMessageProvider) {
    super([...tokens], {
      recoveryEnabled: false,
      nodeLocationTracking: 'full',
      skipValidations: true,
      errorMessageProvider,
    });
  }

  readonly name: GrammarRule = this.RULE('name', () => {
    this.OR([{ALT: () => this.CONSUME(t.Identifier)}, {ALT: () => this.CONSUME(t.StringText)}]);
  });

  /** A text, or the name of a `let` that holds one. */
  readonly text: GrammarRule = this.RULE('text', () => {
    this.OR([{ALT: () => this.CONSUME(t.StringText)}, {ALT: () => this.CONSUME(t.Identifier)}]);
  });

  readonly expression: GrammarRule = this.RULE('expression', () => {
    this.SUBRULE(this.term);
    this.MANY(() => {
      this.OR([{ALT: () => this.CONSUME(t.Plus)}, {ALT: () => this.CONSUME(t.Minus)}]);
      this.SUBRULE2(this.term);
    });
  });

  readonly term: GrammarRule = this.RULE('term', () => {
    this.SUBRULE(this.factor);
    this.MANY(() => {
      this.OR([{ALT: () => this.CONSUME(t.Star)}, {ALT: () => this.CONSUME(t.Slash)}]);
      this.SUBRULE2(this.factor);
    });
  });

  /** Signs are a loop, not a recursion: a long row of them must not exhaust the stack. */
  readonly factor: GrammarRule = this.RULE('factor', () => {
    this.MANY(() => this.CONSUME(t.Minus));
    this.SUBRULE(this.primary);
    this.OPTION(() => this.CONSUME(t.Percent));
  });

  readonly primary: GrammarRule = this.RULE('primary', () => {
    this.OR([
      {ALT: () => this.CONSUME(t.NumberText)},
      {ALT: () => this.CONSUME(t.StringText)},
      {ALT: () => this.CONSUME(t.Identifier)},
      {ALT: () => this.CONSUME(t.Model)},
      {ALT: () => this.SUBRULE(this.brackets)},
      {ALT: () => this.SUBRULE(this.list)},
    ]);
  });

  readonly brackets: GrammarRule = this.RULE('brackets', () => {
    this.CONSUME(t.LParen);
    this.SUBRULE(this.expression);
    this.CONSUME(t.RParen);
  });

  readonly list: GrammarRule = this.RULE('list', () => {
    this.CONSUME(t.LBracket);
    this.MANY_SEP({SEP: t.Comma, DEF: () => this.SUBRULE(this.expression)});
    this.CONSUME(t.RBracket);
  });

  /** `(0.25 rms)`, `(low=-1, high=1)` */
  readonly callArguments: GrammarRule = this.RULE('callArguments', () => {
    this.CONSUME(t.LParen);
    this.MANY_SEP({SEP: t.Comma, DEF: () => this.SUBRULE(this.argument)});
    this.CONSUME(t.RParen);
  });

  readonly argument: GrammarRule = this.RULE('argument', () => {
    this.OPTION(() => {
      this.CONSUME(t.Identifier);
      this.CONSUME(t.Equals);
    });
    this.SUBRULE(this.expression);
    this.OPTION2(() => this.CONSUME(t.Rms));
  });
}
