import {PlanGrammar} from './grammar-plans.js';
import type {GrammarRule} from './grammar-values.js';
import * as t from './tokens.js';

/** Statements on networks, pictures and data sets. */
export class DataGrammar extends PlanGrammar {
  /** `model "net.h5" as net preprocess caffe shape 224x224x3 batchnorm keep` */
  readonly modelStatement: GrammarRule = this.RULE('modelStatement', () => {
    this.CONSUME(t.Model);
    this.SUBRULE(this.text);
    this.MANY(() => {
      this.OR([
        {ALT: () => this.SUBRULE(this.alias)},
        {ALT: () => this.SUBRULE(this.preprocess)},
        {ALT: () => this.SUBRULE(this.shape)},
        {ALT: () => this.SUBRULE(this.batchNorm)},
      ]);
    });
  });

  /** `input "x.npy" as x`, `dataset "VOC2012" as voc` */
  readonly source: GrammarRule = this.RULE('source', () => {
    this.OR([{ALT: () => this.CONSUME(t.Input)}, {ALT: () => this.CONSUME(t.Dataset)}]);
    this.SUBRULE(this.text);
    this.OPTION(() => this.SUBRULE(this.alias));
  });

  /** A picture by its path or from a data set; `from` is no name of a `let` here. */
  readonly imageStatement: GrammarRule = this.RULE('imageStatement', () => {
    this.CONSUME(t.Image);
    this.OR([{ALT: () => this.SUBRULE(this.sample)}, {ALT: () => this.SUBRULE(this.picture)}]);
  });

  /** `"a.png" as a` */
  readonly picture: GrammarRule = this.RULE('picture', () => {
    this.SUBRULE(this.text);
    this.OPTION(() => this.SUBRULE(this.alias));
  });

  readonly batchNorm: GrammarRule = this.RULE('batchNorm', () => {
    this.CONSUME(t.BatchNorm);
    this.CONSUME(t.Identifier);
  });

  /** `preprocess caffe`, `preprocess RGB(scale=1/255)` */
  readonly preprocess: GrammarRule = this.RULE('preprocess', () => {
    this.CONSUME(t.Preprocess);
    this.CONSUME(t.Identifier);
    this.OPTION(() => this.SUBRULE(this.callArguments));
  });

  /** `shape 224x224x3`, `shape [224, 224, 3]` */
  readonly shape: GrammarRule = this.RULE('shape', () => {
    this.CONSUME(t.Shape);
    this.OR([{ALT: () => this.CONSUME(t.ShapeText)}, {ALT: () => this.SUBRULE(this.expression)}]);
  });

  /** `from voc "test" with "horse" without "person" number 2 as rider` */
  readonly sample: GrammarRule = this.RULE('sample', () => {
    this.CONSUME(t.From);
    this.SUBRULE(this.samples);
    this.MANY(() => {
      this.OR([
        {ALT: () => this.SUBRULE(this.wanted)},
        {ALT: () => this.SUBRULE(this.unwanted)},
        {ALT: () => this.SUBRULE(this.ordinal)},
        {ALT: () => this.SUBRULE(this.alias)},
      ]);
    });
  });

  /** A data set, and one of its splits: `voc "test"` */
  readonly samples: GrammarRule = this.RULE('samples', () => {
    this.SUBRULE(this.name);
    this.OPTION(() => this.CONSUME(t.StringText));
  });

  readonly wanted: GrammarRule = this.RULE('wanted', () => {
    this.CONSUME(t.With);
    this.SUBRULE(this.classNames);
  });

  readonly unwanted: GrammarRule = this.RULE('unwanted', () => {
    this.CONSUME(t.Without);
    this.SUBRULE(this.classNames);
  });

  /** In quotes or bare, or a `let` that holds one. */
  readonly classNames: GrammarRule = this.RULE('classNames', () => {
    this.AT_LEAST_ONE_SEP({SEP: t.Comma, DEF: () => this.SUBRULE(this.text)});
  });

  readonly ordinal: GrammarRule = this.RULE('ordinal', () => {
    this.CONSUME(t.NumberWord);
    this.SUBRULE(this.expression);
  });

  readonly alias: GrammarRule = this.RULE('alias', () => {
    this.CONSUME(t.As);
    this.SUBRULE(this.name);
  });

  readonly plans: GrammarRule = this.RULE('plans', () => {
    this.CONSUME(t.With);
    this.AT_LEAST_ONE_SEP({SEP: t.Comma, DEF: () => this.SUBRULE(this.planReference)});
  });
}
