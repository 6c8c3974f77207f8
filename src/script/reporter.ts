import type {Explained} from '../explain/explained.js';
import type {Graph} from '../graph/graph.js';
import type {CheckResult} from '../ledger/checks.js';
import type {Plan} from '../plan/plan.js';
import type {Comparison} from '../report/compare.js';
import type {PlanDiff} from '../report/plan-diff.js';
import type {EvaluationFinding} from './evaluation/evaluation-finding.js';
import type {PreparedExplain} from './prepared.js';

/** A file that a script asks for; its content is made when everything has gone well. */
export interface OutputFile {
  /** Relative to the output folder. */
  readonly path: string;
  readonly content: () => Uint8Array | string;
}

/** What a running script has to say, by what it is about: a terminal prints it, a notebook draws it. */
export interface Reporter {
  readonly note: (line: string) => void;
  /** What was done to a picture, so that the model can take it. */
  readonly loaded: (line: string) => void;
  readonly progress: (done: number, total: number) => void;
  /** An `explain` begins. */
  readonly begin: (step: PreparedExplain) => void;
  /** An `explain` is done. */
  readonly explained: (explained: Explained) => void;
  readonly checked: (result: CheckResult, explained: Explained) => void;
  /** `graph` is the network that the plans are for. */
  readonly showPlans: (plans: readonly Plan[], graph: Graph) => void;
  readonly showGraph: (graph: Graph) => void;
  readonly showHeatmap: (explained: Explained) => OutputFile | null;
  /** `checks` are those of this explanation, whether they stand above or below. */
  readonly showLedger: (explained: Explained, checks: readonly CheckResult[]) => void;
  /** ΣR through the layers, a line a plan; files for what has no place on a terminal. */
  readonly showSums: (explained: Explained) => readonly OutputFile[];
  readonly evaluated: (finding: EvaluationFinding) => void;
  readonly differ: (diff: PlanDiff, plans: readonly [Plan, Plan]) => void;
  readonly compared: (explained: Explained, comparison: Comparison) => void;
}
