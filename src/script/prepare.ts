import type {Script} from '../../dsl/tree.js';
import type {Diagnostic, Result} from '../errors/diagnostic.js';
import {Preparation} from './preparation.js';
import type {PrepareOptions} from './prepare-options.js';
import type {Prepared} from './prepared.js';

/** What a script with mistakes may be blamed for although only the mistakes are to blame. */
const consequences = new Set(['script/no-model', 'script/nothing-explained', 'plan/uncovered']);

/**
 * What is wrong with the names, files and layers of a script that has other mistakes too, as far as
 * that can be said: so that all mistakes are reported at once.
 */
export async function furtherMistakes(
  script: Script,
  options: PrepareOptions,
): Promise<readonly Diagnostic[]> {
  const prepared = await prepareScript(script, options);
  if (prepared.ok) return [];
  return prepared.diagnostics.filter(
    ({code, severity}) => severity === 'error' && !consequences.has(code),
  );
}

/**
 * Finds and resolves everything a script names: models are read, plans resolved, files looked for, all
 * before anything heavy runs.
 *
 * @returns The steps to carry out and what they leave, or every problem at once.
 */
export async function prepareScript(
  script: Script,
  options: PrepareOptions,
): Promise<Result<Prepared>> {
  const preparation = new Preparation(script, options);
  for (const statement of script.statements) await preparation.statement(statement);
  preparation.leftOverPlans();
  const {problems} = preparation;
  if (problems.some(({severity}) => severity === 'error'))
    return {ok: false, diagnostics: problems};
  return {ok: true, value: preparation.prepared(), warnings: problems};
}
