import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {readVocSplit} from '../../src/data/voc/read-voc-split.js';
import type {EvaluatedData} from '../../src/evaluate/comparison/evaluate-methods.js';
import type {Method} from '../../src/evaluate/methods/method.js';
import {type EvaluationTask, evaluationTasks} from '../../src/evaluate/tasks.js';
import type {Graph} from '../../src/graph/graph.js';
import {loadModel} from '../../src/model/load-model.js';
import {blobDevkit} from './blob-devkit.js';
import {uniformPlan} from './make-plan.js';
import {floats, onnxBytes, onnxNode} from './onnx-maker.js';

/** Horse is the sum of the left half of a picture of 8×8, person that of the right half, each pixel its share. */
export const halvesModel: Uint8Array = onnxBytes({
  nodes: [
    onnxNode('Flatten', ['input'], ['flat']),
    onnxNode('Gemm', ['flat', 'w'], ['logits'], {}, {name: 'halves'}),
  ],
  weights: [
    floats(
      'w',
      [192, 2],
      Array.from({length: 384}, (_, i) => {
        const isLeft = Math.floor(i / 2) % 8 < 4;
        return isLeft === (i % 2 === 0) ? 1 : 0;
      }),
    ),
  ],
  inputs: {input: [0, 3, 8, 8]},
  outputs: ['logits'],
  metadata: {
    'lrplab.classes': '["horse", "person"]',
    'lrplab.preprocessing': JSON.stringify({
      ...{channels: 'RGB', scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1]},
    }),
  },
});

export interface SmallEvaluation {
  readonly graph: Graph;
  /** `direct` and `evenly`. */
  readonly methods: readonly Method[];
  readonly data: EvaluatedData;
  /** Of `samples` pictures, of which a third show both classes. */
  readonly tasks: readonly EvaluationTask[];
}

/** A network, two plans and a small data set, written to a folder. */
export async function smallEvaluation(folder: string, samples = 12): Promise<SmallEvaluation> {
  const file = join(folder, 'halves.onnx');
  await writeFile(file, halvesModel);
  const graph = await loadModel(file);
  const classes = ['horse', 'person'];
  const year = await blobDevkit(folder, {samples: {test: samples}, size: 8});
  const split = await readVocSplit(year, 'test', {classes});
  const targets = new Map(classes.map((name, index) => [name, index]));
  const direct = {
    ...uniformPlan(graph, {kind: 'zplus', bias: 'include', stabiliser: 0}),
    name: 'direct',
  };
  const evenly = {...uniformPlan(graph, {kind: 'flat', stabiliser: 0}), name: 'evenly'};
  return {
    graph,
    methods: [direct, evenly].map(plan => ({kind: 'plan', name: plan.name, plan})),
    data: {folder: split.folder, split: 'test', hash: split.hash, classes},
    tasks: evaluationTasks(split, targets, {width: 8, height: 8}),
  };
}
