import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {evaluateMethods} from '../../../src/evaluate/comparison/evaluate-methods.js';
import type {MeasureRunner, OpenFamily} from '../../../src/evaluate/measure-runner.js';
import {familyOpeners} from '../../../src/evaluate/open-family.js';
import {smallEvaluation} from '../../helpers/small-evaluation.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';

/** What the test family saw of batches, since a test began. */
interface Seen {
  rows: number;
  disposed: number;
}

/** A family of two figures: the sum of a map, undefined under the second method, and a row's score. */
function sums(seen: Seen, failAt = Number.POSITIVE_INFINITY): OpenFamily {
  let last: number[][][][] = [];
  return async ({methods}): Promise<MeasureRunner> => ({
    curves: [
      {
        ...{name: 'c', title: 'curve', positionTitle: 'place', valueTitle: 'sum'},
        positions: [0, 1],
      },
    ],
    lastCurves: () => last,
    measures: ['sum', 'logit'].map(name => ({
      ...{name, title: name, better: 'higher', formula: '', paper: ''},
    })),
    async score({tasks, pooled, logits}) {
      if (seen.rows + tasks.length > failAt) throw new Error('power cut');
      seen.rows += tasks.length;
      const sum = pooled.map((rows, method) =>
        rows.map(map => (method === 1 ? Number.NaN : map.reduce((all, one) => all + one, 0))),
      );
      last = [pooled.map(rows => rows.map(map => [map[0]!, map[1]!]))];
      const own = tasks.map(({target}, row) => logits.data[row * 2 + target]!);
      return [sum, methods.map(() => own)];
    },
    async dispose() {
      seen.disposed += 1;
    },
  });
}

/** Puts a family in place of a real one, in this process. */
function install(open: OpenFamily): void {
  (familyOpeners as Map<string, OpenFamily>).set('sums', open);
}

const families = [{name: 'sums', arguments: {}}];
const options = {engine: 'onnx', device: null, seed: 1, batchSize: 3} as const;

test.serial('every task is explained by every method and scored; undefined is null', async t => {
  const {graph, methods, data, tasks} = await smallEvaluation(await temporaryFolder(t));
  const seen = {rows: 0, disposed: 0};
  install(sums(seen));
  const progress: number[][] = [];
  const result = await evaluateMethods(graph, methods, data, tasks, families, {
    ...options,
    sweeps: new Map([['evenly', {of: 'rules', parameter: 'gamma', value: 0}]]),
    onProgress: (done, total) => progress.push([done, total]),
  });
  t.deepEqual(seen, {rows: tasks.length, disposed: 1});
  t.deepEqual(
    result.rows.map(({id, className}) => `${id} ${className}`),
    tasks.map(({key}) => key),
  );
  t.deepEqual(
    result.measures.map(({name, family}) => [name, family]),
    [
      ['sum', 'sums'],
      ['logit', 'sums'],
    ],
  );
  result.rows.forEach(({logit}, row) => {
    // Relevance starts as the logit and no bias takes any of it.
    t.true(Math.abs(result.scores[0]![0]![row]! - logit) < 1e-4 * logit);
    t.is(result.scores[0]![1]![row], null);
    t.is(result.scores[1]![1]![row], logit);
  });
  t.deepEqual(progress[0], [0, tasks.length]);
  t.deepEqual(progress.at(-1), [tasks.length, tasks.length]);
  for (const {cost, milliseconds} of result.methods) t.true(cost! > 1 && milliseconds! > 0);
  t.deepEqual(result.methods[0]!.description, ['all use zplus stabiliser 0']);
  t.is(result.methods[0]!.sweep, null);
  t.like(result.methods[1]!.sweep, {of: 'rules'});
  t.deepEqual(Object.keys(result.versions), ['lrplab', 'node', 'onnxruntime']);
  t.deepEqual(JSON.parse(JSON.stringify(result)), result);
});

test.serial('a run that was stopped goes on where it was, to the same scores', async t => {
  const folder = await temporaryFolder(t);
  const {graph, methods, data, tasks} = await smallEvaluation(folder);
  const run = (journal?: string) =>
    evaluateMethods(graph, methods, data, tasks, families, {
      ...options,
      ...(journal === undefined ? {} : {journal}),
    });
  install(sums({rows: 0, disposed: 0}));
  const undisturbed = await run();
  const journal = join(folder, 'journal.jsonl');
  await t.throwsAsync(
    async () => {
      install(sums({rows: 0, disposed: 0}, 8));
      await run(journal);
    },
    {message: 'power cut'},
  );
  // Two batches of three are there; the third was being written when the power went.
  const whole = await readFile(journal, 'utf8');
  t.is(whole.trimEnd().split('\n').length, 3);
  await writeFile(journal, `${whole}{"batch":2,"seconds":[0.1],"log`);
  const seen = {rows: 0, disposed: 0};
  install(sums(seen));
  const resumed = await run(journal);
  t.is(seen.rows, tasks.length - 6);
  t.is(JSON.stringify(resumed.scores), JSON.stringify(undisturbed.scores));
  t.is(JSON.stringify(resumed.curves), JSON.stringify(undisturbed.curves));
  t.like(resumed.curves![0], {name: 'c', family: 'sums', positions: [0, 1]});
  t.is(resumed.curves![0]!.methods.length, 2);
  t.is(JSON.stringify(resumed.rows), JSON.stringify(undisturbed.rows));
  // Every line of what it left is whole, and a third run only reads it.
  const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
  t.is(lines.map(line => JSON.parse(line) as object).length, 1 + Math.ceil(tasks.length / 3) + 1);
  const again = await run(journal);
  t.is(seen.rows, tasks.length - 6);
  t.deepEqual({...again, date: ''}, {...resumed, date: ''});
});

