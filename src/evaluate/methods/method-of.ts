import {LrpError} from '../../errors/lrp-error.js';
import {didYouMean} from '../../errors/suggest.js';
import {baselines, findBaseline} from '../../measures/baselines.js';
import {checkArguments, formatMeasureCall} from '../../measures/check-arguments.js';
import type {MeasureArguments} from '../../measures/measure-spec.js';
import type {Method} from './method.js';

/**
 * A baseline as a method: arguments checked, defaults filled in.
 *
 * @param name  Of `src/measures/baselines.ts`, upper and lower case alike.
 * @param given Arguments by name; the others keep their defaults.
 * @param title As tables show it. @default the name with the arguments that are not defaults: `SmoothGrad(samples=32)`
 * @throws LrpError `evaluate/baseline` for a name that no baseline has, `evaluate/argument`.
 */
export function methodOf(name: string, given: MeasureArguments = {}, title?: string): Method {
  const spec = findBaseline(name);
  if (spec === null) {
    const names = baselines.map(own => own.name);
    const hint = didYouMean(name, names);
    throw new LrpError(
      'evaluate/baseline',
      `no baseline is called "${name}"; there are ${names.join(', ')}${hint === null ? '' : `; ${hint}`}`,
    );
  }
  return {
    kind: 'baseline',
    name: title ?? formatMeasureCall(spec, given),
    baseline: spec.name,
    arguments: checkArguments(spec, given),
  };
}
