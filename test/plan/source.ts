import type {Span} from '../../src/errors/diagnostic.js';
import type {PlanSource, Selector} from '../../src/plan/plan.js';
import {formatSelector} from '../../src/plan/selector.js';
import {formatRule} from '../../src/rules/describe.js';
import type {Rule} from '../../src/rules/rule.js';

/** One line of a plan: who gets what. */
export type Line = readonly [Selector, Rule];

export const all: Selector = {kind: 'all'};
export const input: Selector = {kind: 'input'};
export const dense: Selector = {kind: 'ofKind', of: 'dense'};
export const conv: Selector = {kind: 'ofKind', of: 'conv'};
export const named = (pattern: string): Selector => ({kind: 'name', pattern});
export const index = (number: number): Selector => ({kind: 'index', index: number});
export const range = (from: number, to: number): Selector => ({kind: 'range', from, to});

export const zero: Rule = {kind: 'zero', bias: 'include', stabiliser: 1e-9};
export const zplus: Rule = {kind: 'zplus', bias: 'include', stabiliser: 1e-6};
export const zplusDrop: Rule = {kind: 'zplus', bias: 'drop', stabiliser: 1e-6};
export const flat: Rule = {kind: 'flat', stabiliser: 1e-6};
export const gradient: Rule = {kind: 'gradient'};
export const gamma: Rule = {kind: 'gamma', gamma: 0.25, bias: 'include', stabiliser: 1e-6};
export const epsilon: Rule = {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias: 'include'};
export const box: Rule = {kind: 'zB', low: 'model', high: 'model', stabiliser: 1e-6};

/** The lines of a plan as a script would give them: line k of `p.lrp`, the selector first, the rule from column 10. */
export function sourceOf(...lines: readonly Line[]): PlanSource {
  return {
    name: 'p',
    lines: lines.map(([selector, rule], k) => {
      const text = `${formatSelector(selector)} use ${formatRule(rule)}`;
      const at = (column: number): Span => ({
        file: 'p.lrp',
        start: 100 * k + column - 1,
        end: 100 * k + column,
        line: k + 1,
        column,
      });
      return {selector, rule, text, span: at(1), selectorSpan: at(1), ruleSpan: at(10)};
    }),
  };
}
