import type {Examined} from '../../dsl/compile.js';
import type {Statement} from '../../dsl/tree.js';
import type {Evaluation} from '../measures/evaluation.js';
import type {Explained} from '../explain/explained.js';
import {explanationOutput} from '../inline/explanation-output.js';
import {graphOutput} from '../inline/graph-output.js';
import type {InlineOutput} from '../inline/inline-output.js';
import {planOutput} from '../inline/plan-output.js';
import {planSourceOutput} from '../inline/plan-source-output.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Graph} from '../graph/graph.js';
import type {Plan, PlanSource} from '../plan/plan.js';
import type {MimeBundle} from '../plot/mime-bundle.js';
import {loadSources} from '../script/load-sources.js';
import type {Prepared} from '../script/prepared.js';
import type {Run} from '../script/run.js';
import type {NamedValue} from './cell-result.js';
import {displayable} from './displayable.js';
import {evaluationOutput} from './evaluation-output.js';

/** What a text made, by name. */
export interface Named {
  readonly all: readonly NamedValue[];
  readonly plans: Readonly<Record<string, Plan | PlanSource>>;
  readonly explanation: Explained | null;
  readonly explanations: Readonly<Record<string, Explained>>;
  readonly evaluation: Evaluation | null;
  readonly evaluations: Readonly<Record<string, Evaluation>>;
}

export interface NameValuesOptions {
  readonly bundle: (output: InlineOutput) => MimeBundle;
  /** Pictures and arrays of earlier texts that TypeScript does not have as this network takes them. */
  readonly waiting: readonly string[];
}

const types = {
  number: 'number',
  text: 'string',
  list: 'readonly number[]',
  plan: "import('lrplab').Plan",
  source: "import('lrplab').PlanSource",
  explained: "import('lrplab').Explained",
  evaluation: "import('lrplab').Evaluation",
  graph: "import('lrplab').Graph",
  batch: "import('lrplab').LoadedBatch",
} as const;

/** The values that TypeScript gets from a text: all of them plain data that show themselves. */
export async function nameValues(
  {script, lets}: Examined,
  prepared: Prepared,
  run: Run,
  {bundle, waiting}: NameValuesOptions,
): Promise<Named> {
  const {graph} = prepared.workspace;
  const plans = Object.fromEntries(
    script.statements.flatMap(statement => {
      if (statement.kind !== 'plan') return [];
      const {source} = statement;
      const plan = prepared.plans.get(source.name);
      return [
        [
          source.name,
          plan === undefined
            ? displayable(source, () => bundle(planSourceOutput(source)))
            : displayable(plan, () => bundle(planOutput(plan))),
        ] as const,
      ];
    }),
  );
  const explained = prepared.steps.flatMap(step => {
    const found = step.kind === 'explain' ? run.findings.get(step)?.explained : undefined;
    return step.kind !== 'explain' || found === undefined
      ? []
      : [{name: step.name, value: displayable(found, () => bundle(explanationOutput(found)))}];
  });
  const explanation = explained.at(-1)?.value ?? null;
  const evaluated = prepared.steps.flatMap(step => {
    const found = step.kind === 'evaluate' ? run.evaluations.get(step) : undefined;
    if (found === undefined) return [];
    const value = displayable(found.evaluation, () => bundle(evaluationOutput(found)));
    return [{name: found.name, value}];
  });
  const evaluation = evaluated.at(-1)?.value ?? null;
  const all: NamedValue[] = [];
  for (const [name, value] of lets) {
    const plain =
      value.kind === 'number' ? value.value : value.kind === 'text' ? value.text : value.values;
    all.push({name, type: types[value.kind], value: plain});
  }
  for (const [name, model] of prepared.models) {
    const shown = displayable(model, () => bundle(graphOutput(model)));
    all.push({name, type: types.graph, value: shown});
  }
  const batches = new Set([
    ...script.statements.flatMap(statement => (namesSamples(statement) ? [statement.name] : [])),
    // A picture is numbers only as a network takes it.
    ...(prepared.models.size === 0 ? [] : waiting),
  ]);
  for (const name of graph === null ? [] : batches)
    all.push(...(await batchOf(name, prepared, graph!)));
  for (const [name, plan] of Object.entries(plans))
    all.push({name, type: 'start' in plan ? types.plan : types.source, value: plan});
  for (const {name, value} of explained)
    if (name !== null) all.push({name, type: types.explained, value});
  if (explanation !== null)
    all.push({name: 'explanation', type: types.explained, value: explanation});
  for (const {name, value} of evaluated)
    if (name !== null) all.push({name, type: types.evaluation, value});
  if (evaluation !== null)
    all.push({name: 'evaluation', type: types.evaluation, value: evaluation});
  return {
    all,
    plans,
    explanation,
    explanations: byName(explained),
    evaluation,
    evaluations: byName(evaluated),
  };
}

function byName<Value>(
  values: readonly {readonly name: string | null; readonly value: Value}[],
): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    values.flatMap(({name, value}) => (name === null ? [] : [[name, value] as const])),
  );
}

function namesSamples(
  statement: Statement,
): statement is Statement & {kind: 'image' | 'input' | 'sample'} {
  const {kind} = statement;
  return kind === 'image' || kind === 'input' || kind === 'sample';
}

/** A picture or array as the model takes it; nothing where it does not fit, which `explain` would say. */
async function batchOf(
  name: string,
  {workspace}: Prepared,
  graph: Graph,
): Promise<readonly NamedValue[]> {
  const source = workspace.sources.get(name);
  if (source === undefined) return [];
  try {
    const {tensor, samples} = await loadSources([source], graph);
    return [{name, type: types.batch, value: {tensor, samples}}];
  } catch (error) {
    if (error instanceof LrpError) return [];
    throw error;
  }
}
