import {families} from '../../src/measures/families.js';
import type {EvaluatedMethod, Evaluation} from '../../src/measures/evaluation.js';
import {randomFrom} from './random.js';

export interface SampleEvaluationOptions {
  /** @default talk, DeepTaylor and Random */
  readonly methods?: readonly EvaluatedMethod[];
  /** @default all of them */
  readonly families?: readonly string[];
  /** Every third shows both classes. @default 12 */
  readonly pictures?: number;
}

/** A method of an evaluation that nobody ran. */
export function sampleMethod(name: string, more: Partial<EvaluatedMethod> = {}): EvaluatedMethod {
  return {
    ...{name, kind: 'plan', description: ['0 conv1: zplus'], cost: 3.25, milliseconds: 12.5},
    ...{sweep: null, ...more},
  };
}

/** An evaluation of made-up numbers: method m scores about 1/(m+1), every seventh score is undefined. */
export function sampleEvaluation({
  methods = [
    sampleMethod('talk'),
    sampleMethod('DeepTaylor', {cost: 3.5, milliseconds: 13}),
    sampleMethod('Random', {kind: 'baseline', description: ['Random'], cost: null}),
  ],
  families: names = families.map(({name}) => name),
  pictures = 12,
}: SampleEvaluationOptions = {}): Evaluation {
  const random = randomFrom(11);
  const chosen = families.filter(({name}) => names.includes(name));
  const measures = chosen.flatMap(({name, measures: own}) =>
    own.map(measure => ({...measure, family: name})),
  );
  const rows = Array.from({length: pictures}, (_, index) => {
    const classes = index % 3 === 0 ? ['horse', 'person'] : [index % 3 === 1 ? 'horse' : 'person'];
    return classes.map(className => {
      const id = `2008_${String(index).padStart(6, '0')}`;
      const target = className === 'horse' ? 0 : 1;
      return {id, image: `JPEGImages/${id}.jpg`, className, target, logit: index / 2 - 1};
    });
  }).flat();
  return {
    version: 1,
    model: {name: 'model.onnx', hash: 'a1'.repeat(32)},
    data: {folder: 'VOCdevkit/VOC2012', split: 'test', hash: 'b2'.repeat(32)},
    classes: ['horse', 'person'],
    ...{seed: 1, versions: {lrplab: '0.1.0', node: '20.0.0', onnxruntime: '1.30.0'}},
    ...{engine: 'onnx/cpu', date: '2026-11-28T12:00:00.000Z'},
    families: chosen.map(({name}) => ({name, arguments: {}, seconds: 1.5})),
    ...{methods, measures, rows},
    scores: measures.map((_, measure) =>
      methods.map((__, method) =>
        rows.map((___, row) =>
          measure === 1 && row % 7 === 0
            ? null
            : Number(((1 + random.uniform()) / (method + 1)).toFixed(4)),
        ),
      ),
    ),
  };
}
