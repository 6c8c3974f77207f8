import type {Diagnostic, Result} from '../src/errors/diagnostic.js';
import {CheckContext} from './check-context.js';
import {checkStatement} from './check-statements.js';
import {stem} from './declared-names.js';
import {nothingKnown, type Known} from './known.js';
import type {Loaded, ReadInclude} from './load.js';
import {load} from './load.js';
import {mainPlan, PlanTable} from './plan-table.js';
import {errorAt, warningAt} from './report.js';
import {Scope, type Value} from './scope.js';
import type {StatementSyntax} from './syntax.js';
import type {Name, Script, Statement} from './tree.js';

const maxDiagnostics = 500;

export interface CompileOptions {
  /** Name of the script in spans: its path as given, `<cell>`, `<command line>`. */
  readonly file: string;
  /** Reads included files; without it `include` is an error. */
  readonly readInclude?: ReadInclude;
  /** Names from elsewhere. @default none */
  readonly known?: Known;
}

/** A script with everything there is to say about it. */
export interface Examined {
  /** What could be understood; the whole where no diagnostic is an error. */
  readonly script: Script;
  readonly diagnostics: readonly Diagnostic[];
  /** The values its `let` lines give, by name. */
  readonly lets: ReadonlyMap<string, Value>;
}

/**
 * Turns a script into statements that can be carried out and says everything that is wrong with it;
 * lines with mistakes are left out. Pure: nothing is read but through `readInclude`.
 *
 * ```
 * text ─ lex ─▶ tokens ─ segment ─▶ lines ─ grammar ─▶ concrete tree ─ read ─▶ syntax ─ check ─▶ Script
 *                                                           └── include: the same again ──┘
 * ```
 */
export function examine(
  text: string,
  {file, readInclude, known = nothingKnown}: CompileOptions,
): Examined {
  const loaded = load(text, file, readInclude ?? null);
  const scope = new Scope(loaded.lost, known);
  const checked = check(loaded, scope, file);
  const diagnostics = inOrder([...loaded.diagnostics, ...scope.diagnostics], file);
  const lets = [...scope.lets].flatMap(([name, {value}]) =>
    value === null ? [] : [[name, value] as const],
  );
  return {
    script: {file, text, ...checked},
    diagnostics: limit(diagnostics),
    lets: new Map(lets),
  };
}

/** As {@link examine}, for those who want the whole script or none. */
export function compile(text: string, options: CompileOptions): Result<Script> {
  const {script, diagnostics} = examine(text, options);
  if (diagnostics.some(({severity}) => severity === 'error')) return {ok: false, diagnostics};
  return {ok: true, value: script, warnings: diagnostics};
}

function check(
  loaded: Loaded,
  scope: Scope,
  file: string,
): Pick<Script, 'statements' | 'plans' | 'sweeps'> {
  const plans = new PlanTable(scope);
  const context = new CheckContext(scope, plans, survey(loaded.statements, scope.known));
  declare(loaded.statements, scope, plans);
  const checked: (
    | Statement
    | {readonly kind: 'plan'; readonly name: Name; readonly span: Name['span']}
  )[] = [];
  const orderWarnings: Diagnostic[] = [];
  const done = {
    explained: scope.known.hasExplained,
    evaluated: scope.known.hasEvaluated,
  };
  let hasMain = false;
  for (const syntax of loaded.statements) {
    switch (syntax.kind) {
      case 'include':
        break;
      case 'plan':
        plans.define(syntax);
        checked.push({kind: 'plan', name: syntax.name, span: syntax.span});
        break;
      case 'assignment':
        plans.addBare(syntax);
        if (!hasMain)
          checked.push({
            kind: 'plan',
            name: {text: mainPlan, span: syntax.span},
            span: syntax.span,
          });
        hasMain = true;
        break;
      default: {
        const warning = warnOfOrder(syntax, {...done, model: context.hasModel});
        if (warning !== null) orderWarnings.push(warning);
        done.explained ||= syntax.kind === 'explain';
        done.evaluated ||= syntax.kind === 'evaluate';
        const statement = checkStatement(syntax, context);
        if (statement !== null) checked.push(statement);
      }
    }
  }
  if (hasMain) plans.finishMain();
  const resolved = plans.finish();
  const wrong = [...loaded.diagnostics, ...scope.diagnostics].some(
    ({severity}) => severity === 'error',
  );
  // In a script with mistakes these would mostly be consequences of them.
  if (!wrong) {
    for (const warning of orderWarnings) scope.report(warning);
    // What a cell names, later ones may use.
    if (scope.known === nothingKnown) warnOfUnused(scope, file);
  }
  const statements = checked.flatMap((statement): Statement[] => {
    if (statement.kind !== 'plan' || !('name' in statement)) return [statement as Statement];
    const source = resolved.get(statement.name.text);
    return source === undefined ? [] : [{kind: 'plan', source, span: statement.span}];
  });
  return {statements, plans: resolved, sweeps: plans.sweeps.finished()};
}

