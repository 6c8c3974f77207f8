import type {Result} from '../src/errors/diagnostic.js';
import {didYouMean} from '../src/errors/suggest.js';
import {baselines, findBaseline} from '../src/measures/baselines.js';
import {formatMeasureCall} from '../src/measures/check-arguments.js';
import type {MeasureArguments} from '../src/measures/measure-spec.js';
import {checkMeasureCall} from './check-measure-call.js';
import {declaredNames} from './declared-names.js';
import {parsePlanReference} from './parse.js';
import {errorAt} from './report.js';
import {Scope} from './scope.js';

/** A baseline as it was asked for. */
export interface BaselineCall {
  /** As tables show it. */
  readonly name: string;
  readonly baseline: string;
  /** Complete. */
  readonly arguments: MeasureArguments;
}

/**
 * Reads a baseline as it can stand behind `with` of `evaluate`: `Random`, `SmoothGrad(samples=16)`.
 *
 * @param file Stands in the spans.
 */
export function parseBaselineReference(text: string, file: string): Result<BaselineCall> {
  const {reference, diagnostics} = parsePlanReference(text, file);
  if (reference === null) return {ok: false, diagnostics};
  const scope = new Scope(declaredNames([]));
  const {name} = reference;
  const baseline = findBaseline(name.text);
  if (baseline === null) {
    const names = baselines.map(spec => spec.name);
    const hint = didYouMean(name.text, names) ?? `baselines: ${names.join(', ')}`;
    const message = `no baseline is called "${name.text}"`;
    scope.report(errorAt('plan/unknown', name.span, message, {hint}));
  }
  const given = baseline === null ? null : checkMeasureCall(baseline, reference, scope);
  const all = [...diagnostics, ...scope.diagnostics];
  if (baseline === null || given === null || all.length > 0) return {ok: false, diagnostics: all};
  const value = {
    ...{name: formatMeasureCall(baseline, given), baseline: baseline.name},
    arguments: given,
  };
  return {ok: true, value, warnings: []};
}
