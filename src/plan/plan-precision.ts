import type {Diagnostic, Span} from '../errors/diagnostic.js';
import {formatNumber, formatRule} from '../rules/describe.js';
import type {Rule} from '../rules/rule.js';
import type {Plan, PlanLayer} from './plan.js';

/** What a plan is to be computed on. */
export interface ComputedOn {
  /** `onnx/cpu`, … */
  readonly device: string;
  readonly bits: 32 | 16;
  /** Its least normal number. */
  readonly least: number;
}

/** The ε that a rule adds to a denominator, or its share of the denominator's size; 0 where there is none. */
function epsilonOf(rule: Rule): number {
  if (rule.kind === 'epsilon') return rule.epsilon;
  return 'stabiliser' in rule ? rule.stabiliser : 0;
}

/** A number in three digits, never below it. */
function roundedUp(value: number): string {
  const digits = 10 ** (2 - Math.floor(Math.log10(value)));
  return formatNumber(Number((Math.ceil(value * digits) / digits).toPrecision(3)));
}

/**
 * Rules whose ε is above 0, but below the least normal number of the device (`engine/precision`): there it loses
 * digits or is taken for 0, and what the plan says is not what is computed. One problem for each line.
 *
 * @param place Where a line without text of its own (a preset's, a default) is to be shown.
 */
export function precisionProblems(
  plan: Plan,
  {device, bits, least}: ComputedOn,
  place: Span,
): readonly Diagnostic[] {
  const found = new Map<string, PlanLayer[]>();
  for (const layer of plan.layers) {
    const epsilon = epsilonOf(layer.rule);
    if (!(epsilon > 0 && epsilon < least)) continue;
    const key = `${layer.line?.span?.start} ${layer.line?.text} ${formatRule(layer.rule)}`;
    found.set(key, [...(found.get(key) ?? []), layer]);
  }
  return [...found.values()].map(layers => {
    const [{name, rule, line}] = layers as [PlanLayer];
    const others = layers.length === 1 ? '' : ` and ${layers.length - 1} more`;
    return {
      code: 'engine/precision',
      severity: 'error',
      message: `plan "${plan.name}", layer "${name}"${others}: ${formatRule(rule)} has ε = ${formatNumber(epsilonOf(rule))}, which ${device} cannot hold: it computes in float${bits}`,
      span: line?.ruleSpan ?? place,
      hint: `an ε there is at least ${roundedUp(least)}${bits === 16 ? '; devices that compute in float32 hold smaller ones' : ''}`,
    };
  });
}
