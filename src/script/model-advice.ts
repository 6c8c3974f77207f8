import type {Diagnostic} from '../errors/diagnostic.js';

/** What to do in a script where a model lacks something, by the code of the error. */
const advice: Readonly<Record<string, string>> = {
  'input/preprocessing':
    'say it where the model is named: preprocess unit, signed, raw, torch or caffe',
  'model/unknown-shape': 'say it here: shape 3x224x224 or 224x224x3, as the model orders its axes',
  'model/input-shape': 'say it here: shape 224x224x3',
  'rule/no-bounds':
    'write them, zB(low, high), or say how pictures become the input where the model is named: preprocess caffe',
};

/** A problem with the advice that a script can follow. */
export function withModelAdvice(problem: Diagnostic): Diagnostic {
  const {code} = problem;
  return Object.hasOwn(advice, code) ? {...problem, hint: advice[code]!} : problem;
}
