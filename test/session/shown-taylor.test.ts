import test from 'ava';
import type {Rule} from '../../src/rules/rule.js';
import {jupyterDisplay} from '../../src/plot/mime-bundle.js';
import {
  examineConstancy,
  taylorPreconditions,
  trainMinMax,
} from '../../src/session/shown-taylor.js';
import {examineConstancy as examinePlainly} from '../../src/taylor/examine-constancy.js';
import {GraphBuilder, nested, tensorOf} from '../helpers/graph-builder.js';
import {uniformPlan} from '../helpers/make-plan.js';

const zplus: Rule = {kind: 'zplus', bias: 'drop', stabiliser: 1e-9};

test('what deep Taylor finds shows itself as a table, and is the numbers it was', async t => {
  const builder = new GraphBuilder([2], true);
  builder.dense(
    nested([
      [1, 0],
      [0, 1],
    ]),
    null,
  );
  builder.relu();
  builder.dense(nested([[1, 2]]), null);
  const graph = builder.build();
  const plan = uniformPlan(graph, zplus);
  const input = tensorOf([1, 2], [2, 1]);
  const text = async (value: {[jupyterDisplay](): unknown}): Promise<string> =>
    String(((await value[jupyterDisplay]()) as Record<string, unknown>)['text/plain']);
  const constancy = await examineConstancy(graph, plan, input);
  t.deepEqual({...constancy}, await examinePlainly(graph, plan, input));
  t.regex(await text(constancy), /near median/);
  t.regex(await text(await taylorPreconditions(graph, plan, input)), /roots inside/);
  const samples = [{x: [1, 2], upper: [1], relevance: [3]}];
  t.regex(await text(await trainMinMax(samples, {epochs: 2})), /over mean R²/);
});
