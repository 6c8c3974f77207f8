import type {Known} from '../../dsl/known.js';
import {lex, unquote} from '../../dsl/lex.js';
import type {Value} from '../../dsl/scope.js';
import type {Sweep} from '../../dsl/tree.js';
import {isParameter} from '../../dsl/parameter.js';
import {Identifier, isA, StringText} from '../../dsl/tokens.js';
import type {Graph} from '../graph/graph.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import type {PlanSource} from '../plan/plan.js';
import type {CustomRule} from '../rules/custom-rule.js';
import type {EvaluationFinding} from '../script/evaluation/evaluation-finding.js';
import type {PreparedEvaluation, PreparedExplain, Source, Workspace} from '../script/prepared.js';
import type {Finding} from '../script/run.js';
import {describeValue, rolesOf, ruleOf} from './known-value.js';

/** Values by name from outside the language: TypeScript variables, values put into a template. */
export interface HostValues {
  readonly get: (name: string) => unknown;
  readonly names: () => readonly string[];
}

export const noValues: HostValues = {get: () => undefined, names: () => []};

/** What a text can use: for the checks, and for carrying it out. */
export interface Surroundings {
  readonly known: Known;
  readonly models: ReadonlyMap<string, Graph>;
  readonly workspace: Workspace;
}

const emptyWorkspace: Workspace = {
  graph: null,
  sources: new Map(),
  datasets: new Map(),
  engine: 'onnx',
  device: null,
  explain: null,
  evaluation: null,
  latest: null,
};

/** What the cells of a session have made so far. */
export class Memory {
  readonly lets: Map<string, Value> = new Map();
  readonly plans: Map<string, PlanSource> = new Map();
  readonly sweeps: Map<string, Sweep> = new Map();
  /** Networks by the names that cells gave them. */
  readonly models: Map<string, Graph> = new Map();
  workspace: Workspace = emptyWorkspace;
  /** The latest explanation and what was found out about it; earlier ones are let go. */
  latest: {readonly step: PreparedExplain; readonly finding: Finding} | null = null;
  /** The latest evaluation. */
  latestEvaluation: {
    readonly step: PreparedEvaluation;
    readonly finding: EvaluationFinding;
  } | null = null;
  /** What TypeScript was given under a name: as long as it still holds that, the language's own counts. */
  readonly published: Map<string, unknown> = new Map();

  /** Keeps what a text left. Values from outside are looked up anew by each text. */
  remember(workspace: Workspace): void {
    const files = [...workspace.sources].filter(([, {kind}]) => kind !== 'value');
    this.workspace = {...workspace, sources: new Map(files)};
  }

  /** Pictures and arrays that were named, and that TypeScript has not been given or still has as they were given. */
  unchanged(values: HostValues): readonly string[] {
    return [...this.workspace.sources.keys()].filter(name =>
      Object.is(values.get(name), this.published.get(name)),
    );
  }

  /** What a text that uses these names finds. A TypeScript value set since goes before what a cell made. */
  around(text: string, values: HostValues): Surroundings {
    const lets = new Map(this.lets);
    const plans = new Map(this.plans);
    const sources = new Map<string, Source>(this.workspace.sources);
    const models = new Map(this.models);
    const rules = new Map<string, CustomRule>();
    const preprocessings = new Map<string, Preprocessing>();
    const outside = new Map<string, string>();
    const variables = new Set(values.names());
    for (const name of namesIn(text)) {
      if (!variables.has(name)) continue;
      const value = values.get(name);
      if (Object.is(value, this.published.get(name))) continue;
      outside.set(name, describeValue(value));
      const roles = rolesOf(value);
      if (roles.value !== undefined) lets.set(name, roles.value);
      if (roles.plan !== undefined) plans.set(name, calledAs(name, roles.plan));
      if (roles.tensor !== undefined)
        sources.set(name, {kind: 'value', name, tensor: roles.tensor});
      if (roles.graph !== undefined) models.set(name, roles.graph);
      if (roles.preprocessing !== undefined) preprocessings.set(name, roles.preprocessing);
    }
    for (const name of variables) {
      const rule = ruleOf(values.get(name));
      // A plan prints a rule by the rule's own name; the variable's name is what its author sees.
      if (rule !== null) rules.set(rule.name, rule).set(name, rule);
    }
    const {graph} = this.workspace;
    return {
      models,
      workspace: {...this.workspace, sources},
      known: {
        lets,
        plans,
        sweeps: this.sweeps,
        rules,
        outside,
        inputs: new Set(sources.keys()),
        datasets: new Set(this.workspace.datasets.keys()),
        models: new Set(models.keys()),
        preprocessings,
        hasModel: graph !== null,
        hasExplained: this.latest !== null,
        hasEvaluated: this.latestEvaluation !== null,
        classes: graph?.classes ?? null,
      },
    };
  }
}

/** A plan under the name that its author sees; a value put into a text has none but the plan's own. */
function calledAs(name: string, plan: PlanSource): PlanSource {
  return isParameter({text: name}) || plan.name === name ? plan : {...plan, name};
}

/** Every word of a text that can be a name. */
export function namesIn(text: string): ReadonlySet<string> {
  const {tokens} = lex(text, '');
  return new Set(
    tokens.flatMap(token => {
      if (isA(token, StringText)) return unquote(token.image) ?? [];
      return isA(token, Identifier) ? [token.image] : [];
    }),
  );
}
