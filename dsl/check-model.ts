import type {CheckContext} from './check-context.js';
import {single} from './check-explain.js';
import {checkPath} from './check-path.js';
import {checkPreprocess} from './check-preprocess.js';
import {checkShape} from './check-shape.js';
import {stem} from './declared-names.js';
import {knownWord} from './known-word.js';
import {errorAt} from './report.js';
import type {Scope} from './scope.js';
import type {Expression, StatementSyntax} from './syntax.js';
import type {BatchNormPolicy, Name, Statement} from './tree.js';

type ModelSyntax = Extract<StatementSyntax, {kind: 'model'}>;

/** What can become of batch norms. */
export const batchNormPolicies: readonly BatchNormPolicy[] = ['fold', 'keep'];

/** Checks `model`, from a file or of a value that holds one. Each clause stands once, in any order. */
export function checkModel(syntax: ModelSyntax, context: CheckContext): Statement | null {
  const {span, preprocessings, shapes} = syntax;
  const {scope} = context;
  const batchNorm = checkBatchNorm(syntax, context);
  const preprocess = single(preprocessings, 'preprocess', context);
  const preprocessing = preprocess === null ? null : checkPreprocess(preprocess, scope);
  const size = single(shapes, 'shape', context);
  const shape = size === null ? null : checkShape(size, scope);
  const alias = single(syntax.names, 'as', context)?.name ?? null;
  const value = modelValue(syntax.path, scope);
  const isSound =
    batchNorm !== null &&
    (preprocess === null) === (preprocessing === null) &&
    (size === null) === (shape === null);
  if (value !== null) {
    context.takeModelValue();
    const isNamed = alias === null || context.declare('model', alias, false);
    const fits = refuseFileClauses(syntax, value, scope);
    if (!isNamed || !fits || !isSound) return null;
    return {
      ...{kind: 'model', path: value, isValue: true, name: alias?.text ?? value.text},
      ...{batchNorm, preprocessing, shape, span},
    };
  }
  const path = checkPath(syntax.path, 'model', null, scope);
  if (alias === null && path === null) return null;
  const name = alias ?? {text: stem(path!.text), span: syntax.path.span};
  const isNamed = context.declare('model', name, alias === null);
  if (path === null || !isNamed || !isSound) return null;
  return {
    ...{kind: 'model', path, isValue: false, name: name.text},
    ...{batchNorm, preprocessing, shape, span},
  };
}

/** What becomes of batch norms, folded where nothing is said; null where that is wrong. */
function checkBatchNorm({batchNorms}: ModelSyntax, context: CheckContext): BatchNormPolicy | null {
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

/** Reports clauses on how a file is read where the model is loaded already; false where there are any. */
function refuseFileClauses({batchNorms, shapes}: ModelSyntax, {text}: Name, scope: Scope): boolean {
  const refused = [
    ...batchNorms.slice(0, 1).map(({span}) => ({word: 'batchnorm', span})),
    ...shapes.slice(0, 1).map(({span}) => ({word: 'shape', span})),
  ];
  for (const {word, span} of refused) {
    const message = `"${text}" is loaded already; "${word}" is said where a model is read from its file`;
    scope.report(errorAt('clause/unsuited', span, message));
  }
  return refused.length === 0;
}
