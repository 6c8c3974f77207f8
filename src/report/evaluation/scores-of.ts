import type {EvaluatedMethod, Evaluation} from '../../measures/evaluation.js';
import type {MeasureSpec} from '../../measures/measure-spec.js';
import type {EvaluationSummary, MeasureSummary} from '../../measures/summary.js';
import {formatQuantity} from '../../plot/format-quantity.js';

/** An evaluation with its summary: what every report is made of. */
export interface Summarised {
  readonly evaluation: Evaluation;
  readonly summary: EvaluationSummary;
}

/** A measure of an evaluation. */
export type EvaluatedMeasure = Evaluation['measures'][number];

/** How every method stands in a measure, in the order of the methods. */
export function scoresOf(
  {evaluation, summary}: Summarised,
  measure: string,
  className: string | null = null,
): readonly MeasureSummary[] {
  const own = summary.scores.filter(
    score => score.measure === measure && score.className === className,
  );
  return evaluation.methods.map(({name}) => own.find(({method}) => method === name)!);
}

/** Which way is better: `↑`, `↓`, or nothing. */
export function arrowOf({better}: Pick<MeasureSpec, 'better'>): string {
  return better === 'higher' ? '↑' : better === 'lower' ? '↓' : '';
}

/** `abpc ↑`. */
export function headerOf(measure: Pick<MeasureSpec, 'name' | 'better'>): string {
  return `${measure.name} ${arrowOf(measure)}`.trim();
}

/** Measures by their family, in order. */
export function byFamily({measures}: Evaluation): ReadonlyMap<string, readonly EvaluatedMeasure[]> {
  const families = new Map<string, EvaluatedMeasure[]>();
  for (const measure of measures) {
    const own = families.get(measure.family);
    if (own === undefined) families.set(measure.family, [measure]);
    else own.push(measure);
  }
  return families;
}

/**
 * Writes the numbers of one column: as many digits behind the point as the one in the middle needs for three. One a
 * hundred times as large or more has only those that it needs itself, and takes none from the others.
 */
export function columnFormat(values: readonly (number | null)[]): (value: number) => string {
  const sizes = values
    .flatMap(value => (value === null || value === 0 ? [] : [Math.abs(value)]))
    .sort((a, b) => a - b);
  if (sizes.length === 0) return formatQuantity;
  const power = (size: number): number => Math.floor(Math.log10(size));
  const middle = power(sizes[Math.floor(sizes.length / 2)]!);
  if (middle < -4 || middle > 6) return formatQuantity;
  const most = Math.max(0, 2 - middle);
  return value => {
    const own = value === 0 ? middle : power(Math.abs(value));
    const text = value.toFixed(own < middle + 2 ? most : Math.max(0, 2 - own));
    return Number(text) === 0 ? (0).toFixed(most) : text;
  };
}

/** `gamma = 0.25 of gammas`, or nothing. */
export function sweepText({sweep}: EvaluatedMethod): string {
  return sweep === null ? '' : `${sweep.parameter} = ${formatQuantity(sweep.value)} of ${sweep.of}`;
}

/** Where numbers come from, in one line: data, seed, versions and hashes. */
export function originText({evaluation, summary}: Summarised): string {
  const {model, data, seed, versions, engine, rows} = evaluation;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return (
    `${rows.length} explanations of ${summary.pictures} pictures of split "${data.split}" of ${data.folder} ` +
    `(SHA-256 ${data.hash.slice(0, 12)}); model ${model.name} (SHA-256 ${model.hash.slice(0, 12)}); ` +
    `seed ${seed}; ${programs.join(', ')}; on ${engine}`
  );
}
