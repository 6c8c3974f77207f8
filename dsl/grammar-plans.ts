import type {GrammarRule} from './grammar-values.js';
import {ValueGrammar} from './grammar-values.js';
import * as t from './tokens.js';

/** Selectors, rules and the lines of a plan. */
export class PlanGrammar extends ValueGrammar {
  /** `layers 1..6 use gamma(0.25) bias drop` */
  readonly assignment: GrammarRule = this.RULE('assignment', () => {
    this.SUBRULE(this.selector);
    this.CONSUME(t.Use);
    this.SUBRULE(this.ruleCall);
    this.MANY(() => this.SUBRULE(this.clause));
  });

  /** `and` and `except` bind alike and group from the left. */
  readonly selector: GrammarRule = this.RULE('selector', () => {
    this.SUBRULE(this.selectorPart);
    this.MANY(() => {
      this.OR([{ALT: () => this.CONSUME(t.And)}, {ALT: () => this.CONSUME(t.Except)}]);
      this.SUBRULE2(this.selectorPart);
    });
  });

  readonly selectorPart: GrammarRule = this.RULE('selectorPart', () => {
    this.OR([
      {ALT: () => this.SUBRULE(this.selectorBrackets)},
      {ALT: () => this.CONSUME(t.Input)},
      {ALT: () => this.CONSUME(t.Output)},
      {ALT: () => this.CONSUME(t.All)},
      {ALT: () => this.CONSUME(t.Kind)},
      {ALT: () => this.SUBRULE(this.layer)},
      {ALT: () => this.SUBRULE(this.layers)},
      {ALT: () => this.SUBRULE(this.ends)},
    ]);
  });

  readonly selectorBrackets: GrammarRule = this.RULE('selectorBrackets', () => {
    this.CONSUME(t.LParen);
    this.SUBRULE(this.selector);
    this.CONSUME(t.RParen);
  });

  /** `layer 3`, `layer "block1_conv2"` */
  readonly layer: GrammarRule = this.RULE('layer', () => {
    this.CONSUME(t.Layer);
    this.SUBRULE(this.layerKey);
  });

  /** `layers 1..6`, `layers "block[45]_*"` */
  readonly layers: GrammarRule = this.RULE('layers', () => {
    this.CONSUME(t.Layers);
    this.SUBRULE(this.layerKey);
    this.OPTION(() => {
      this.CONSUME(t.Range);
      this.SUBRULE2(this.layerKey);
    });
  });

  readonly layerKey: GrammarRule = this.RULE('layerKey', () => {
    this.OR([
      {ALT: () => this.CONSUME(t.NumberText)},
      {ALT: () => this.CONSUME(t.StringText)},
      {ALT: () => this.CONSUME(t.Identifier)},
    ]);
  });

  /** `first 3 conv`, `last half dense`, `first 2 layers` */
  readonly ends: GrammarRule = this.RULE('ends', () => {
    this.OR([{ALT: () => this.CONSUME(t.First)}, {ALT: () => this.CONSUME(t.Last)}]);
    this.SUBRULE(this.count);
    this.SUBRULE(this.counted);
  });

  readonly count: GrammarRule = this.RULE('count', () => {
    this.OR([
      {ALT: () => this.CONSUME(t.NumberText)},
      {
        // `first conv` lacks its count; `conv` is no name of one.
        GATE: () => !t.isA(this.LA(1), t.Kind, t.Layers),
        ALT: () => this.CONSUME(t.Identifier),
      },
    ]);
  });

  readonly counted: GrammarRule = this.RULE('counted', () => {
    this.OR([
      {ALT: () => this.CONSUME(t.Layers)},
      {ALT: () => this.CONSUME(t.Layer)},
      {ALT: () => this.CONSUME(t.Kind)},
    ]);
  });

  readonly ruleCall: GrammarRule = this.RULE('ruleCall', () => {
    this.CONSUME(t.Identifier);
    this.OPTION(() => this.SUBRULE(this.callArguments));
  });

  readonly clause: GrammarRule = this.RULE('clause', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Bias);
          this.SUBRULE(this.policy);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Stabiliser);
          this.SUBRULE(this.expression);
        },
      },
    ]);
  });

  readonly policy: GrammarRule = this.RULE('policy', () => {
    this.OR([{ALT: () => this.CONSUME(t.Include)}, {ALT: () => this.CONSUME(t.Identifier)}]);
  });

  /** A plan of the script, a preset, or a preset with bounds: `EpsilonGammaBox(-2.2, 2.7)`. */
  readonly planReference: GrammarRule = this.RULE('planReference', () => {
    this.SUBRULE(this.name);
    this.OPTION(() => this.SUBRULE(this.callArguments));
  });
}
