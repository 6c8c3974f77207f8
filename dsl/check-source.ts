import type {CheckContext} from './check-context.js';
import {single} from './check-explain.js';
import {checkPath} from './check-path.js';
import {stem} from './declared-names.js';
import {knownWord} from './known-word.js';
import {errorAt} from './report.js';
import type {Scope} from './scope.js';
import type {Expression, StatementSyntax} from './syntax.js';
import type {BatchNormPolicy, Name, Statement} from './tree.js';

type Of<Kind extends StatementSyntax['kind']> = Extract<StatementSyntax, {kind: Kind}>;

/** What can become of batch norms. */
export const batchNormPolicies: readonly BatchNormPolicy[] = ['fold', 'keep'];

/** Checks `image`, `input` and `dataset` with a path. */
export function checkSource(
  syntax: StatementSyntax & {readonly kind: 'image' | 'input' | 'dataset'},
  context: CheckContext,
): Statement | null {
  const {kind, span} = syntax;
  const path = checkPath(syntax.path, kind, kind === 'input' ? ['.npy'] : null, context.scope);
  if (syntax.name === null && path === null) return null;
  const name = syntax.name ?? {text: stem(path!.text), span: syntax.path.span};
  const sound = context.declare(
    kind === 'dataset' ? 'dataset' : 'input',
    name,
    syntax.name === null,
  );
  return path === null || !sound ? null : {kind, path, name: name.text, span};
}

/** Checks `model`, from a file or of a value that holds one. */
export function checkModel(syntax: Of<'model'>, context: CheckContext): Statement | null {
  const {kind, span} = syntax;
  const batchNorm = checkBatchNorm(syntax, context);
  const value = modelValue(syntax.path, context.scope);
  if (value !== null) return checkModelValue(syntax, value, context);
  const path = checkPath(syntax.path, kind, null, context.scope);
  if (syntax.name === null && path === null) return null;
  const name = syntax.name ?? {text: stem(path!.text), span: syntax.path.span};
  const sound = context.declare(kind, name, syntax.name === null);
  if (path === null || !sound || batchNorm === null) return null;
  return {kind, path, isValue: false, name: name.text, batchNorm, span};
}

/** What becomes of batch norms, folded where nothing is said; null where that is wrong. */
function checkBatchNorm({batchNorms}: Of<'model'>, context: CheckContext): BatchNormPolicy | null {
  const given = single(batchNorms, 'batchnorm', context);
  if (given === null) return 'fold';
  const problem = 'is nothing that can become of batch norms';
  return knownWord(given.policy, batchNormPolicies, 'batchnorm/unknown', problem, context.scope);
}

/** The name of a value that holds a model, where one stands in the place of a path. */
function modelValue(path: Expression, {known}: Scope): Name | null {
  if (path.kind !== 'reference' || !known.models.has(path.name)) return null;
  return {text: path.name, span: path.span};
}

function checkModelValue(
  {name, span, batchNorms}: Of<'model'>,
  value: Name,
  context: CheckContext,
): Statement | null {
  context.takeModelValue();
  if (name !== null && !context.declare('model', name, false)) return null;
  const [clause] = batchNorms;
  if (clause !== undefined) {
    const message = `"${value.text}" is loaded already; "batchnorm" is said where a model is read from its file`;
    return context.scope.report(errorAt('clause/unsuited', clause.span, message));
  }
  return {
    ...{kind: 'model', path: value, isValue: true, batchNorm: 'fold', span},
    name: name?.text ?? value.text,
  };
}
