import {findBaseline} from '../src/measures/baselines.js';
import {findFamily} from '../src/measures/families.js';
import type {BaselineSpec, FamilySpec, MeasureParameter} from '../src/measures/measure-spec.js';
import {openBrackets} from './completion-site.js';
import {readName} from './read-values.js';
import type {Line} from './segment.js';
import * as t from './tokens.js';

/** A call of a family or baseline whose brackets are open at the end of a line. */
export interface OpenMeasureCall {
  readonly spec: FamilySpec | BaselineSpec;
  /** Parameters that have no argument yet. */
  readonly free: readonly MeasureParameter[];
  /** The parameter of the argument at the end; null where there is none. */
  readonly current: MeasureParameter | null;
}

/** The call of an `evaluate` that a line stands in at its end, or null. */
export function openMeasureCall(line: Line): OpenMeasureCall | null {
  const open = t.isA(line[0], t.Evaluate) ? openBrackets(line) : null;
  if (open === null || !t.isA(open.before, t.Identifier, t.StringText)) return null;
  const {before, given, named, commas} = open;
  const isMethod = line.slice(0, line.indexOf(before)).some(token => t.isA(token, t.With));
  const {text} = readName('', before);
  const spec = isMethod ? findBaseline(text) : findFamily(text);
  if (spec === null) return null;
  const start = given.findLastIndex(token => t.isA(token, t.Comma)) + 1;
  const name = t.isA(given[start + 1], t.Equals) ? given[start]!.image : null;
  const namedBefore = named.size - (name === null ? 0 : 1);
  const positional = spec.parameters.slice(0, Math.max(0, commas - namedBefore));
  return {
    spec,
    free: spec.parameters.filter(own => !named.has(own.name) && !positional.includes(own)),
    current:
      (name === null ? spec.parameters[commas] : spec.parameters.find(own => own.name === name)) ??
      null,
  };
}
