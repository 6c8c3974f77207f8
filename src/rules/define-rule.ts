import {LrpError} from '../errors/lrp-error.js';
import {findRuleSpec, type RuleSpec} from './catalogue.js';
import type {CustomRule} from './custom-rule.js';
import {
  checkFields,
  checkNumber,
  checkText,
  longestName,
  refuse,
  reservedWords,
} from './definition-fields.js';
import {type ParameterDefinition, readParameters} from './read-parameters.js';
import {evaluateShares} from './evaluate-shares.js';
import {describeValue} from './read-shares.js';
import type {RulePlace} from './rule.js';
import type {Share} from './share.js';
import type {ShareDefinition} from './share-definition.js';

/** What `defineRule` takes. */
export interface RuleDefinition<Name extends string = string> {
  /** What the language calls it: letters, digits, `_`, and `-` between them. */
  readonly name: string;
  /** In the order in which the language takes them. @default none */
  readonly parameters?: readonly ParameterDefinition<Name>[];
  /** The streams of relevance for given parameters. May throw to refuse parameters that do not go together. */
  readonly shares: (parameters: Readonly<Record<Name, number>>) => readonly ShareDefinition[];
  /** ε of stab(D) where the plan says nothing. @default 1e-6 */
  readonly stabiliser?: number;
  /** @default both */
  readonly allowed?: readonly ('linear' | 'avgpool')[];
  readonly formula?: string;
  readonly paper?: string;
}

const namePattern = /^[\p{L}_][\p{L}\p{N}\p{M}_]*(?:-[\p{L}\p{N}\p{M}_]+)*$/u;
const fields = ['name', 'parameters', 'shares', 'stabiliser', 'allowed', 'formula', 'paper'];
const possible: readonly RulePlace[] = ['linear', 'avgpool'];

function checkName(name: unknown): string {
  if (typeof name !== 'string' || !namePattern.test(name) || name.length > longestName)
    refuse(
      `a rule's name holds letters, digits, "_", and "-" between them, at most ${longestName}, got ${describeValue(name)}`,
    );
  if (reservedWords.includes(name))
    refuse(`"${name}" is a word of the language; choose another name`);
  const own = findRuleSpec(name) ?? findRuleSpec(name.normalize('NFKC'));
  if (own !== null)
    refuse(
      own.kind === name
        ? `the rule "${name}" exists; choose another name`
        : `"${name}" is another spelling of the rule "${own.kind}"; choose another name`,
    );
  return name;
}

function checkAllowed(given: unknown, where: string): readonly RulePlace[] {
  if (given === undefined) return possible;
  if (!Array.isArray(given) || given.length === 0)
    refuse(
      `${where}, allowed: expected a list of ${possible.join(', ')}, got ${describeValue(given)}`,
    );
  const wrong = given.findIndex(place => !possible.includes(place));
  if (wrong >= 0)
    refuse(
      `${where}, allowed: shares speak of layers that are linear in their input (${possible.join(', ')}), got ${describeValue(given[wrong])}`,
    );
  return Object.freeze(possible.filter(place => given.includes(place)));
}

/**
 * Makes a rule of one's own, to be used in the language by its name. A definition is checked whole; where
 * all parameters have defaults its shares are worked out once, and again for every line that uses it.
 *
 * ```ts
 * const zminus = defineRule({
 *   name: 'zminus',
 *   shares: () => [{terms: [{input: 'x⁺', weight: 'w⁻'}, {input: 'x⁻', weight: 'w⁺'}], bias: 'w⁻'}],
 * });
 * compilePlan('all use zminus', graph, {rules: [zminus]});
 * ```
 *
 * @throws LrpError `rule/define` that says what is wrong with the definition.
 */
export function defineRule<Name extends string = never>(
  definition: RuleDefinition<Name>,
): CustomRule {
  const given = checkFields(definition, fields, 'a rule') as RuleDefinition<Name>;
  const name = checkName(given.name);
  const where = `rule "${name}"`;
  const parameters = readParameters(given.parameters, where);
  const make = given.shares;
  if (typeof make !== 'function')
    refuse(`${where}, shares: expected a function of the parameters, got ${describeValue(make)}`);
  const stabiliser = checkNumber(given.stabiliser ?? 1e-6, `${where}, stabiliser`);
  if (Math.fround(stabiliser) <= 0) refuse(`${where}, stabiliser: expected > 0, got ${stabiliser}`);
  const rule: CustomRule = Object.freeze({
    name,
    parameters,
    shares: (values: Readonly<Record<string, number>>) =>
      evaluateShares(
        make as (parameters: Readonly<Record<string, number>>) => unknown,
        name,
        values,
      ),
    stabiliser,
    allowed: checkAllowed(given.allowed, where),
    formula: checkText(given.formula, `${where}, formula`),
    paper: checkText(given.paper, `${where}, paper`),
  });
  probe(rule);
  return rule;
}

/** The shares for the defaults; null where a parameter has none. */
function usualShares({parameters, shares}: CustomRule): readonly Share[] | null {
  if (parameters.some(parameter => parameter.default === undefined)) return null;
  return shares(
    Object.fromEntries(parameters.map(({name, default: preset}) => [name, preset as number])),
  );
}

function probe(rule: CustomRule): void {
  try {
    usualShares(rule);
  } catch (error) {
    if (!(error instanceof LrpError)) throw error;
    throw new LrpError('rule/define', error.message, {cause: error});
  }
}

/** Whether a bias stands in a denominator of some share. */
export function hasBias(shares: readonly Share[]): boolean {
  return shares.some(({bias}) => bias !== null);
}

/** Whether the clause `bias` makes sense; yes where that depends on parameters that have to be given. */
function takesBias(rule: CustomRule): boolean {
  try {
    const usual = usualShares(rule);
    return usual === null || hasBias(usual);
  } catch {
    // Whoever uses the rule is told what is wrong with it.
    return true;
  }
}

/** A rule of one's own as the help reads the built-in ones. */
export function specOf(rule: CustomRule): RuleSpec {
  const {name, parameters, stabiliser, allowed, formula, paper} = rule;
  const bias = takesBias(rule);
  return {kind: name, aliases: [], parameters, bias, stabiliser, allowed, formula, paper};
}
