import {LrpError} from '../errors/lrp-error.js';
import {didYouMean} from '../errors/suggest.js';
import {
  gammaWeightParts,
  type InputPart,
  inputParts,
  places,
  plainWeightParts,
  type Share,
  type Term,
  type WeightPart,
} from './share.js';
import {inputSpellings, weightSpellings} from './share-definition.js';
import {boundParts} from './shares.js';

/** More of either would be a mistake, and would make programs without end. */
const most = 16;

type Fields = Readonly<Record<string, unknown>>;

/** What came, short enough for a message. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

function refuse(where: string, message: string): never {
  throw new LrpError('rule/shares', `${where}: ${message}`);
}

function fieldsOf(value: unknown, allowed: readonly string[], where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse(where, `expected an object with ${allowed.join(', ')}, got ${describeValue(value)}`);
  for (const key of Object.keys(value)) {
    if (allowed.includes(key)) continue;
    const hint = didYouMean(key, allowed) ?? `it has ${allowed.join(', ')}`;
    refuse(where, `has no field ${describeValue(key)}; ${hint}`);
  }
  return value as Fields;
}

function oneOf<Word extends string>(
  value: unknown,
  words: readonly Word[],
  spellings: Readonly<Record<string, Word>>,
  where: string,
): Word {
  const known = typeof value === 'string' && Object.hasOwn(spellings, value);
  const word = known ? spellings[value as string] : value;
  const found = words.find(candidate => candidate === word);
  if (found === undefined)
    refuse(where, `expected one of ${words.join(', ')}, got ${describeValue(value)}`);
  return found;
}

function finite(value: unknown, where: string): number {
  if (typeof value !== 'number' || !Number.isFinite(Math.fround(value)))
    refuse(where, `expected a finite number, got ${describeValue(value)}`);
  return value;
}

function readWeight(value: unknown, where: string): WeightPart {
  if (typeof value === 'string')
    return {part: oneOf(value, plainWeightParts, weightSpellings, where)};
  const {part, gamma} = fieldsOf(value, ['part', 'gamma'], where);
  const withGamma = gammaWeightParts.find(candidate => candidate === part);
  if (withGamma !== undefined) return {part: withGamma, gamma: finite(gamma, `${where}, gamma`)};
  if (gamma !== undefined)
    refuse(
      where,
      `gamma belongs to ${gammaWeightParts.join(' and ')}, not to ${describeValue(part)}`,
    );
  const words = [...plainWeightParts, ...gammaWeightParts];
  return {part: oneOf(part, words, weightSpellings, where) as (typeof plainWeightParts)[number]};
}

/** A part of the bias. 1 would make layers without a bias differ from those with a bias of 0. */
function readBias(value: unknown, where: string): WeightPart {
  const part = readWeight(value, where);
  if (part.part === '1') refuse(where, 'expected a part of the bias such as w or w⁺, got "1"');
  return part;
}

function readTerm(value: unknown, hasBounds: boolean, where: string): Term {
  const {sign = 1, input, weight} = fieldsOf(value, ['sign', 'input', 'weight'], where);
  if (sign !== 1 && sign !== -1)
    refuse(`${where}, sign`, `expected 1 or -1, got ${describeValue(sign)}`);
  const part: InputPart = oneOf(input, inputParts, inputSpellings, `${where}, input`);
  if (boundParts.includes(part) && !hasBounds)
    refuse(`${where}, input`, `${part} reads the rule's parameters low and high; define both`);
  return {sign, input: part, weight: readWeight(weight, `${where}, weight`)};
}

function readList<Item>(
  value: unknown,
  what: string,
  read: (item: unknown, where: string) => Item,
  where: string,
): readonly Item[] {
  if (!Array.isArray(value))
    refuse(where, `expected a list of ${what}s, got ${describeValue(value)}`);
  if (value.length === 0) refuse(where, `a list of ${what}s needs at least one`);
  if (value.length > most) refuse(where, `${value.length} ${what}s; at most ${most} are allowed`);
  // Holes of a sparse list are read as well, as undefined.
  return Array.from(value, (item: unknown, index) => read(item, `${where}, ${what} ${index}`));
}

/**
 * Reads what the function of a rule's shares returned, every part of it, and fills in defaults.
 *
 * @param where     How messages begin: `rule "mine"`.
 * @param hasBounds Whether the rule has the parameters `low` and `high`.
 * @returns Plain data of its own; nothing given is kept.
 * @throws LrpError `rule/shares`.
 */
export function readShares(value: unknown, where: string, hasBounds: boolean): readonly Share[] {
  const readTerms = (terms: unknown, place: string): readonly Term[] =>
    readList(terms, 'term', (term, at) => readTerm(term, hasBounds, at), place);
  return readList(
    value,
    'share',
    (item, at) => {
      const fields = ['terms', 'denominator', 'coefficient', 'where', 'bias'];
      const share = fieldsOf(item, fields, at);
      const {coefficient = 1, where: place = 'everywhere', bias = null} = share;
      const terms = readTerms(share['terms'], at);
      return {
        coefficient: finite(coefficient, `${at}, coefficient`),
        where: oneOf(place, places, {}, `${at}, where`),
        denominator:
          share['denominator'] === undefined
            ? terms
            : readTerms(share['denominator'], `${at}, denominator`),
        terms,
        bias: bias === null ? null : readBias(bias, `${at}, bias`),
      };
    },
    where,
  );
}
