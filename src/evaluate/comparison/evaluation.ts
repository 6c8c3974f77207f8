// Reports read it, too, so that it stands with the other plain data.
export type {
  EvaluatedFamily,
  EvaluatedMethod,
  EvaluatedRow,
  Evaluation,
} from '../../measures/evaluation.js';
