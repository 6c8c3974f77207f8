import type {Span} from '../src/errors/diagnostic.js';
import type {SelectorKind} from '../src/plan/plan.js';
import type {Name} from './tree.js';

/** A value as written. Sums and products are flat, so only brackets nest. */
export type Expression =
  | {readonly kind: 'number'; readonly value: number; readonly span: Span}
  | {readonly kind: 'text'; readonly text: string; readonly span: Span}
  | {readonly kind: 'reference'; readonly name: string; readonly span: Span}
  /** `model` as a bound of zB: from the model's preprocessing. */
  | {readonly kind: 'model'; readonly span: Span}
  | {readonly kind: 'list'; readonly items: readonly Expression[]; readonly span: Span}
  | {readonly kind: 'negative'; readonly of: Expression; readonly span: Span}
  | {readonly kind: 'percent'; readonly of: Expression; readonly span: Span}
  | {
      readonly kind: 'chain';
      readonly first: Expression;
      readonly rest: readonly {
        readonly operator: '+' | '-' | '*' | '/';
        readonly value: Expression;
      }[];
      readonly span: Span;
    };

/** One argument of a rule or preset. */
export interface ArgumentSyntax {
  readonly name: Name | null;
  readonly value: Expression;
  /** Where `rms` stands, null where it does not. */
  readonly rms: Span | null;
  readonly span: Span;
}

export type ClauseSyntax =
  | {readonly kind: 'bias'; readonly policy: Name; readonly span: Span}
  | {readonly kind: 'stabiliser'; readonly value: Expression; readonly span: Span};

export interface RuleSyntax {
  readonly name: Name;
  readonly arguments: readonly ArgumentSyntax[];
  /** Name and arguments, without the clauses. */
  readonly span: Span;
  readonly clauses: readonly ClauseSyntax[];
}

export type SelectorSyntax =
  | {readonly kind: 'all' | 'input' | 'output'; readonly span: Span}
  | {readonly kind: 'ofKind'; readonly of: SelectorKind; readonly span: Span}
  | {readonly kind: 'layer'; readonly key: Expression; readonly span: Span}
  | {
      readonly kind: 'layers';
      readonly from: Expression;
      readonly to: Expression;
      readonly span: Span;
    }
  | {
      readonly kind: 'first' | 'last';
      readonly count: Expression;
      readonly of: SelectorKind | 'weighted';
      readonly span: Span;
    }
  | {
      readonly kind: 'chain';
      readonly first: SelectorSyntax;
      readonly rest: readonly {
        readonly operator: 'and' | 'except';
        readonly selector: SelectorSyntax;
      }[];
      readonly span: Span;
    };

export interface AssignmentSyntax {
  readonly kind: 'assignment';
  readonly selector: SelectorSyntax;
  readonly rule: RuleSyntax;
  readonly span: Span;
}

/** Something called by its name: a plan, preset, baseline or family of measures. */
export interface CallSyntax {
  readonly name: Name;
  /** Null without brackets. */
  readonly arguments: readonly ArgumentSyntax[] | null;
  readonly span: Span;
}

export type PlanReferenceSyntax = CallSyntax;

/** A clause of one value: `limit 100`. */
export interface ValueSyntax {
  readonly value: Expression;
  readonly span: Span;
}

/** `preprocess RGB(scale=1/255)` */
export type PreprocessSyntax = CallSyntax;

/** `shape 224x224x3`: lengths in one word, or a value. */
export interface ShapeSyntax {
  readonly sizes: Name | null;
  /** Null where `sizes` is not. */
  readonly value: Expression | null;
  readonly span: Span;
}

/** `with talk, EpsilonPlus` */
export interface PlansSyntax {
  readonly references: readonly PlanReferenceSyntax[];
  readonly span: Span;
}

/** `voc "test"` */
export interface SamplesSyntax {
  readonly dataset: Name;
  readonly split: Name | null;
}

/** Classes behind `with`, `without` or `for`. */
export interface ClassNamesSyntax {
  readonly names: readonly Expression[];
  readonly span: Span;
}

