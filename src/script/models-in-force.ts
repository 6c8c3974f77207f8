import type {Name, Statement} from '../../dsl/tree.js';
import type {Diagnostic, Span} from '../errors/diagnostic.js';
import {LrpError} from '../errors/lrp-error.js';
import {classCount} from '../explain/targets.js';
import type {Graph} from '../graph/graph.js';
import {withPreprocessing} from '../data/with-preprocessing.js';
import {loadModel} from '../model/load-model.js';
import {withModelAdvice} from './model-advice.js';
import {withClasses} from './prepare-classes.js';
import type {PrepareOptions} from './prepare-options.js';
import {resolvePath} from './resolve-path.js';

/** The network that the statements at a point of a script speak of, and those with names. */
export class ModelsInForce {
  /** Networks that this script named, or changed, by name. */
  readonly named: Map<string, Graph> = new Map();
  /** The network in force; null where none was loaded, or the last one is broken. */
  graph: Graph | null;
  #isAsked: boolean;
  /** What `classes` names; null where it does not stand above. */
  #classes: readonly Name[] | null = null;
  readonly #options: PrepareOptions;
  readonly #report: (problem: Diagnostic) => void;

  constructor(options: PrepareOptions, report: (problem: Diagnostic) => void) {
    this.#options = options;
    this.#report = report;
    this.graph = options.workspace?.graph ?? null;
    this.#isAsked = this.graph !== null;
  }

  /** Loads a network, which is the one in force from now on; reports where it cannot be. */
  async load(statement: Statement & {kind: 'model'}): Promise<void> {
    this.#isAsked = true;
    this.graph = null;
    const {path, shape, name, preprocessing} = statement;
    // What does not fit the shape that was said is said there.
    const graph = await this.#attempt(shape?.span ?? path.span, () => this.#read(statement));
    this.graph =
      graph === null || preprocessing === null
        ? graph
        : await this.#attempt(preprocessing.span, async () =>
            withPreprocessing(graph, preprocessing.chosen),
          );
    if (this.graph !== null) this.graph = this.#withScriptClasses(this.graph);
    if (this.graph !== null) this.named.set(name, this.graph);
  }

  /** A network without names of its classes has those that the script gave another, where they are as many. */
  #withScriptClasses(graph: Graph): Graph {
    const classes = this.#classes;
    if (classes === null || graph.classes !== null || classes.length !== classCount(graph))
      return graph;
    return {...graph, classes: classes.map(({text}) => text)};
  }

  async #read({path, isValue, batchNorm, shape}: Statement & {kind: 'model'}): Promise<Graph> {
    if (isValue) return this.#options.models!.get(path.text)!;
    const inputShape = shape === null ? {} : {inputShape: shape.lengths};
    return loadModel(resolvePath(this.#options.folder, path.text), {batchNorm, ...inputShape});
  }

  /** Null where it cannot be, which is reported. */
  async #attempt(span: Span, make: () => Promise<Graph>): Promise<Graph | null> {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof LrpError)) throw error;
      const {code, message} = error;
      this.#report(withModelAdvice({code, severity: 'error', span, message}));
      return null;
    }
  }

  /** Names the classes of the network in force, whatever names that network has. */
  rename(names: readonly Name[], span: Span): void {
    this.#classes = names;
    const before = this.need(span);
    if (before === null) return;
    this.graph = withClasses(before, names, span, this.#report);
    for (const [name, model] of [...(this.#options.models ?? []), ...this.named]) {
      if (model.nodes === before.nodes) this.named.set(name, this.graph);
    }
  }

  /** The network in force; a missing one is reported, a broken one was already. */
  need(span: Span): Graph | null {
    if (!this.#isAsked)
      this.#report({
        code: 'script/no-model',
        severity: 'error',
        span,
        message: 'no model is loaded yet',
        hint: 'add model "FILE" above',
      });
    return this.graph;
  }
}
