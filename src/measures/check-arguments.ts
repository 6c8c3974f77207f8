import {LrpError} from '../errors/lrp-error.js';
import {didYouMean} from '../errors/suggest.js';
import {fillArguments, type MeasureArguments, type MeasureParameter} from './measure-spec.js';

/** What is wrong with an argument, and what to do about it. */
export interface ArgumentProblem {
  readonly message: string;
  readonly hint: string | null;
}

/** A family or baseline as far as its call goes. */
export interface MeasureCall {
  readonly name: string;
  readonly parameters: readonly MeasureParameter[];
}

/** What a parameter may be: `whole number ≥ 1`, `mean, blur, noise or uniform`. */
export function describeAllowed(parameter: MeasureParameter): string {
  if (parameter.type === 'word') {
    const last = parameter.words.at(-1)!;
    const others = parameter.words.slice(0, -1);
    return others.length === 0 ? last : `${others.join(', ')} or ${last}`;
  }
  const {whole, min, max} = parameter;
  return `${whole ? 'whole number' : 'number'} ≥ ${min}${max === undefined ? '' : ` and ≤ ${max}`}`;
}

/** A family or baseline as it is called, with its defaults: `perturbation(fill = blur, region = 8)`. */
export function describeMeasureCall({name, parameters}: MeasureCall): string {
  if (parameters.length === 0) return name;
  return `${name}(${parameters.map(own => `${own.name} = ${own.default}`).join(', ')})`;
}

/** What is wrong with the value of a parameter; null where nothing is. */
export function argumentProblem(
  {name: owner}: Pick<MeasureCall, 'name'>,
  parameter: MeasureParameter,
  value: number | string,
): ArgumentProblem | null {
  const {name} = parameter;
  const got = typeof value === 'number' ? String(value) : JSON.stringify(value);
  const message = `${owner}: expected ${name} to be a ${describeAllowed(parameter)}, got ${got}`;
  if (parameter.type === 'word') {
    if (typeof value === 'string' && parameter.words.includes(value)) return null;
    const hint = typeof value === 'string' ? didYouMean(value, parameter.words) : null;
    return {message: message.replace(' to be a ', ' to be '), hint};
  }
  const {min, max = Number.MAX_VALUE, whole} = parameter;
  const fits = typeof value === 'number' && value >= min && value <= max;
  if (fits && (!whole || Number.isSafeInteger(value))) return null;
  return {message, hint: typeof value === 'string' ? 'a number stands without quotes' : null};
}

/** What is wrong with the name of an argument; null where a parameter is called so. */
export function nameProblem(
  {name: owner, parameters}: MeasureCall,
  given: string,
): ArgumentProblem | null {
  if (parameters.some(({name}) => name === given)) return null;
  if (parameters.length === 0)
    return {message: `${owner} takes no arguments`, hint: `write ${owner}`};
  const names = parameters.map(({name}) => name);
  return {
    message: `${owner} has no parameter "${given}"; it has ${names.join(', ')}`,
    hint: didYouMean(given, names) ?? `write ${describeMeasureCall({name: owner, parameters})}`,
  };
}

/**
 * The arguments of a family or baseline, checked and with the defaults of those that are not given.
 *
 * @throws LrpError `evaluate/argument` for a name or a value that is not allowed.
 */
export function checkArguments(call: MeasureCall, given: MeasureArguments): MeasureArguments {
  for (const [name, value] of Object.entries(given)) {
    const parameter = call.parameters.find(own => own.name === name);
    const problem =
      parameter === undefined ? nameProblem(call, name) : argumentProblem(call, parameter, value);
    if (problem === null) continue;
    const {message, hint} = problem;
    throw new LrpError('evaluate/argument', hint === null ? message : `${message}; ${hint}`);
  }
  return fillArguments(call.parameters, given);
}

/** A call as tables show it, without the arguments that are the defaults: `SmoothGrad(samples=32)`. */
export function formatMeasureCall(
  {name, parameters}: MeasureCall,
  given: MeasureArguments,
): string {
  const list = parameters
    .filter(own => given[own.name] !== undefined && given[own.name] !== own.default)
    .map(own => `${own.name}=${given[own.name]}`);
  return list.length === 0 ? name : `${name}(${list.join(', ')})`;
}
