import type {Name, PlanReference, Script, Statement} from '../../dsl/tree.js';
import type {EngineName} from '../engine/engine.js';
import type {Diagnostic, Span} from '../errors/diagnostic.js';
import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {findImprecise, unknownDevice} from './check-device.js';
import {DataSets} from './data-sets.js';
import {ModelsInForce} from './models-in-force.js';
import {OutputPaths} from './output-paths.js';
import type {
  Prepared,
  PreparedEvaluation,
  PreparedExplain,
  PreparedStep,
  Source,
  Workspace,
} from './prepared.js';
import {findSource} from './find-source.js';
import {PictureNeeds} from './picture-needs.js';
import {evaluatedClasses, evaluatedMethods} from './prepare-evaluation.js';
import {resolveTarget} from './prepare-classes.js';
import {prepareContrast} from './prepare-contrast.js';
import type {PrepareOptions} from './prepare-options.js';
import {prepareSave} from './prepare-save.js';
import {ResolvedPlans} from './resolved-plans.js';

/** What is known at a point of a script, and every problem met. */
export class Preparation {
  readonly steps: PreparedStep[] = [];
  readonly problems: Diagnostic[] = [];
  readonly #script: Script;
  readonly #options: PrepareOptions;
  readonly #sources: Map<string, Source>;
  readonly #plans: ResolvedPlans;
  readonly #report = (problem: Diagnostic): void => void this.problems.push(problem);
  readonly #dataSets: DataSets;
  readonly #outputs = new OutputPaths();
  /** Explanations of this script that have a name. */
  readonly #named = new Map<string, PreparedExplain>();
  readonly #models: ModelsInForce;
  readonly #pictures = new PictureNeeds(this.#report);
  #engine: EngineName;
  #device: string | null;
  #explain: PreparedExplain | null;
  #evaluation: PreparedEvaluation | null;
  #latest: Workspace['latest'];
  /** True once an `explain` stands above, be it a broken one. */
  #hasExplain: boolean;
  /** True once one stands in this script. */
  #explainsHere = false;

  constructor(script: Script, options: PrepareOptions) {
    this.#script = script;
    this.#options = options;
    this.#plans = new ResolvedPlans(script, this.#report);
    const {workspace} = options;
    this.#dataSets = new DataSets(options.folder, workspace?.datasets ?? new Map(), this.#report);
    this.#sources = new Map(workspace?.sources);
    this.#models = new ModelsInForce(options, this.#report);
    this.#explain = workspace?.explain ?? null;
    this.#evaluation = workspace?.evaluation ?? null;
    this.#latest = workspace?.latest ?? null;
    this.#hasExplain = this.#explain !== null;
    this.#engine = options.engine ?? workspace?.engine ?? 'onnx';
    this.#device = options.device ?? workspace?.device ?? null;
  }

