import path from 'node:path';
import test from 'ava';
import {loadModel} from '../../src/model/load-model.js';
import {goldenCases} from '../helpers/golden-cases.js';
import {applyHead, logitsOf, relativeError} from '../helpers/graph-forward.js';
import {readTestNpy} from '../helpers/npy.js';
import {onnxFixtures} from '../helpers/onnx-fixtures.js';

const tolerance = 1e-5;

/** Networks that end in a log-softmax; the graph only knows that there was a softmax. */
const logarithmic = ['densenet', 'shapes'];

for (const fixture of onnxFixtures()) {
  test(`${fixture.name}: the graph's logits, its head put back, are the network's outputs`, async t => {
    const graph = await loadModel(fixture.path);
    const isLog = logarithmic.some(name => fixture.name.startsWith(name));
    const outputs = logitsOf(graph, fixture.input).flatMap(logits =>
      Array.from(applyHead(graph, logits), value => (isLog ? Math.log(value) : value)),
    );
    t.true(relativeError(outputs, fixture.output.data) < tolerance);
  });
}

for (const golden of goldenCases()) {
  test(`golden case ${golden.name}: the graph's logits are those of the reference`, async t => {
    const graph = await loadModel(path.join(golden.folder, 'model.onnx'));
    const input = readTestNpy(path.join(golden.folder, 'input.npy'));
    const reference = readTestNpy(path.join(golden.folder, 'logits.npy'));
    const outputs = logitsOf(graph, input).flatMap(logits => [...logits]);
    t.true(relativeError(outputs, reference.data) < tolerance);
  });
}

test('all exports of one network give graphs of the same weighted layers', async t => {
  const kinds = new Map<string, Set<string>>();
  for (const {name, path: file} of onnxFixtures()) {
    const graph = await loadModel(file);
    const layers = graph.nodes
      .filter(node => 'weight' in node)
      .map(node => `${node.kind} ${node.shape.join('×')}`);
    const network = name.slice(0, name.lastIndexOf('.'));
    kinds.set(network, (kinds.get(network) ?? new Set()).add(layers.join(', ')));
  }
  t.deepEqual(
    [...kinds].filter(([, variants]) => variants.size > 1).map(([network]) => network),
    [],
  );
});
