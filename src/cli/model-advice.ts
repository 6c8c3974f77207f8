/** What to do on the command line where a model lacks something, by the code of the error. */
const advice: Readonly<Record<string, string>> = {
  'input/preprocessing': '--preprocess unit, signed, raw, torch or caffe says it, or JSON',
  'model/unknown-shape': 'pass it as --shape 3x224x224 or 224x224x3, as the model orders its axes',
  'model/input-shape': 'pass it as --shape 224x224x3',
  'rule/no-bounds':
    'write them, zB(low, high), or say how pictures become the input: --preprocess caffe',
};

/** That advice, or null. */
export function modelAdvice(code: string): string | null {
  return Object.hasOwn(advice, code) ? advice[code]! : null;
}
