import type {Span} from '../src/errors/diagnostic.js';
import type {PlanTable} from './plan-table.js';
import {isParameter, noName} from './parameter.js';
import {errorAt} from './report.js';
import type {Scope} from './scope.js';
import type {Name} from './tree.js';

type DeclaredKind = 'model' | 'input' | 'dataset' | 'explanation' | 'evaluation' | 'sweep';

/** What the checks of statements share: names, plans, and what may stand once. */
export class CheckContext {
  readonly scope: Scope;
  readonly plans: PlanTable;
  /** Class names in order; null where no `classes` stands anywhere in the script. */
  readonly classes: readonly string[] | null;
  /** Images and inputs further down, by name. */
  readonly laterInputs: ReadonlyMap<string, Span>;
  readonly #names: Readonly<Record<DeclaredKind, Map<string, Name>>> = {
    model: new Map(),
    input: new Map(),
    dataset: new Map(),
    explanation: new Map(),
    evaluation: new Map(),
    sweep: new Map(),
  };
  #hasValue = false;
  readonly #once = new Map<string, Span>();

  constructor(
    scope: Scope,
    plans: PlanTable,
    {classes, laterInputs}: Pick<CheckContext, 'classes' | 'laterInputs'>,
  ) {
    this.scope = scope;
    this.plans = plans;
    this.classes = classes;
    this.laterInputs = laterInputs;
  }

  /** Images and inputs above the statement that is being checked. */
  get inputs(): ReadonlyMap<string, Name> {
    return this.#names.input;
  }

  /** Data sets above the statement that is being checked. */
  get datasets(): ReadonlyMap<string, Name> {
    return this.#names.dataset;
  }

  /** Explanations with a name above the statement that is being checked. */
  get explanations(): ReadonlyMap<string, Name> {
    return this.#names.explanation;
  }

  /** True once a model stands above, or is in use where the text stands. */
  get hasModel(): boolean {
    return this.scope.known.hasModel || this.#hasValue || this.#names.model.size > 0;
  }

  /** A value stands for a model. */
  takeModelValue(): void {
    this.#hasValue = true;
  }

  /** Takes a name; false where it cannot be had, which is reported. */
  declare(kind: DeclaredKind, name: Name, implied: boolean): boolean {
    if (name.text === '') {
      this.scope.report(errorAt('name/empty', name.span, 'a name needs at least one character'));
      return false;
    }
    if (isParameter(name)) return this.scope.report(noName(name)) !== null;
    const table = this.#names[kind];
    const first = table.get(name.text);
    if (first === undefined) {
      table.set(name.text, name);
      return true;
    }
    const related = [{span: first.span, message: 'it is taken here'}];
    const hint = implied ? `name it: … as ${kind}2` : 'choose another name';
    const message = `the name "${name.text}" is taken`;
    this.scope.report(errorAt('name/duplicate', name.span, message, {hint, related}));
    return false;
  }

  /** Reports the second statement of a kind that may stand once. */
  once(statement: string, span: Span): void {
    const first = this.#once.get(statement);
    if (first === undefined) {
      this.#once.set(statement, span);
      return;
    }
    const related = [{span: first, message: 'the first is here'}];
    const message = `"${statement}" may stand once in a script`;
    this.scope.report(errorAt('statement/twice', span, message, {related}));
  }

  /** The items without repetitions; each repetition is reported. */
  distinct<Item>(
    items: readonly Item[],
    key: (item: Item) => string,
    place: (item: Item) => Span,
  ): Item[] {
    const seen = new Map<string, Item>();
    for (const item of items) {
      const first = seen.get(key(item));
      if (first === undefined) {
        seen.set(key(item), item);
        continue;
      }
      const related = [{span: place(first), message: 'it stands here already'}];
      const message = 'the same stands twice in this list';
      this.scope.report(
        errorAt('list/duplicate', place(item), message, {hint: 'remove one', related}),
      );
    }
    return [...seen.values()];
  }
}
