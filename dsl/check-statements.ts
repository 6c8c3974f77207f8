import {checkCompare, checkDiff} from './check-compare.js';
import {checkSample} from './check-data.js';
import {checkEvaluate, evaluable} from './check-evaluate.js';
import {checkExplain} from './check-explain.js';
import type {CheckContext} from './check-context.js';
import {checkPath} from './check-path.js';
import {batchNormPolicies, checkModel} from './check-model.js';
import {checkSource} from './check-source.js';
import {checkSweep, sweptRules} from './check-sweep.js';
import {evaluate, evaluateNumber, evaluateText} from './evaluate.js';
import {knownWord} from './known-word.js';
import {isParameter, noName} from './parameter.js';
import {errorAt} from './report.js';
import type {Scope} from './scope.js';
import type {StatementSyntax} from './syntax.js';
import type {Name, ShowWhat, Statement} from './tree.js';

type Of<Kind extends StatementSyntax['kind']> = Extract<StatementSyntax, {kind: Kind}>;

const tolerances = {conservation: 0.05, positivity: 0.01, consistency: 0.05} as const;
const checkable = Object.keys(tolerances) as readonly (keyof typeof tolerances)[];
const showable: readonly ShowWhat[] = ['heatmap', 'ledger', 'sums', 'plan', 'graph'];
const engines = ['onnx', 'tfjs'] as const;
const savable: readonly string[] = ['.npy', '.npz', '.json', '.html', '.png', '.csv', '.tex'];

/** Words with a meaning of their own where a `let` could stand. */
const reservedLets: readonly string[] = ['top', 'half'];

/** Checks one statement that is no line of a plan; null where it is wrong or makes nothing to carry out. */
export function checkStatement(
  syntax: Exclude<StatementSyntax, {kind: 'plan' | 'assignment' | 'include'}>,
  context: CheckContext,
): Statement | null {
  const {scope} = context;
  switch (syntax.kind) {
    case 'model':
      return checkModel(syntax, context);
    case 'image':
    case 'input':
    case 'dataset':
      return checkSource(syntax, context);
    case 'sample':
      return checkSample(syntax, context);
    case 'evaluate':
      return checkEvaluate(syntax, context);
    case 'let':
      return checkLet(syntax, scope);
    case 'classes':
      return checkClasses(syntax, context);
    case 'explain':
      return checkExplain(syntax, context);
    case 'check':
      return checkCheck(syntax, scope);
    case 'show': {
      const what = context.distinct(
        syntax.what,
        name => name.text,
        name => name.span,
      );
      const known = what.map(name =>
        knownWord(name, showable, 'show/unknown', 'cannot be shown', scope),
      );
      return known.includes(null)
        ? null
        : {kind: 'show', what: known as ShowWhat[], span: syntax.span};
    }
    case 'compare':
      return checkCompare(syntax, context);
    case 'diff':
      return checkDiff(syntax, context);
    case 'sweep':
      return checkSweep(syntax, context);
    case 'save': {
      const path = checkPath(syntax.path, 'save', savable, scope);
      return path === null ? null : {kind: 'save', path, span: syntax.span};
    }
    case 'export': {
      const format = knownWord(
        syntax.format,
        ['onnx'] as const,
        'export/unknown',
        'is no format to export',
        scope,
      );
      const path = checkPath(syntax.path, 'export onnx', ['.onnx'], scope);
      return format === null || path === null
        ? null
        : {kind: 'export', format, path, span: syntax.span};
    }
    case 'engine': {
      context.once('engine', syntax.span);
      const engine = knownWord(syntax.engine, engines, 'engine/unknown', 'is no engine', scope);
      const device = syntax.device?.text ?? null;
      return engine === null ? null : {kind: 'engine', engine, device, span: syntax.span};
    }
  }
}

function checkLet({name, value: expression}: Of<'let'>, scope: Scope): null {
  const value = evaluate(expression, scope);
  scope.laterLets.delete(name.text);
  const first = scope.lets.get(name.text);
  if (first !== undefined) {
    const related = [{span: first.name.span, message: 'it gets its value here'}];
    const message = `"${name.text}" has a value already; a "let" does not change`;
    const hint = 'choose another name';
    return scope.report(errorAt('name/duplicate', name.span, message, {hint, related}));
  }
  if (isParameter(name)) return scope.report(noName(name));
  if (reservedLets.includes(name.text)) {
    const message = `"${name.text}" is a word of the language and cannot be a name`;
    scope.report(errorAt('name/reserved', name.span, message, {hint: 'choose another name'}));
  }
  scope.lets.set(name.text, {name, value, used: false});
  return null;
}

function checkClasses(syntax: Of<'classes'>, context: CheckContext): Statement | null {
  const {scope} = context;
  context.once('classes', syntax.span);
  const names: Name[] = [];
  const seen = new Map<string, Name>();
  for (const expression of syntax.names) {
    const text = evaluateText(expression, scope);
    if (text === null) continue;
    const name = {text, span: expression.span};
    const first = seen.get(text);
    if (first !== undefined) {
      const related = [{span: first.span, message: 'it stands here already'}];
      scope.report(
        errorAt('classes/duplicate', name.span, `two classes are called "${text}"`, {related}),
      );
    }
    seen.set(text, name);
    names.push(name);
  }
  return {kind: 'classes', names, span: syntax.span};
}

function checkCheck(syntax: Of<'check'>, scope: Scope): Statement | null {
  const {span, within} = syntax;
  const what = knownWord(syntax.what, checkable, 'check/unknown', 'cannot be checked', scope);
  const given = within === null ? null : evaluateNumber(within, scope);
  if (within !== null && given !== null && !(given >= 0 && given <= 1)) {
    const percent = given > 1 && given <= 100 ? `did you mean ${given}%?` : null;
    const message = `expected a tolerance from 0 to 1 (0% to 100%), got ${given}`;
    return scope.report(errorAt('check/tolerance', within.span, message, {hint: percent}));
  }
  if (what === null || (within !== null && given === null)) return null;
  return {kind: 'check', what, tolerance: given ?? tolerances[what], span};
}

/** The words above, for help and docs. */
export const statementWords: Readonly<
  Record<
    'check' | 'show' | 'engine' | 'save' | 'evaluate' | 'sweep' | 'batchnorm',
    readonly string[]
  >
> = {
  check: checkable,
  show: showable,
  engine: engines,
  save: savable,
  evaluate: evaluable,
  sweep: sweptRules,
  batchnorm: batchNormPolicies,
};