test.serial('a signal stops between two batches, and the journal keeps what was done', async t => {
  const folder = await temporaryFolder(t);
  const {graph, methods, data, tasks} = await smallEvaluation(folder);
  const seen = {rows: 0, disposed: 0};
  install(sums(seen));
  const controller = new AbortController();
  const journal = join(folder, 'journal.jsonl');
  await t.throwsAsync(
    evaluateMethods(graph, methods, data, tasks, families, {
      ...{...options, journal, signal: controller.signal},
      onProgress: done => {
        if (done >= 6) controller.abort(new Error('enough'));
      },
    }),
    {message: 'enough'},
  );
  t.deepEqual(seen, {rows: 6, disposed: 1});
  t.is((await readFile(journal, 'utf8')).trimEnd().split('\n').length, 3);
});

test.serial("another run's journal is refused, with what differs", async t => {
  const folder = await temporaryFolder(t);
  const {graph, methods, data, tasks} = await smallEvaluation(folder);
  install(sums({rows: 0, disposed: 0}));
  const journal = join(folder, 'journal.jsonl');
  const run = (changed: object, own = tasks, among = methods) =>
    evaluateMethods(graph, among, data, own, families, {...options, journal, ...changed});
  await run({});
  const before = await readFile(journal, 'utf8');
  const cases = [
    [() => run({seed: 2}), /seed: 1 then, 2 now/],
    [() => run({batchSize: 4}), /pictures computed together: 3 then, 4 now/],
    [() => run({}, tasks.slice(1)), /pictures and classes: \d+, from test_0000 person/],
    [() => run({}, tasks, methods.slice(1)), /methods: direct, evenly then, evenly now/],
    [
      () =>
        run({}, tasks, [
          {...methods[0]!, name: 'evenly'} as (typeof methods)[number],
          {...methods[1]!, name: 'direct'} as (typeof methods)[number],
        ]),
      /method direct: [0-9a-f]{12} then/,
    ],
  ] as const;
  for (const [again, message] of cases)
    await t.throwsAsync(again, {code: 'evaluate/other-run', message});
  await writeFile(tasks[0]!.image, await readFile(tasks[1]!.image));
  await t.throwsAsync(() => run({}), {code: 'evaluate/other-run', message: /: data: [0-9a-f]{12}/});
  t.is(await readFile(journal, 'utf8'), before);
  await writeFile(journal, 'my notes\n');
  await t.throwsAsync(() => run({}), {code: 'evaluate/no-journal'});
  t.is(await readFile(journal, 'utf8'), 'my notes\n');
});

test.serial('what cannot be evaluated is refused before anything is computed', async t => {
  const {graph, methods, data, tasks} = await smallEvaluation(await temporaryFolder(t));
  const seen = {rows: 0, disposed: 0};
  install(sums(seen));
  const [one] = methods;
  const cases = [
    ['evaluate/empty', methods, [], families],
    ['evaluate/empty', [], tasks, families],
    ['evaluate/empty', methods, tasks, []],
    ['evaluate/twice', [one!, one!], tasks, families],
    ['evaluate/twice', methods, tasks, [...families, ...families]],
    ['evaluate/family', methods, tasks, [{name: 'sum', arguments: {}}]],
  ] as const;
  for (const [code, among, own, chosen] of cases) {
    await t.throwsAsync(() => evaluateMethods(graph, among, data, own, chosen, options), {code});
  }
  t.is(seen.rows, 0);
});

test.serial(
  'methods that do not fit into memory together are explained in groups, to the same scores',
  async t => {
    const {graph, methods, data, tasks} = await smallEvaluation(await temporaryFolder(t));
    install(sums({rows: 0, disposed: 0}));
    const run = (memory: number) => {
      const {batchSize: _, ...rest} = options;
      return evaluateMethods(graph, methods, data, tasks, families, {...rest, memory});
    };
    const [roomy, tight] = [await run(1e9), await run(1)];
    roomy.scores[0]![0]!.forEach((score, row) => {
      t.true(Math.abs(score! - tight.scores[0]![0]![row]!) < 1e-5 * score!);
    });
  },
);
