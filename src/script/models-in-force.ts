import type {Name, Statement} from '../../dsl/tree.js';
import type {Diagnostic, Span} from '../errors/diagnostic.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Graph} from '../graph/graph.js';
import {loadModel} from '../model/load-model.js';
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
  readonly #options: PrepareOptions;
  readonly #report: (problem: Diagnostic) => void;

  constructor(options: PrepareOptions, report: (problem: Diagnostic) => void) {
    this.#options = options;
    this.#report = report;
    this.graph = options.workspace?.graph ?? null;
    this.#isAsked = this.graph !== null;
  }

  /** Loads a network, which is the one in force from now on; reports where it cannot be. */
  async load({path, isValue, name, batchNorm}: Statement & {kind: 'model'}): Promise<void> {
    this.#isAsked = true;
    this.graph = null;
    try {
      this.graph = isValue
        ? this.#options.models!.get(path.text)!
        : await loadModel(resolvePath(this.#options.folder, path.text), {batchNorm});
      this.named.set(name, this.graph);
    } catch (error) {
      if (!(error instanceof LrpError)) throw error;
      const {code, message} = error;
      this.#report({code, severity: 'error', span: path.span, message});
    }
  }

  /** Names the classes of the network in force, whatever names that network has. */
  rename(names: readonly Name[], span: Span): void {
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
