import type {ModelEvaluation} from '../../train/evaluate-model.js';

/** What `--json` prints of an evaluation: all but what it says of single pictures. */
export function evaluationJson(evaluation: ModelEvaluation): object {
  const {
    ids: _ids,
    probabilities: _probabilities,
    logOdds: _logOdds,
    labels: _labels,
    ...summary
  } = evaluation;
  return summary;
}
