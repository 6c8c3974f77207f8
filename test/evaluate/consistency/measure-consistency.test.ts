import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {measureConsistency} from '../../../src/evaluate/consistency/measure-consistency.js';
import type {EvaluationTask} from '../../../src/evaluate/tasks.js';
import type {Graph} from '../../../src/graph/graph.js';
import {GraphBuilder, tensorOf} from '../../helpers/graph-builder.js';
import {makePlan} from '../../helpers/make-plan.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';
import {writeDevkit} from '../../helpers/voc-devkit.js';

/** Two classes of pictures of 2×2: the first is Σ x + 3, the second −Σ x. */
function network(): Graph {
  const builder = new GraphBuilder([3, 2, 2]);
  builder.flatten();
  builder.dense(
    tensorOf(
      [2, 12],
      Array.from({length: 24}, (_, i) => (i < 12 ? 1 : -1)),
    ),
    tensorOf([2], [3, 0]),
  );
  return {
    ...builder.build(),
    classes: ['horse', 'person'],
    preprocessing: {channels: 'RGB', scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1]},
  };
}

const zero = {kind: 'zero', bias: 'include', stabiliser: 1e-9} as const;
const data = {folder: 'VOC2012', split: 'test'};

async function tasks(t: ExecutionContext): Promise<readonly EvaluationTask[]> {
  const samples = ['a', 'b', 'c'].map(id => ({id, objects: [], width: 2, height: 2}));
  const root = await writeDevkit(await temporaryFolder(t), '2012', samples, {});
  const task = (id: string, className: string, target: number): EvaluationTask => ({
    ...{key: `${id} ${className}`, id, image: join(root, 'JPEGImages', `${id}.jpg`)},
    ...{className, target, mask: Uint8Array.of(1, 1, 0, 0)},
  });
  return [
    task('a', 'horse', 0),
    task('b', 'horse', 0),
    task('b', 'person', 1),
    task('c', 'person', 1),
  ];
}

test('a bias of 3 keeps 3 of each horse; a person, whose score is below 0, is conserved and never positive', async t => {
  const graph = network();
  const done: number[] = [];
  const result = await measureConsistency(graph, [makePlan(graph, () => zero)], await tasks(t), {
    ...{data, within: 0.01, onProgress: (count: number) => done.push(count)},
  });
  t.deepEqual([result.rows, result.pictures, result.notPositive], [4, 3, 2]);
  t.deepEqual(result.classes, ['horse', 'person']);
  const [plan] = result.plans;
  t.deepEqual(plan!.rates, {conservative: 0.5, positive: 0.5, consistent: 0});
  t.deepEqual(plan!.positiveScores, {conservative: 0, positive: 1, consistent: 0});
  const {conservation, negative, layers} = plan!;
  t.regex(conservation.worstKey!, /horse$/);
  // f = Σ x + 3 with 0 ≤ Σ x ≤ 12, so 3 is a fifth of it at least.
  t.true(conservation.worst >= 1 / 5 && conservation.worst <= 1);
  t.is(negative.worst, 1);
  const dense = layers.at(-1)!;
  t.is(dense.cause, 'bias');
  t.true(Math.abs(dense.conservation.worst - conservation.worst) < 1e-5);
  t.is(done.at(-1), 3);
});

test('how pictures are divided into batches changes nothing', async t => {
  const graph = network();
  const all = await tasks(t);
  const plans = [makePlan(graph, () => zero)];
  const [one, many] = await Promise.all(
    [1, 3].map(batchSize => measureConsistency(graph, plans, all, {data, batchSize})),
  );
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;
  t.deepEqual(one!.plans[0]!.rates, many!.plans[0]!.rates);
  t.true(near(one!.plans[0]!.conservation.mean, many!.plans[0]!.conservation.mean));
});

test('nothing to explain, a tolerance that is none, and a signal stop it', async t => {
  const graph = network();
  const plans = [makePlan(graph, () => zero)];
  await t.throwsAsync(measureConsistency(graph, plans, [], {data}), {code: 'consistency/empty'});
  const all = await tasks(t);
  await t.throwsAsync(measureConsistency(graph, plans, all, {data, within: 2}), {
    ...{code: 'consistency/within', message: /within 2: expected a fraction from 0 to 1/},
  });
  const signal = AbortSignal.abort(new Error('enough'));
  await t.throwsAsync(measureConsistency(graph, plans, all, {data, signal}), {message: 'enough'});
});