/** What has to be known before the first statement is checked: classes and names further down. */
function survey(
  statements: readonly StatementSyntax[],
  known: Known,
): Pick<CheckContext, 'classes' | 'laterInputs'> {
  const laterInputs = new Map<string, Name['span']>();
  let classes: readonly string[] | null = null;
  let isModel = false;
  for (const syntax of statements) {
    if (syntax.kind === 'sample') {
      for (const {name} of syntax.names) laterInputs.set(name.text, syntax.span);
    }
    if (syntax.kind === 'image' || syntax.kind === 'input') {
      const path = syntax.path.kind === 'text' ? stem(syntax.path.text) : null;
      const name = syntax.name?.text ?? path;
      if (name !== null) laterInputs.set(name, syntax.span);
    }
    isModel ||= syntax.kind === 'model';
    if (syntax.kind === 'classes' && classes === null) {
      // Names by `let` are not known yet; such a list is checked when the model is there.
      const texts = syntax.names.map(name => (name.kind === 'text' ? name.text : null));
      classes = texts.includes(null) ? null : (texts as string[]);
    }
  }
  // Another model has classes of its own.
  return {classes: isModel ? classes : (classes ?? known.classes), laterInputs};
}

function declare(statements: readonly StatementSyntax[], scope: Scope, plans: PlanTable): void {
  for (const syntax of statements) {
    if (syntax.kind === 'let' && !scope.laterLets.has(syntax.name.text)) {
      scope.laterLets.set(syntax.name.text, syntax.name.span);
    }
  }
  const bare = statements.find(syntax => syntax.kind === 'assignment');
  if (bare !== undefined) plans.declare({text: mainPlan, span: bare.span}, null);
  for (const syntax of statements) {
    if (syntax.kind === 'plan') plans.declare(syntax.name, syntax.parent);
    if (syntax.kind === 'sweep') {
      for (const {name} of syntax.names) plans.sweeps.later.set(name.text, name.span);
    }
  }
}

function warnOfOrder(
  syntax: StatementSyntax,
  {
    model,
    explained,
    evaluated,
  }: {readonly model: boolean; readonly explained: boolean; readonly evaluated: boolean},
): Diagnostic | null {
  switch (syntax.kind) {
    case 'explain':
    case 'diff':
    case 'evaluate': {
      if (model) return null;
      const hint = 'say first: model "net.onnx"';
      return warningAt('order/no-model', syntax.span, 'no model stands above this line', {hint});
    }
    case 'check':
    case 'compare':
    case 'save': {
      if (explained || (evaluated && syntax.kind === 'save')) return null;
      const message = `nothing is explained above this line, so there is nothing to ${syntax.kind}`;
      return warningAt('order/nothing-explained', syntax.span, message);
    }
    default:
      return null;
  }
}

/** Only the script's own `let` lines: a file of constants is made for including. */
function warnOfUnused(scope: Scope, file: string): void {
  for (const {name, used} of scope.lets.values()) {
    if (used || name.span.file !== file) continue;
    const message = `"${name.text}" is not used`;
    scope.report(warningAt('let/unused', name.span, message, {hint: 'remove the line, or use it'}));
  }
}

/** The script's own diagnostics first, then those of each included file; within a file from the top. */
function inOrder(diagnostics: readonly Diagnostic[], file: string): readonly Diagnostic[] {
  const files = [...new Set([file, ...diagnostics.map(({span}) => span.file)])];
  const rank = new Map(files.map((name, index) => [name, index]));
  return diagnostics.toSorted(
    (a, b) => rank.get(a.span.file)! - rank.get(b.span.file)! || a.span.start - b.span.start,
  );
}

function limit(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const next = diagnostics[maxDiagnostics];
  if (next === undefined) return diagnostics;
  const rest = diagnostics.slice(maxDiagnostics);
  const message = `${rest.length} more things are wrong; these come first`;
  // An error among what is left out must not make a script look sound.
  const make = rest.some(({severity}) => severity === 'error') ? errorAt : warningAt;
  return [...diagnostics.slice(0, maxDiagnostics), make('limit/errors', next.span, message)];
}