  #problem(code: string, span: Span, message: string, hint?: string): void {
    const given = hint === undefined ? {} : {hint};
    this.problems.push({code, severity: 'error', message, span, ...given});
  }

  #prepareExplain(statement: Statement & {kind: 'explain'}): void {
    this.#hasExplain = true;
    this.#explainsHere = true;
    this.#latest = 'explain';
    this.#explain = null;
    const graph = this.#models.need(statement.span);
    const sources = statement.inputs.flatMap(name => this.#sources.get(name.text) ?? []);
    if (graph === null) return;
    const picture = statement.inputs.find(name => this.#sources.get(name.text)?.kind === 'image');
    if (picture !== undefined) this.#pictures.check(graph, picture.span);
    const plans = this.#plansFor(statement.plans, graph);
    this.#explain = {
      kind: 'explain',
      name: statement.name,
      graph,
      sources,
      plans,
      span: statement.span,
      targets: statement.targets.map(target => resolveTarget(target, graph, this.#report)),
      engine: this.#engine,
      device: this.#device,
    };
    this.steps.push(this.#explain);
    if (statement.name !== null) this.#named.set(statement.name, this.#explain);
  }

  /** Plans on a network, with complaints about what the device cannot hold. */
  #plansFor(references: readonly PlanReference[], graph: Graph): readonly Plan[] {
    const plans = this.#plans.named(references, graph);
    const isNew = ({span, message}: Diagnostic): boolean =>
      !this.problems.some(known => known.span === span && known.message === message);
    const imprecise = findImprecise(this.#engine, this.#device, plans, references);
    this.problems.push(...imprecise.filter(isNew));
    return plans;
  }

  #evaluate(statement: Statement & {kind: 'evaluate'}): void {
    this.#latest = 'evaluate';
    this.#evaluation = null;
    const graph = this.#models.need(statement.span);
    const found = this.#dataSets.splitOf(statement.dataset, statement.split);
    if (graph === null) return;
    this.#pictures.check(graph, statement.dataset.span);
    const classes = evaluatedClasses(statement, graph, this.#dataSets, this.#report);
    const methods = evaluatedMethods(statement.methods, plans => this.#plansFor(plans, graph));
    if (found === null || classes.length === 0) return;
    const {name, families, limit, seed, span} = statement;
    const on = {engine: this.#engine, device: this.#device};
    this.#evaluation = {
      ...{kind: 'evaluate', name, graph, ...found, classes, families, ...methods},
      ...{limit, seed, ...on, span},
    };
    this.steps.push(this.#evaluation);
  }

  #needExplanation(span: Span, what: string): PreparedExplain | null {
    if (!this.#hasExplain)
      this.#problem(
        'script/nothing-explained',
        span,
        `${what} speaks of an explanation, but nothing is explained yet`,
        'add explain … above',
      );
    return this.#explain;
  }

  /** Reports a path that results can't be written to; null where it is fine. */
  #needOutputPath(path: Name): boolean {
    const problem = this.#outputs.take(path);
    if (problem !== null) this.problems.push(problem);
    return problem === null;
  }

  #show(statement: Statement & {kind: 'show'}): void {
    const graph = this.#models.need(statement.span);
    for (const what of statement.what) {
      const isStatic = what === 'graph' || what === 'plan';
      if (!isStatic && this.#needExplanation(statement.span, `show ${what}`) === null) continue;
      if (graph === null) continue;
      const all = [...this.#script.plans.keys()].map(name => ({name, span: statement.span}));
      const isOwn = what === 'plan' && !this.#explainsHere && all.length > 0;
      if (what === 'plan' && !isOwn && this.#needExplanation(statement.span, 'show plan') === null)
        continue;
      const plans = isOwn ? this.#plans.named(all, graph) : (this.#explain?.plans ?? []);
      this.steps.push({kind: 'show', what, explain: this.#explain, graph, plans});
    }
  }

  #save(statement: Statement & {kind: 'save'}): void {
    const step = prepareSave(statement, {
      latest: this.#latest,
      evaluation: this.#evaluation,
      explained: () => this.#needExplanation(statement.span, 'save'),
      report: this.#report,
    });
    if (this.#needOutputPath(statement.path) && step !== null) this.steps.push(step);
  }

  #setEngine(statement: Statement & {kind: 'engine'}): void {
    const unknown = unknownDevice(statement);
    if (unknown !== null) {
      this.problems.push(unknown);
      return;
    }
    if (this.#options.engine !== undefined) return;
    this.#engine = statement.engine;
    this.#device = this.#options.device ?? statement.device;
  }

  async statement(statement: Statement): Promise<void> {
    switch (statement.kind) {
      case 'model':
        return this.#models.load(statement);
      case 'image':
      case 'input':
        this.#sources.set(
          statement.name,
          await findSource(statement, this.#options.folder, this.#report),
        );
        return;
      case 'dataset':
        return this.#dataSets.open(statement);
      case 'sample': {
        const source = await this.#dataSets.choose(statement);
        // A picture of this name from an earlier cell is not meant either.
        if (source === null) this.#sources.delete(statement.name);
        else this.#sources.set(statement.name, source);
        return;
      }
      case 'evaluate':
        return this.#evaluate(statement);
      case 'contrast':
        this.steps.push(...prepareContrast(statement, this.#named, this.#report));
        return;
      case 'classes':
        return this.#models.rename(statement.names, statement.span);
      case 'plan':
        return;
      case 'engine':
        return this.#setEngine(statement);
      case 'explain':
        return this.#prepareExplain(statement);
      case 'show':
        return this.#show(statement);
      case 'check': {
        const {what, tolerance, span} = statement;
        const explain = this.#needExplanation(span, 'check');
        if (explain !== null) this.steps.push({kind: 'check', explain, what, tolerance, span});
        return;
      }
      case 'compare': {
        const explain = this.#needExplanation(statement.span, 'compare');
        if (explain !== null)
          this.steps.push({
            kind: 'compare',
            explain,
            plans: this.#plans.named(statement.plans, explain.graph),
          });
        return;
      }
      case 'save':
        return this.#save(statement);
      case 'sweep':
        return;
      case 'diff': {
        const graph = this.#models.need(statement.span);
        if (graph === null) return;
        const plans = this.#plansFor(statement.plans, graph);
        if (plans.length > 1) this.steps.push({kind: 'diff', graph, plans});
        return;
      }
      case 'export': {
        const graph = this.#models.need(statement.span);
        if (
          !this.#needOutputPath(statement.path) ||
          this.#needExplanation(statement.span, 'export') === null ||
          graph === null
        )
          return;
        this.steps.push({
          kind: 'export',
          graph,
          plans: this.#explain?.plans ?? [],
          path: statement.path.text,
          span: statement.path.span,
        });
      }
    }
  }

  /** What the script leaves. */
  prepared(): Prepared {
    return {
      steps: this.steps,
      plans: this.#models.graph === null ? new Map() : this.#plans.own(this.#models.graph),
      models: this.#models.named,
      workspace: {
        graph: this.#models.graph,
        sources: this.#sources,
        datasets: this.#dataSets.sound,
        engine: this.#engine,
        device: this.#device,
        explain: this.#explain,
        evaluation: this.#evaluation,
        latest: this.#latest,
      },
    };
  }

  /** Plans that nothing explains are checked too, against the last model. */
  leftOverPlans(): void {
    if (this.#models.graph === null) return;
    const own = this.#script.statements.flatMap(statement =>
      statement.kind === 'plan' ? [{name: statement.source.name, span: statement.span}] : [],
    );
    this.#plans.named(own, this.#models.graph);
  }
}
