import type {Consistency} from '../../evaluate/consistency/consistency.js';
import type {Localisation} from '../../evaluate/localisation/localisation.js';
import type {ComparedPictures} from '../../measures/compared-pictures.js';
import type {Evaluation} from '../../measures/evaluation.js';
import type {EvaluationSummary} from '../../measures/summary.js';

/** What an `evaluate` found. */
export interface EvaluationFinding {
  /** What `as` calls it; null where it has no name. */
  readonly name: string | null;
  readonly evaluation: Evaluation;
  readonly summary: EvaluationSummary;
  /** Relevance mass class by class, beside what evenly spread relevance scores; null where localisation was not asked for. */
  readonly localisation: Localisation | null;
  /** Of the plans, by their ledgers; null where consistency was not asked for, or of baselines only. */
  readonly consistency: Consistency | null;
  /** Rows on which methods differ most, and least, explained again. */
  readonly pictures: readonly ComparedPictures[];
  /** What was left out. */
  readonly notes: readonly string[];
}
