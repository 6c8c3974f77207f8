import type {Span} from '../src/errors/diagnostic.js';
import {findBaseline} from '../src/measures/baselines.js';
import type {Assignment, PlanSource} from '../src/plan/plan.js';
import {formatSelector} from '../src/plan/selector.js';
import {formatRule} from '../src/rules/describe.js';
import {checkPreset, isPreset, unknownPlan} from './check-preset.js';
import {checkRule} from './check-rule.js';
import {checkSelector} from './check-selector.js';
import {isParameter, noName} from './parameter.js';
import {errorAt, warningAt} from './report.js';
import type {Scope} from './scope.js';
import type {AssignmentSyntax, PlanReferenceSyntax, PlanSyntax} from './syntax.js';
import {SweepTable} from './sweep-table.js';
import type {Name, PlanReference, Sweep} from './tree.js';

/** The plan bare assignments make. */
export const mainPlan = 'main';
const maxGenerations = 64;
const maxLines = 100_000;

interface OwnPlan {
  readonly name: Name;
  readonly lines: Assignment[];
  readonly parent: PlanReferenceSyntax | null;
  /** True where lines of it could not be read. */
  broken: boolean;
}

/** The plans of a script while it is checked, and the presets it names. */
export class PlanTable {
  readonly #own = new Map<string, OwnPlan>();
  /** Presets, and plans from elsewhere, that the text uses. */
  readonly #used = new Map<string, PlanSource>();
  /** Where plans from elsewhere come from: their names in this text, by those in the tables. */
  readonly #from = new Map<string, string>();
  readonly #scope: Scope;
  readonly sweeps: SweepTable = new SweepTable();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** True where a plan lost its name to a mistake, so that nobody can know which plan is meant. */
  hasLost = false;

  /** Makes every name known before anything is checked, since a plan may stand below its use. */
  declare(name: Name, parent: PlanReferenceSyntax | null): void {
    if (name.text === '') {
      this.hasLost = true;
      return;
    }
    if (isParameter(name)) {
      this.hasLost = true;
      this.#scope.report(noName(name));
      return;
    }
    const first = this.#own.get(name.text);
    if (first === undefined) {
      this.#own.set(name.text, {name, lines: [], parent, broken: false});
      return;
    }
    const related = [{span: first.name.span, message: `the first "${name.text}" is here`}];
    const message =
      name.text === mainPlan
        ? `"${mainPlan}" is the plan that lines outside of any plan make`
        : `there are two plans called "${name.text}"`;
    const hint = 'give this plan another name';
    this.#scope.report(errorAt('name/duplicate', name.span, message, {hint, related}));
  }

