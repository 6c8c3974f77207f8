import type {Result} from '../src/errors/diagnostic.js';
import type {PlanSource} from '../src/plan/plan.js';
import {checkPreset, isPreset, unknownPlan} from './check-preset.js';
import {declaredNames} from './declared-names.js';
import {parsePlanReference} from './parse.js';
import {Scope} from './scope.js';

/**
 * Reads a preset as it can stand behind `with`: `EpsilonPlus`, `EpsilonGammaBox(-2.2, 2.7)`.
 *
 * @param file Stands in the spans. @default '<command line>'
 */
export function parsePresetReference(text: string, file = '<command line>'): Result<PlanSource> {
  const {reference, diagnostics} = parsePlanReference(text, file);
  if (reference === null) return {ok: false, diagnostics};
  const scope = new Scope(declaredNames([]));
  const preset = isPreset(reference.name.text)
    ? checkPreset(reference, scope)
    : unknownPlan(reference, [], scope);
  const all = [...diagnostics, ...scope.diagnostics];
  if (preset === null || all.length > 0) return {ok: false, diagnostics: all};
  return {ok: true, value: preset, warnings: []};
}
