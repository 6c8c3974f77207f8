import {extname} from 'node:path';
import type {Statement} from '../../dsl/tree.js';
import type {Diagnostic} from '../errors/diagnostic.js';
import type {PreparedEvaluation, PreparedExplain, PreparedStep, Workspace} from './prepared.js';

/** Endings of files that hold an evaluation, and of those that hold whatever came last. */
const ofEvaluations = ['.csv', '.tex'];
const ofBoth = ['.html', '.json'];

/** What there is to save. */
export interface Savable {
  readonly latest: Workspace['latest'];
  readonly evaluation: PreparedEvaluation | null;
  /** The explanation in force; reports where nothing is explained. */
  readonly explained: () => PreparedExplain | null;
  readonly report: (problem: Diagnostic) => void;
}

/** What is saved is what came last, and fits the kind of file; null where there is nothing. */
export function prepareSave(
  {path, span}: Statement & {kind: 'save'},
  {latest, evaluation, explained, report}: Savable,
): PreparedStep | null {
  const ending = extname(path.text).toLowerCase();
  const place = {path: path.text, span: path.span};
  const isOfEvaluation =
    ofEvaluations.includes(ending) || (ofBoth.includes(ending) && latest === 'evaluate');
  if (!isOfEvaluation) {
    const explain = explained();
    return explain === null ? null : {kind: 'save', explain, ...place};
  }
  if (latest !== 'evaluate' && evaluation === null)
    report({
      code: 'script/nothing-evaluated',
      severity: 'error',
      span,
      message: `a ${ending} file holds an evaluation, but nothing is evaluated yet`,
      hint: 'add evaluate … above',
    });
  return evaluation === null ? null : {kind: 'saveEvaluation', evaluation, ...place};
}
