/** A parameter of a family of measures or of a baseline, as the language and the help know it. */
export type MeasureParameter =
  | {
      readonly name: string;
      readonly type: 'number';
      /** Inclusive. */
      readonly min: number;
      /** Inclusive; none where left out. */
      readonly max?: number;
      /** Whether only whole numbers are allowed. */
      readonly whole: boolean;
      readonly default: number;
      readonly meaning: string;
    }
  | {
      readonly name: string;
      readonly type: 'word';
      readonly words: readonly string[];
      readonly default: string;
      readonly meaning: string;
    };

/** Parameters with their values, defaults filled in. */
export type MeasureArguments = Readonly<Record<string, number | string>>;

/** One figure of a family: a number for each picture and class under each method. */
export interface MeasureSpec {
  /** Such as `aopc-morf`; unique among all families. */
  readonly name: string;
  /** As headings of tables have it: `AOPC, most relevant first`. */
  readonly title: string;
  /** Which values speak for a method; `none` where the figure only describes. */
  readonly better: 'higher' | 'lower' | 'none';
  /** In letters. */
  readonly formula: string;
  /** Where its definition stands, with the equation. */
  readonly paper: string;
}

/** Measures that are computed together, as data: `evaluate perturbation(region=8) on …`. */
export interface FamilySpec {
  readonly name: string;
  /** One sentence. */
  readonly meaning: string;
  readonly parameters: readonly MeasureParameter[];
  readonly measures: readonly MeasureSpec[];
}

/** A way to explain that is no plan, as data: `with talk, SmoothGrad(samples=16)`. */
export interface BaselineSpec {
  readonly name: string;
  /** One sentence. */
  readonly meaning: string;
  readonly parameters: readonly MeasureParameter[];
  readonly paper: string;
}

/** The defaults of a list of parameters, with what is given instead. */
export function fillArguments(
  parameters: readonly MeasureParameter[],
  given: MeasureArguments = {},
): MeasureArguments {
  return Object.fromEntries(
    parameters.map(parameter => [parameter.name, given[parameter.name] ?? parameter.default]),
  );
}
