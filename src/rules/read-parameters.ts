import type {ParameterSpec} from './catalogue.js';
import {
  checkFields,
  checkNumber,
  checkText,
  longestName,
  refuse,
  reservedWords,
} from './definition-fields.js';
import {describeRange, isWithin} from './parameter-range.js';
import {describeValue} from './read-shares.js';

/** A parameter of a rule of one's own. */
export interface ParameterDefinition<Name extends string = string> {
  readonly name: Name;
  /** Required where undefined. */
  readonly default?: number;
  /** Inclusive; `exclusiveMin` where the bound itself is not allowed. */
  readonly min?: number;
  readonly exclusiveMin?: boolean;
  /** Inclusive. */
  readonly max?: number;
  /** For the help: what it does, in a few words. */
  readonly meaning?: string;
}

const mostParameters = 16;
const parameterPattern = /^\p{L}[\p{L}\p{N}\p{M}_]*$/u;
const parameterFields = ['name', 'type', 'default', 'min', 'exclusiveMin', 'max', 'meaning'];

function checkParameter(given: unknown, place: string): ParameterSpec {
  const value = checkFields(given, parameterFields, place) as Readonly<Record<string, unknown>>;
  const {name} = value;
  if (typeof name !== 'string' || !parameterPattern.test(name) || name.length > longestName)
    refuse(
      `${place}: its name has to be a letter, then letters, digits or "_", got ${describeValue(name)}`,
    );
  if (reservedWords.includes(name) || name === 'rms')
    refuse(`${place}: "${name}" is a word of the language; choose another name`);
  const where = `${place} "${name}"`;
  const {type = 'number', exclusiveMin = false} = value;
  if (type !== 'number')
    refuse(
      `${where}: parameters of a rule of one's own are numbers, got type ${describeValue(type)}`,
    );
  if (typeof exclusiveMin !== 'boolean')
    refuse(`${where}, exclusiveMin: expected true or false, got ${describeValue(exclusiveMin)}`);
  const number = (key: 'default' | 'min' | 'max'): number | undefined =>
    value[key] === undefined ? undefined : checkNumber(value[key], `${where}, ${key}`);
  const [preset, min, max] = [number('default'), number('min'), number('max')];
  if (min !== undefined && max !== undefined && !(exclusiveMin ? min < max : min <= max))
    refuse(`${where}: no number lies between min ${min} and max ${max}`);
  const spec: ParameterSpec = {
    name,
    type: 'number',
    ...(min === undefined ? {} : {min, exclusiveMin}),
    ...(max === undefined ? {} : {max}),
    ...(preset === undefined ? {} : {default: preset}),
    meaning: checkText(value['meaning'], `${where}, meaning`),
  };
  if (preset !== undefined && !isWithin(preset, spec))
    refuse(`${where}: expected a default ${describeRange(spec)}, got ${preset}`);
  return Object.freeze(spec);
}

/** The parameters of a definition, checked. */
export function readParameters(given: unknown, where: string): readonly ParameterSpec[] {
  if (given === undefined) return [];
  if (!Array.isArray(given))
    refuse(`${where}, parameters: expected a list, got ${describeValue(given)}`);
  if (given.length > mostParameters)
    refuse(`${where}: ${given.length} parameters; at most ${mostParameters} are allowed`);
  const specs = Array.from(given, (item: unknown, index) =>
    checkParameter(item, `${where}, parameter ${index}`),
  );
  const names = specs.map(({name}) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) refuse(`${where}: two parameters are called "${twice}"`);
  return Object.freeze(specs);
}
