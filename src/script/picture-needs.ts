import {pictureForm} from '../data/picture-input.js';
import type {Diagnostic, Span} from '../errors/diagnostic.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Graph} from '../graph/graph.js';
import {withModelAdvice} from './model-advice.js';

/** Whether networks take pictures, told once a network: each picture of a script would say the same. */
export class PictureNeeds {
  readonly #told = new Set<Graph['nodes']>();
  readonly #report: (problem: Diagnostic) => void;

  constructor(report: (problem: Diagnostic) => void) {
    this.#report = report;
  }

  /** Reports where a network takes no pictures or does not say how they become its input. */
  check(graph: Graph, span: Span): void {
    if (this.#told.has(graph.nodes)) return;
    try {
      pictureForm(graph);
    } catch (error) {
      if (!(error instanceof LrpError)) throw error;
      const {code, message} = error;
      this.#told.add(graph.nodes);
      this.#report(withModelAdvice({code, severity: 'error', span, message}));
    }
  }
}
