import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import type {Preprocessing} from '../../src/graph/preprocessing.js';
import {loadModel} from '../../src/model/load-model.js';
import {writeOnnx} from '../../src/model/onnx/write-onnx.js';
import {draftOfStack} from '../../src/model/stack/draft-of-stack.js';
import {vggStack} from '../../src/model/stack/vgg-stack.js';
import {modelBounds} from '../../src/plan/model-bounds.js';
import {compilePlan} from '../../src/script/compile-plan.js';
import {explainWith} from '../helpers/explain-with.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';
import {torchInput} from '../helpers/torch-vggs.js';

interface Way {
  readonly preprocessing: Preprocessing;
  /** What pixels 0 and 255 become, worked out by hand. */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const ways: Readonly<Record<string, Way>> = {
  "caffe's BGR means": {
    preprocessing: {channels: 'BGR', scale: 1, mean: [103.939, 116.779, 123.68], std: [1, 1, 1]},
    low: [-103.939, -116.779, -123.68],
    high: [151.061, 138.221, 131.32],
  },
  "torch's mean and std": {
    preprocessing: {
      channels: 'RGB',
      scale: 1 / 255,
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    },
    low: [-2.117903930131004, -2.0357142857142856, -1.8044444444444445],
    high: [2.2489082969432315, 2.428571428571429, 2.64],
  },
  '0 to 1': {
    preprocessing: {channels: 'RGB', scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1]},
    low: [0, 0, 0],
    high: [1, 1, 1],
  },
};

for (const [name, {preprocessing, low, high}] of Object.entries(ways)) {
  test(`${name}: they travel with the file and are what zB takes for bounds of every channel`, async t => {
    const stack = vggStack({
      depth: 11,
      batchNorm: true,
      width: 1 / 16,
      inputShape: [3, 32, 32],
      hidden: [8],
      outputs: 2,
      head: 'sigmoid',
      seed: 2,
      classes: ['person', 'horse'],
      preprocessing,
    });
    const file = join(await temporaryFolder(t), 'model.onnx');
    writeFileSync(file, writeOnnx(draftOfStack(stack)));
    const graph = await loadModel(file);
    t.deepEqual(graph.preprocessing, preprocessing);
    t.deepEqual(graph.classes, ['person', 'horse']);
    const plan = compilePlan('all use epsilon(0.01)\ninput use zB', graph);
    const [first] = plan.layers;
    const bounds = modelBounds(graph.nodes[first!.node]!, graph)!;
    for (const [found, expected] of [
      [bounds.low, low],
      [bounds.high, high],
    ] as const)
      t.true(expected.every((value, c) => Math.abs(found[c]! - value) < 1e-6));
    // The heatmap with those numbers written into the plan is the same.
    const rule = {kind: 'zB', low, high, stabiliser: 1e-6} as const;
    const written = {...plan, layers: [{...first!, rule}, ...plan.layers.slice(1)]};
    const input = torchInput([1, 3, 32, 32]);
    const how = {engine: 'onnx', device: 'cpu'} as const;
    const [travelled, byHand] = await Promise.all([
      explainWith(how, graph, plan, input, [1]),
      explainWith(how, graph, written, input, [1]),
    ]);
    const scale = byHand.relevance.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    t.true(scale > 0);
    t.true(
      travelled.relevance.data.every(
        (value, i) => Math.abs(value - byHand.relevance.data[i]!) <= 1e-5 * scale,
      ),
    );
  });
}

test('a training run is a folder that is read by its model.onnx', async t => {
  const folder = await temporaryFolder(t);
  const stack = vggStack({
    depth: 11,
    width: 1 / 64,
    inputShape: [3, 32, 32],
    hidden: [4],
    outputs: 2,
    seed: 1,
  });
  writeFileSync(join(folder, 'model.onnx'), writeOnnx(draftOfStack(stack)));
  writeFileSync(join(folder, 'run.json'), '{}');
  const graph = await loadModel(folder);
  t.deepEqual(graph.nodes[graph.output]!.shape, [2]);
  t.is(graph.format, 'onnx');
});
