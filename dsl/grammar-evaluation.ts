import {DataGrammar} from './grammar-data.js';
import type {GrammarRule} from './grammar-values.js';
import * as t from './tokens.js';

/** Statements on how good plans are, and on families of plans. */
export class EvaluationGrammar extends DataGrammar {
  /** `evaluate perturbation(region=8), localisation on voc "test" for "horse" with talk, Random limit 100 seed 1` */
  readonly evaluate: GrammarRule = this.RULE('evaluate', () => {
    this.CONSUME(t.Evaluate);
    this.AT_LEAST_ONE_SEP({SEP: t.Comma, DEF: () => this.SUBRULE(this.family)});
    this.CONSUME(t.On);
    this.SUBRULE(this.samples);
    this.MANY(() => {
      this.OR([
        {ALT: () => this.SUBRULE(this.evaluated)},
        {ALT: () => this.SUBRULE(this.plans)},
        {ALT: () => this.SUBRULE(this.limit)},
        {ALT: () => this.SUBRULE(this.seed)},
        {ALT: () => this.SUBRULE(this.alias)},
      ]);
    });
  });

  /** A family of measures, or `all`. */
  readonly family: GrammarRule = this.RULE('family', () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => this.SUBRULE(this.callArguments));
  });

  readonly evaluated: GrammarRule = this.RULE('evaluated', () => {
    this.CONSUME(t.For);
    this.SUBRULE(this.classNames);
  });

  readonly limit: GrammarRule = this.RULE('limit', () => {
    this.CONSUME(t.Limit);
    this.SUBRULE(this.expression);
  });

  readonly seed: GrammarRule = this.RULE('seed', () => {
    this.CONSUME(t.Seed);
    this.SUBRULE(this.expression);
  });

  /** `sweep gamma in 0, 0.1 .. 1 with talk as gammas` */
  readonly sweep: GrammarRule = this.RULE('sweep', () => {
    this.CONSUME(t.Sweep);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.In);
    this.SUBRULE(this.sweepValues);
    this.MANY(() => {
      this.OR([{ALT: () => this.SUBRULE(this.plans)}, {ALT: () => this.SUBRULE(this.alias)}]);
    });
  });

  /** `0.1, 1, 10`, or evenly spaced: `0, 0.1 .. 1` */
  readonly sweepValues: GrammarRule = this.RULE('sweepValues', () => {
    this.AT_LEAST_ONE_SEP({SEP: t.Comma, DEF: () => this.SUBRULE(this.expression)});
    this.OPTION(() => {
      this.CONSUME(t.Range);
      this.SUBRULE(this.sweepEnd);
    });
  });

  readonly sweepEnd: GrammarRule = this.RULE('sweepEnd', () => {
    this.SUBRULE(this.expression);
  });

  /** `diff talk, DeepTaylor` */
  readonly diff: GrammarRule = this.RULE('diff', () => {
    this.CONSUME(t.Diff);
    this.AT_LEAST_ONE_SEP({SEP: t.Comma, DEF: () => this.SUBRULE(this.planReference)});
  });
}
