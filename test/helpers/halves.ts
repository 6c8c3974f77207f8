import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {floats, onnxBytes, onnxNode} from './onnx-maker.js';
import {writeDevkit} from './voc-devkit.js';

const size = {width: 8, height: 8};
const scenes = [
  {id: '1', objects: [{name: 'horse', box: [1, 1, 4, 8]}], ...size},
  {id: '2', objects: [{name: 'horse', box: [1, 1, 8, 2], difficult: true}], ...size},
  {id: '3', objects: [{name: 'horse', box: [1, 1, 4, 8]}, {name: 'dog'}], ...size},
  {id: '4', objects: [{name: 'person', box: [1, 1, 8, 4]}], ...size},
] as const;

/** Horse is the sum of the left half of a picture, person that of the right half, each pixel its share: z = Σ x. */
const halves = onnxBytes({
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

/** Writes `halves.onnx`, `plans.lrp` with the plans `direct` and `evenly`, and a devkit of four pictures to a folder. */
export async function writeHalves(folder: string): Promise<void> {
  await writeFile(join(folder, 'halves.onnx'), halves);
  await writeFile(
    join(folder, 'plans.lrp'),
    'plan direct { all use zero }\nplan evenly { all use flat }\n',
  );
  await writeDevkit(folder, '2012', scenes, {test: scenes.map(({id}) => id)});
}
