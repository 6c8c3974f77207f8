import test from 'ava';
import {toChannelsFirst} from '../../../src/data/layout.js';
import {loadModel} from '../../../src/model/load-model.js';
import {applyHead, logitsOf, relativeError} from '../../helpers/graph-forward.js';
import {kerasFixtures} from '../../helpers/keras-fixtures.js';

for (const fixture of kerasFixtures()) {
  test(`${fixture.name}: the graph's logits, its head put back, are what Keras predicts`, async t => {
    const graph = await loadModel(fixture.path, {inputShape: fixture.input.shape.slice(1)});
    const isPicture = fixture.input.shape.length === 4;
    const input = isPicture ? toChannelsFirst(fixture.input) : fixture.input;
    const outputs = logitsOf(graph, input).flatMap(logits => [...applyHead(graph, logits)]);
    t.is(graph.format, 'keras');
    t.true(relativeError(outputs, fixture.output.data) < 1e-5);
  });
}
