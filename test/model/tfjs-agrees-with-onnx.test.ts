import path from 'node:path';
import test from 'ava';
import type {Graph} from '../../src/graph/graph.js';
import {weightedNodes} from '../../src/graph/graph.js';
import {loadModel} from '../../src/model/load-model.js';
import {relativeError, sampleOf} from '../helpers/compare.js';
import {goldenCases} from '../helpers/golden-cases.js';
import {readTestNpy} from '../helpers/npy.js';
import {forward} from '../helpers/oracle-forward.js';
import {tfjsFromGraph} from '../helpers/tfjs-from-graph.js';
import {predict, saveModel, temporaryFolder} from '../helpers/tfjs-models.js';

/** Cases whose layers tfjs knows too. */
const NAMES = ['bn-right', 'resnet-mini', 'vgg-mini', 'biasfree'];

function linesOf(graph: Graph): readonly string[] {
  return graph.nodes.map(({kind, shape, inputs}) => `${kind} [${shape}] of ${inputs}`);
}

for (const {name, folder} of goldenCases().filter(each => NAMES.includes(each.name))) {
  test(`${name} saved as a tfjs model is the same graph with the same weights`, async t => {
    const onnx = await loadModel(path.join(folder, 'model.onnx'));
    const model = tfjsFromGraph(onnx);
    const tfjs = await loadModel(await saveModel(model, await temporaryFolder(t)));
    t.deepEqual(linesOf(tfjs), linesOf(onnx));
    const theirs = weightedNodes(onnx);
    weightedNodes(tfjs).forEach((node, k) => {
      t.deepEqual(node.weight, theirs[k]!.weight);
      t.deepEqual(node.bias, theirs[k]!.bias);
    });
  });

  test(`${name} saved as a tfjs model gives the reference logits`, async t => {
    const onnx = await loadModel(path.join(folder, 'model.onnx'));
    const model = tfjsFromGraph(onnx);
    const tfjs = await loadModel(await saveModel(model, await temporaryFolder(t)));
    const inputs = readTestNpy(path.join(folder, 'input.npy'));
    const logits = readTestNpy(path.join(folder, 'logits.npy'));
    const samples = inputs.shape[0]!;
    const expected = sampleOf(logits.data, 0, samples);
    const sample = Float64Array.from(sampleOf(inputs.data, 0, samples));
    const [channels, height, width] = tfjs.nodes[0]!.shape as [number, number, number];
    const last = Float32Array.from(
      sample,
      (_, k) => sample[(k % channels) * height * width + Math.floor(k / channels)]!,
    );
    t.true(relativeError([...forward(tfjs, sample)[tfjs.output]!], expected) < 1e-5);
    t.true(relativeError(predict(model, last, [height, width, channels]), expected) < 1e-5);
  });
}