/** A statement as written, before names are resolved. `text` of a path can be the name of a `let`. */
export type StatementSyntax =
  | {
      readonly kind: 'image' | 'input' | 'dataset';
      readonly path: Expression;
      readonly name: Name | null;
      readonly span: Span;
    }
  | {
      readonly kind: 'model';
      readonly path: Expression;
      /** One entry for each `as`; more than one is a mistake. The same holds for the others. */
      readonly names: readonly {readonly name: Name; readonly span: Span}[];
      readonly preprocessings: readonly PreprocessSyntax[];
      readonly shapes: readonly ShapeSyntax[];
      readonly batchNorms: readonly {readonly policy: Name; readonly span: Span}[];
      readonly span: Span;
    }
  | {
      readonly kind: 'sample';
      readonly from: SamplesSyntax;
      /** One entry for each `with`; more than one is a mistake. The same holds for the others. */
      readonly wanted: readonly ClassNamesSyntax[];
      readonly unwanted: readonly ClassNamesSyntax[];
      readonly numbers: readonly {readonly value: Expression; readonly span: Span}[];
      readonly names: readonly {readonly name: Name; readonly span: Span}[];
      readonly span: Span;
    }
  | {
      readonly kind: 'evaluate';
      readonly families: readonly CallSyntax[];
      readonly on: SamplesSyntax;
      readonly classes: readonly ClassNamesSyntax[];
      readonly plans: readonly PlansSyntax[];
      readonly limits: readonly ValueSyntax[];
      readonly seeds: readonly ValueSyntax[];
      readonly names: readonly {readonly name: Name; readonly span: Span}[];
      readonly span: Span;
    }
  | {
      readonly kind: 'sweep';
      readonly parameter: Name;
      readonly values: readonly Expression[];
      /** What stands behind `..`; null where the values are a list. */
      readonly last: Expression | null;
      readonly plans: readonly PlansSyntax[];
      readonly names: readonly {readonly name: Name; readonly span: Span}[];
      readonly span: Span;
    }
  | {readonly kind: 'diff'; readonly plans: readonly PlanReferenceSyntax[]; readonly span: Span}
  | {readonly kind: 'classes'; readonly names: readonly Expression[]; readonly span: Span}
  | {readonly kind: 'let'; readonly name: Name; readonly value: Expression; readonly span: Span}
  | PlanSyntax
  | AssignmentSyntax
  | {
      readonly kind: 'explain';
      readonly inputs: readonly Name[];
      /** One entry for each `for`; more than one is a mistake. */
      readonly targets: readonly {readonly values: readonly Expression[]; readonly span: Span}[];
      /** One entry for each `with`; more than one is a mistake. */
      readonly plans: readonly PlansSyntax[];
      /** One entry for each `as`; more than one is a mistake. */
      readonly names: readonly {readonly name: Name; readonly span: Span}[];
      readonly span: Span;
    }
  | {
      readonly kind: 'check';
      readonly what: Name;
      readonly within: Expression | null;
      readonly span: Span;
    }
  | {readonly kind: 'show'; readonly what: readonly Name[]; readonly span: Span}
  | {readonly kind: 'compare'; readonly plans: readonly PlanReferenceSyntax[]; readonly span: Span}
  | {readonly kind: 'save'; readonly path: Expression; readonly span: Span}
  | {readonly kind: 'export'; readonly format: Name; readonly path: Expression; readonly span: Span}
  | {readonly kind: 'include'; readonly path: Name; readonly span: Span}
  | {
      readonly kind: 'engine';
      readonly engine: Name;
      readonly device: Name | null;
      readonly span: Span;
    };

export interface PlanSyntax {
  readonly kind: 'plan';
  readonly name: Name;
  readonly parent: PlanReferenceSyntax | null;
  readonly lines: readonly AssignmentSyntax[];
  /** How many lines could not be read: the plan is not empty then. */
  readonly broken: number;
  readonly span: Span;
}
