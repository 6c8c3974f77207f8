import {compile} from '../../dsl/compile.js';
import {nothingKnown} from '../../dsl/known.js';
import {parsePresetReference} from '../../dsl/preset-reference.js';
import {DiagnosticsError} from '../errors/diagnostics-error.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Graph} from '../graph/graph.js';
import type {Plan, PlanSource} from '../plan/plan.js';
import {findPreset} from '../plan/presets.js';
import {resolvePlan} from '../plan/resolve.js';
import type {CustomRule} from '../rules/custom-rule.js';
import {defineRule, type RuleDefinition} from '../rules/define-rule.js';

export interface CompilePlanOptions {
  /** Rules of one's own that the text can use, by `defineRule`. @default none */
  readonly rules?: readonly CustomRule[];
}

/** The rules by name, each checked: whoever writes one by hand is told what is wrong with it. */
function rulesByName(rules: readonly CustomRule[]): ReadonlyMap<string, CustomRule> {
  const byName = new Map<string, CustomRule>();
  for (const rule of rules) {
    const checked = defineRule(rule as RuleDefinition);
    const {name} = checked;
    if (byName.has(name))
      throw new LrpError(
        'rule/define',
        `two of the rules are called "${name}"; give one of them another name`,
      );
    byName.set(name, checked);
  }
  return byName;
}

function readPlan(
  text: string,
  sources: ReadonlyMap<string, string>,
  rules: ReadonlyMap<string, CustomRule>,
): PlanSource {
  const isPreset = findPreset(/^[^(]*/.exec(text)![0].trim()) !== null;
  const known = {...nothingKnown, rules};
  const result = isPreset
    ? parsePresetReference(text, '<plan>')
    : compile(text, {file: '<plan>', known});
  if (!result.ok) throw new DiagnosticsError(result.diagnostics, sources);
  if (!('plans' in result.value)) return result.value;
  const main = result.value.plans.get('main') ?? [...result.value.plans.values()].at(-1);
  if (main === undefined)
    throw new LrpError(
      'plan/choose',
      'the text holds no plan; write lines such as "all use epsilon(1e-6)"',
    );
  return main;
}

/**
 * Makes a plan for a network from text: lines of the language (`all use zplus`, `input use zB`), or the
 * name of a preset (`EpsilonPlus`, `EpsilonGammaBox(-2.2, 2.7)`).
 *
 * @param options.rules Rules of one's own that the lines can use.
 * @throws DiagnosticsError with everything that is wrong in the text or does not fit the network; LrpError
 *   `rule/define` where one of the rules is no rule.
 */
export function compilePlan(
  text: string,
  graph: Graph,
  {rules = []}: CompilePlanOptions = {},
): Plan {
  const sources = new Map([['<plan>', text]]);
  const resolved = resolvePlan(readPlan(text, sources, rulesByName(rules)), graph);
  if (!resolved.ok) throw new DiagnosticsError(resolved.diagnostics, sources);
  return resolved.value;
}
