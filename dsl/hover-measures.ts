import {findBaseline} from '../src/measures/baselines.js';
import {describeAllowed, describeMeasureCall} from '../src/measures/check-arguments.js';
import {families, findFamily} from '../src/measures/families.js';
import type {BaselineSpec, FamilySpec, MeasureParameter} from '../src/measures/measure-spec.js';
import type {HoverPart} from './hover-text.js';

function saying(parameter: MeasureParameter): string {
  const {meaning, default: preset} = parameter;
  return `${meaning}; ${describeAllowed(parameter)}; default ${preset}`;
}

function parameterList({parameters}: FamilySpec | BaselineSpec): HoverPart {
  return {kind: 'list', items: parameters.map(own => `${own.name}: ${saying(own)}`)};
}

const directions = {
  higher: 'higher is better',
  lower: 'lower is better',
  none: 'neither is better',
} as const;

/** A family of measures: its call, parameters, and every figure with its formula and paper; or `all`. */
export function familyParts(name: string): readonly HoverPart[] {
  if (name === 'all')
    return [
      {kind: 'title', name, says: 'every family of measures, with its defaults', ours: true},
      {kind: 'list', items: families.map(spec => `${spec.name}: ${spec.meaning}`)},
    ];
  const spec = findFamily(name);
  if (spec === null) return [];
  return [
    {kind: 'title', name: describeMeasureCall(spec), says: 'family of measures'},
    {kind: 'line', text: spec.meaning},
    parameterList(spec),
    ...spec.measures.flatMap((measure): readonly HoverPart[] => [
      {kind: 'line', text: `${measure.name}: ${measure.title}, ${directions[measure.better]}`},
      {kind: 'code', text: measure.formula, ours: true},
      {kind: 'line', text: measure.paper},
    ]),
  ];
}

/** A baseline: its call, parameters and paper. */
export function baselineParts(name: string): readonly HoverPart[] {
  const spec = findBaseline(name);
  if (spec === null) return [];
  return [
    {
      kind: 'title',
      name: describeMeasureCall(spec),
      says: 'baseline, a way to explain that is no plan',
    },
    {kind: 'line', text: spec.meaning},
    parameterList(spec),
    {kind: 'line', text: spec.paper},
  ];
}

/** One parameter of a family or baseline. */
export function measureParameterParts(
  spec: FamilySpec | BaselineSpec,
  name: string,
): readonly HoverPart[] {
  const parameter = spec.parameters.find(own => own.name === name);
  if (parameter === undefined) return [];
  return [
    {kind: 'title', name, says: `parameter of ${describeMeasureCall(spec)}`},
    {kind: 'line', text: saying(parameter)},
  ];
}
