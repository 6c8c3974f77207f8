import type {Span} from '../src/errors/diagnostic.js';
import type {Assignment, PlanSource} from '../src/plan/plan.js';
import {formatSelector} from '../src/plan/selector.js';
import {formatNumber, formatRule} from '../src/rules/describe.js';
import type {Rule} from '../src/rules/rule.js';
import {errorAt} from './report.js';
import type {Scope} from './scope.js';
import type {PlanReference, Sweep, SweepPlace, SweptRule} from './tree.js';

/** A sweep before its plan is known line by line: that plan may stand below. */
export interface SweepDraft {
  readonly name: string;
  readonly of: PlanReference;
  readonly parameter: SweptRule;
  readonly values: readonly number[];
}

/** What a plan of a sweep is called: `talk gamma=0.1`. */
function memberName({of, parameter}: SweepDraft, value: number): string {
  return `${of.name} ${parameter}=${formatNumber(value)}`;
}

/** The sweeps of a script while it is checked. */
export class SweepTable {
  /** Null for those with mistakes. */
  readonly #drafts = new Map<string, SweepDraft | null>();
  readonly #places = new Map<string, SweepPlace>();
  readonly #used = new Set<string>();
  readonly #finished = new Map<string, Sweep>();
  /** Where sweeps stand that are not checked yet. */
  readonly later: Map<string, Span> = new Map();

  has(name: string): boolean {
    return this.#drafts.has(name);
  }

  isLost(name: string): boolean {
    return this.#drafts.get(name) === null;
  }

  names(): readonly string[] {
    return [...this.#drafts.keys()];
  }

  add(draft: SweepDraft): void {
    this.later.delete(draft.name);
    this.#drafts.set(draft.name, draft);
    for (const value of draft.values) {
      const place = {of: draft.name, parameter: draft.parameter, value};
      this.#places.set(memberName(draft, value), place);
    }
  }

  /** Remembers a sweep with mistakes, so that nobody complains of it again. */
  lose(name: string): void {
    this.later.delete(name);
    this.#drafts.set(name, null);
  }

  /** The place of a plan that is named by itself; null where it is of no sweep. */
  place(name: string): SweepPlace | null {
    const place = this.#places.get(name) ?? null;
    if (place !== null) this.#used.add(name);
    return place;
  }

  /** All plans of a sweep; null where there is no sound one of this name. */
  members(name: string, span: Span): readonly PlanReference[] | null {
    const draft = this.#drafts.get(name) ?? null;
    if (draft === null) return null;
    return draft.values.map(value => {
      const member = memberName(draft, value);
      this.#used.add(member);
      return {name: member, span, sweep: {of: name, parameter: draft.parameter, value}};
    });
  }

  /** Makes the plans. A plan without the rule that is swept is reported. */
  finish(
    sources: ReadonlyMap<string, PlanSource>,
    isBroken: (plan: string) => boolean,
    scope: Scope,
  ): void {
    for (const draft of this.#drafts.values()) {
      const source = draft === null ? undefined : sources.get(draft.of.name);
      if (draft === null || source === undefined) continue;
      const {name, of, parameter, values} = draft;
      if (!source.lines.some(({rule}) => rule.kind === parameter)) {
        if (isBroken(of.name)) continue;
        const message = `the plan "${of.name}" has no rule ${parameter}, so nothing would change`;
        const hint = `sweep a rule it has, or a plan with ${parameter}`;
        scope.report(errorAt('sweep/no-rule', of.span, message, {hint}));
        continue;
      }
      const plans = values.map(value => ({
        name: memberName(draft, value),
        lines: source.lines.map(line => withValue(line, parameter, value)),
      }));
      this.#finished.set(name, {name, parameter, values, plans});
    }
  }

  /** The finished sweeps by name. */
  finished(): ReadonlyMap<string, Sweep> {
    return this.#finished;
  }

  /** The plans that the script uses, by name. */
  used(): readonly (readonly [string, PlanSource])[] {
    return [...this.#finished.values()]
      .flatMap(({plans}) => plans)
      .filter(({name}) => this.#used.has(name))
      .map(plan => [plan.name, plan] as const);
  }
}

/** A line with another number, where its rule is the one that is swept; an epsilon keeps its unit. */
function withValue(line: Assignment, parameter: SweptRule, value: number): Assignment {
  if (line.rule.kind !== parameter) return line;
  const rule: Rule = {...line.rule, [parameter]: value};
  return {...line, rule, text: `${formatSelector(line.selector)} use ${formatRule(rule)}`};
}