  /** Checks the lines of a plan; those of a second plan of the same name are checked and left out. */
  define(plan: PlanSyntax): void {
    const {name, parent, lines, broken} = plan;
    const checked = lines.map(line => this.#check(line)).filter(line => line !== null);
    if (name.text === '') return;
    const entry = this.#own.get(name.text);
    if (entry?.name !== name) return;
    for (const line of checked) entry.lines.push(line);
    entry.broken = broken > 0 || checked.length < lines.length;
    this.#warnOfShadows(entry.lines);
    if (isPreset(name.text)) {
      const message = `the plan "${name.text}" hides the preset of this name`;
      this.#scope.report(warningAt('plan/hides-preset', name.span, message));
    } else if (findBaseline(name.text) !== null) {
      const message = `the plan "${name.text}" hides the baseline of this name`;
      this.#scope.report(warningAt('plan/hides-preset', name.span, message));
    }
    if (lines.length + broken === 0 && parent === null) {
      const message = `the plan "${name.text}" has no lines`;
      const hint = 'add one: `all use epsilon(1e-6)`';
      this.#scope.report(errorAt('plan/empty', name.span, message, {hint}));
    }
  }

  /** Checks a line outside of any plan. */
  addBare(line: AssignmentSyntax): void {
    const checked = this.#check(line);
    const main = this.#own.get(mainPlan);
    if (checked !== null) main?.lines.push(checked);
    else if (main !== undefined) main.broken = true;
  }

  finishMain(): void {
    this.#warnOfShadows(this.#own.get(mainPlan)?.lines ?? []);
  }

  /** The names of the script's own plans, in their order. */
  names(): readonly string[] {
    return [...this.#own.keys()];
  }

  /** A plan from elsewhere, by its name there. */
  use(name: string, span: Span): PlanReference {
    const plan = this.#scope.known.plans.get(name)!;
    // A value put into the text has no name of its own in the tables: the plan's own stands there.
    let called = plan.name;
    for (let count = 2; this.#isTaken(called, name); count++) called = `${plan.name} (${count})`;
    this.#used.set(called, called === plan.name ? plan : {...plan, name: called});
    this.#from.set(called, name);
    return {name: called, span};
  }

  /** Whether a plan from elsewhere needs another name: two texts of bare lines are both called main. */
  #isTaken(called: string, name: string): boolean {
    return this.#own.has(called) || (this.#used.has(called) && this.#from.get(called) !== name);
  }

  /** Whether a name means a plan, a sweep or a preset. */
  means(name: string): boolean {
    const {plans, sweeps} = this.#scope.known;
    return (
      [this.#own, this.sweeps, plans, sweeps].some(table => table.has(name)) ||
      this.sweeps.place(name) !== null ||
      isPreset(name)
    );
  }

  /** As `refer`, where a sweep can stand: all of its plans. @param statement Where that is. */
  referAll(
    reference: PlanReferenceSyntax,
    statement: 'explain' | 'evaluate',
  ): readonly PlanReference[] | null {
    const {name, span} = reference;
    if (this.#own.has(name.text)) return listOf(this.refer(reference, statement));
    const known = this.#scope.known.plans.has(name.text)
      ? undefined
      : this.#scope.known.sweeps.get(name.text);
    const members = this.sweeps.members(name.text, span) ?? this.#knownMembers(known, span);
    if (members === null) return listOf(this.refer(reference, statement));
    if (reference.arguments === null) return members;
    const message = `"${name.text}" is a sweep and takes no arguments`;
    return this.#scope.report(errorAt('preset/arguments', span, message));
  }

  #knownMembers(sweep: Sweep | undefined, span: Span): readonly PlanReference[] | null {
    if (sweep === undefined) return null;
    return sweep.plans.map((plan, index) => {
      this.#used.set(plan.name, plan);
      const place = {of: sweep.name, parameter: sweep.parameter, value: sweep.values[index]!};
      return {name: plan.name, span, sweep: place};
    });
  }

  /** What a name behind `with`, `compare` or `extends` means, or null with the reason reported. */
  refer(
    reference: PlanReferenceSyntax,
    statement: 'explain' | 'evaluate' | null = null,
  ): PlanReference | null {
    const {name, span} = reference;
    if (this.#own.has(name.text)) {
      if (reference.arguments === null) return {name: name.text, span};
      const message = `"${name.text}" is a plan of this script and takes no arguments`;
      return this.#scope.report(errorAt('preset/arguments', span, message));
    }
    if (this.#scope.known.plans.has(name.text)) {
      if (reference.arguments === null) return this.use(name.text, span);
      const message = `"${name.text}" is a plan made elsewhere and takes no arguments`;
      return this.#scope.report(errorAt('preset/arguments', span, message));
    }
    const {known} = this.#scope;
    const place = this.sweeps.place(name.text);
    if (place !== null) return {name: name.text, span, sweep: place};
    if (this.sweeps.has(name.text) || known.sweeps.has(name.text)) {
      if (this.sweeps.isLost(name.text)) return null;
      const message = `"${name.text}" is a sweep, and here one plan has to stand`;
      const hint = 'a sweep stands behind "with" of explain and evaluate';
      return this.#scope.report(errorAt('sweep/misplaced', span, message, {hint}));
    }
    if (!isPreset(name.text)) {
      const later = this.sweeps.later.get(name.text);
      if (later !== undefined) {
        const related = [{span: later, message: 'it is made here'}];
        const message = `the sweep "${name.text}" is used above the line that makes it`;
        const hint = 'move the "sweep" up';
        return this.#scope.report(errorAt('plan/unknown', name.span, message, {hint, related}));
      }
      const own = [this.names(), this.sweeps.names(), known.plans.keys(), known.sweeps.keys()];
      const names = own.flatMap(some => [...some]);
      return unknownPlan(reference, names, this.#scope, statement === 'evaluate');
    }
    const preset = checkPreset(reference, this.#scope);
    if (preset === null) return null;
    this.#used.set(preset.name, preset);
    return {name: preset.name, span};
  }

  /** Every plan by name, presets first, with the lines of what each extends before its own. */
  finish(): ReadonlyMap<string, PlanSource> {
    const done = new Map<string, PlanSource>();
    const broken = new Set<string>();
    let lines = 0;
    for (const [start] of this.#own) {
      const way = this.#ancestors(start, done, broken);
      for (const name of way.reverse()) {
        const own = this.#own.get(name)!;
        const inherited = this.#inherited(own, done);
        lines += inherited.length + own.lines.length;
        if (lines > maxLines) {
          const message = `the plans of a script may have ${maxLines} lines together`;
          this.#scope.report(errorAt('limit/size', own.name.span, message));
          return done;
        }
        done.set(name, {name, lines: [...inherited, ...own.lines]});
      }
    }
    const ordered = this.names().map(name => [name, done.get(name)!] as const);
    const sources = new Map([...this.#used, ...ordered.filter(([, plan]) => plan !== undefined)]);
    const isBroken = (name: string): boolean => this.#own.get(name)?.broken ?? false;
    this.sweeps.finish(sources, isBroken, this.#scope);
    return new Map([...sources, ...this.sweeps.used()]);
  }

  /** A plan and what it extends, nearest first, as far as that is not finished yet. */
  #ancestors(start: string, done: ReadonlyMap<string, PlanSource>, broken: Set<string>): string[] {
    const way: string[] = [];
    let name: string | undefined = start;
    while (name !== undefined && !done.has(name) && !broken.has(name)) {
      const again = way.indexOf(name);
      const {parent}: OwnPlan = this.#own.get(name)!;
      if (again >= 0) {
        const circle = [...way.slice(again), name].join(' → ');
        const {span} = this.#own.get(way.at(-1)!)!.parent!;
        const message = `a plan cannot extend itself: ${circle}`;
        this.#scope.report(errorAt('plan/cycle', span, message, {hint: 'remove one "extends"'}));
        for (const member of way) broken.add(member);
        return [];
      }
      way.push(name);
      if (way.length > maxGenerations) {
        const message = `at most ${maxGenerations} plans can extend each other in a row`;
        this.#scope.report(errorAt('limit/depth', parent!.span, message));
        for (const member of way) broken.add(member);
        return [];
      }
      name = parent !== null && this.#own.has(parent.name.text) ? parent.name.text : undefined;
    }
    return way;
  }

  #inherited({parent}: OwnPlan, done: ReadonlyMap<string, PlanSource>): readonly Assignment[] {
    if (parent === null) return [];
    const reference = this.refer(parent);
    if (reference === null) return [];
    const own = this.#own.has(reference.name);
    return (own ? done.get(reference.name) : this.#used.get(reference.name))?.lines ?? [];
  }

  #check({selector, rule, span}: AssignmentSyntax): Assignment | null {
    const checkedSelector = checkSelector(selector, this.#scope);
    const checkedRule = checkRule(rule, this.#scope);
    if (checkedSelector === null || checkedRule === null) return null;
    return {
      selector: checkedSelector,
      rule: checkedRule,
      text: `${formatSelector(checkedSelector)} use ${formatRule(checkedRule)}`,
      span,
      selectorSpan: selector.span,
      ruleSpan: rule.span,
    };
  }

  #warnOfShadows(lines: readonly Assignment[]): void {
    const last = new Map<string, Span>();
    for (const {selector, span, selectorSpan} of lines.toReversed()) {
      const key = formatSelector(selector);
      const later = last.get(key);
      if (later === undefined) {
        last.set(key, selectorSpan!);
        continue;
      }
      const message = `no layer is left for this line: a later one speaks of "${key}" too`;
      const related = [{span: later, message: 'this later line wins'}];
      this.#scope.report(warningAt('plan/shadowed', span!, message, {related}));
    }
  }
}

function listOf(reference: PlanReference | null): readonly PlanReference[] | null {
  return reference === null ? null : [reference];
}
