import {explainExpected} from './expected.js';
import {EvaluationGrammar} from './grammar-evaluation.js';
import type {GrammarRule} from './grammar-values.js';
import * as t from './tokens.js';

/** The statements of the language; each entry rule reads one line cut by `segment`. */
export class Grammar extends EvaluationGrammar {
  constructor() {
    super(t.allTokens, explainExpected);
    this.performSelfAnalysis();
  }

  readonly statement: GrammarRule = this.RULE('statement', () => {
    this.OR([
      {ALT: () => this.SUBRULE(this.modelStatement)},
      {ALT: () => this.SUBRULE(this.imageStatement)},
      {ALT: () => this.SUBRULE(this.source)},
      {ALT: () => this.SUBRULE(this.classes)},
      {ALT: () => this.SUBRULE(this.letStatement)},
      {ALT: () => this.SUBRULE(this.planHeader)},
      {ALT: () => this.SUBRULE(this.explain)},
      {ALT: () => this.SUBRULE(this.check)},
      {ALT: () => this.SUBRULE(this.show)},
      {ALT: () => this.SUBRULE(this.compare)},
      {ALT: () => this.SUBRULE(this.save)},
      {ALT: () => this.SUBRULE(this.exportStatement)},
      {ALT: () => this.SUBRULE(this.include)},
      {ALT: () => this.SUBRULE(this.engine)},
      {ALT: () => this.SUBRULE(this.evaluate)},
      {ALT: () => this.SUBRULE(this.sweep)},
      {ALT: () => this.SUBRULE(this.diff)},
    ]);
  });

  readonly classes: GrammarRule = this.RULE('classes', () => {
    this.CONSUME(t.Classes);
    this.AT_LEAST_ONE_SEP({SEP: t.Comma, DEF: () => this.SUBRULE(this.text)});
  });

  readonly letStatement: GrammarRule = this.RULE('letStatement', () => {
    this.CONSUME(t.Let);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  /** `plan b extends a {`; the lines behind it are read one by one. */
  readonly planHeader: GrammarRule = this.RULE('planHeader', () => {
    this.CONSUME(t.Plan);
    this.SUBRULE(this.name);
    this.OPTION(() => {
      this.CONSUME(t.Extends);
      this.SUBRULE(this.planReference);
    });
    this.CONSUME(t.LBrace);
  });

  readonly explain: GrammarRule = this.RULE('explain', () => {
    this.CONSUME(t.Explain);
    this.AT_LEAST_ONE_SEP({SEP: t.Comma, DEF: () => this.SUBRULE(this.name)});
    this.MANY(() => {
      this.OR([
        {ALT: () => this.SUBRULE(this.targets)},
        {ALT: () => this.SUBRULE(this.plans)},
        {ALT: () => this.SUBRULE(this.alias)},
      ]);
    });
  });

  readonly targets: GrammarRule = this.RULE('targets', () => {
    this.CONSUME(t.For);
    this.AT_LEAST_ONE_SEP({SEP: t.Comma, DEF: () => this.SUBRULE(this.expression)});
  });

  readonly check: GrammarRule = this.RULE('check', () => {
    this.CONSUME(t.Check);
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.CONSUME(t.Within);
      this.SUBRULE(this.expression);
    });
  });

  readonly show: GrammarRule = this.RULE('show', () => {
    this.CONSUME(t.Show);
    this.AT_LEAST_ONE_SEP({SEP: t.Comma, DEF: () => this.SUBRULE(this.shown)});
  });

  readonly shown: GrammarRule = this.RULE('shown', () => {
    this.OR([{ALT: () => this.CONSUME(t.Plan)}, {ALT: () => this.CONSUME(t.Identifier)}]);
  });

  readonly compare: GrammarRule = this.RULE('compare', () => {
    this.CONSUME(t.Compare);
    this.AT_LEAST_ONE_SEP({SEP: t.Comma, DEF: () => this.SUBRULE(this.planReference)});
  });

  readonly save: GrammarRule = this.RULE('save', () => {
    this.CONSUME(t.Save);
    this.SUBRULE(this.text);
  });

  readonly exportStatement: GrammarRule = this.RULE('exportStatement', () => {
    this.CONSUME(t.Export);
    this.CONSUME(t.Identifier);
    this.SUBRULE(this.text);
  });

  /** The path is a text, never a `let`: files are found before values are known. */
  readonly include: GrammarRule = this.RULE('include', () => {
    this.CONSUME(t.Include);
    this.CONSUME(t.StringText);
  });

  readonly engine: GrammarRule = this.RULE('engine', () => {
    this.CONSUME(t.Engine);
    this.CONSUME(t.Identifier);
    this.OPTION(() => {
      this.OPTION2(() => this.CONSUME(t.Device));
      this.SUBRULE(this.name);
    });
  });
}
