import {readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {readPictures} from '../../src/data/picture-input.js';
import {readVocSplit} from '../../src/data/voc/read-voc-split.js';
import {LrpError} from '../../src/errors/lrp-error.js';
import {weightedNodes, type Graph} from '../../src/graph/graph.js';
import type {RunRecord, TrainEvent} from '../../src/train/run-record.js';
import type {TrainOptions, Unfreeze} from '../../src/train/train-options.js';
import {train, type TrainResult} from '../../src/train/train.js';
import {logitsOf} from '../helpers/graph-forward.js';
import {smallRun} from '../helpers/small-run.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const augment = {rotate: 10, shift: 0.1, zoom: 0.1, flip: 0.5, colour: 0.2};

/** A network trained a little, and options of a run that goes on from it; features are kept in a folder of the test's own. */
async function trained(t: ExecutionContext): Promise<{graph: Graph; options: TrainOptions}> {
  // Workers of ava have an environment each.
  process.env['LRPLAB_CACHE'] = await temporaryFolder(t);
  const options = await smallRun(t, {epochs: 1});
  const {graph} = await train(options);
  return {graph, options: {...options, learningRate: 0.002, head: {hidden: [8]}}};
}

async function goOn(
  {graph, options}: Awaited<ReturnType<typeof trained>>,
  unfreeze: Unfreeze,
  changes: Partial<TrainOptions> = {},
): Promise<TrainResult> {
  const start = {kind: 'model', graph, unfreeze} as const;
  return train({...options, start, folder: `${options.folder}-${unfreeze}`, ...changes});
}

/** The validation loss by its definition, of the network that was written, computed in float64. */
async function lossOf({graph, record}: TrainResult): Promise<number> {
  const {data} = record.settings;
  const {samples, labels} = await readVocSplit(data.folder, data.validation, data);
  const {tensor} = await readPictures(
    samples.map(({image}) => image),
    graph,
  );
  const terms = logitsOf(graph, tensor).flatMap((logits, n) =>
    [...logits].flatMap((z, k) => {
      const label = labels[n]![k];
      if (label === 0) return [];
      const p = 1 / (1 + Math.exp(-z));
      return label === 1 ? [-record.positiveWeights[k]! * Math.log(p)] : [-Math.log(1 - p)];
    }),
  );
  return terms.reduce((sum, term) => sum + term, 0) / terms.length;
}

function isNear(t: ExecutionContext, actual: number, expected: number): void {
  t.true(Math.abs(actual - expected) < 1e-4 * Math.max(1, expected), `${actual}, ${expected}`);
}

function firstDifference(before: Graph, after: Graph): number {
  const [a, b] = [before, after].map(weightedNodes);
  return a!.findIndex(({weight}, index) =>
    weight.data.some((value, at) => value !== b![index]!.weight.data[at]),
  );
}

test.serial(
  'the network written gives the loss that was told, whichever layers were trained',
  async t => {
    const base = await trained(t);
    const none = await goOn(base, 'none');
    const block = await goOn(base, 'last-block');
    const all = await goOn(base, 'all');
    for (const result of [none, block, all]) {
      isNear(t, result.record.validation!.validationLoss, await lossOf(result));
    }
    // VGG11 has convolutions in blocks of 1, 1, 2, 2 and 2; the head comes ninth.
    t.is(firstDifference(base.graph, none.graph), 8);
    t.is(firstDifference(base.graph, block.graph), 6);
    t.is(firstDifference(base.graph, all.graph), 0);
    t.true(none.record.parameters.frozen > none.record.parameters.trained);
    t.is(all.record.parameters.frozen, 0);
  },
);

test.serial(
  'a head may pool first, and an architecture may stand frozen from the start',
  async t => {
    const {options} = await trained(t);
    const result = await train({
      ...options,
      folder: `${options.folder}-pooled`,
      start: {
        kind: 'architecture',
        depth: 11,
        width: 1 / 16,
        inputSize: [64, 64],
        batchNorm: false,
        unfreeze: 'none',
      },
      head: {hidden: [8], pooling: 'average'},
    });
    isNear(t, result.record.validation!.validationLoss, await lossOf(result));
    const last = weightedNodes(result.graph).at(-2)!;
    t.deepEqual(last.weight.shape, [8, 32]);
  },
);

test.serial(
  'features are computed once for every variant, and found again by another run',
  async t => {
    const base = await trained(t);
    const told = (): {events: TrainEvent[]; onEvent: (event: TrainEvent) => unknown} => {
      const events: TrainEvent[] = [];
      return {events, onEvent: event => events.push(event)};
    };
    const [first, second] = [told(), told()];
    const changes = {augment, variants: 2, epochs: 3};
    const result = await goOn(base, 'none', {...changes, onEvent: first.onEvent});
    const cached = join(process.env['LRPLAB_CACHE']!, 'features');
    const files = (await readdir(cached)).filter(name => name.endsWith('.npy'));
    // Two variants of the training pictures, and the validation pictures as they are.
    t.is(files.length, 3);
    const times = await Promise.all(
      files.map(async file => (await stat(join(cached, file))).mtimeMs),
    );
    const again = await goOn(base, 'none', {...changes, overwrite: true, onEvent: second.onEvent});
    const count = ({events}: typeof first): number =>
      events.filter(({kind}) => kind === 'features').length;
    t.is(count(second), 3);
    t.true(count(first) > 3);
    t.deepEqual(
      await Promise.all(files.map(async file => (await stat(join(cached, file))).mtimeMs)),
      times,
    );
    const losses = ({curves}: RunRecord): number[] => curves.map(({loss}) => loss);
    t.deepEqual(losses(again.record), losses(result.record));
    // Another seed makes two other variants; a validation picture that changes, but not in size, new features of it.
    const {data} = base.options;
    const {samples} = await readVocSplit(data.folder, 'val', data);
    const bytes = await readFile(samples[0]!.image);
    const tables = bytes.indexOf(Buffer.from([0xff, 0xdb])) + 5;
    bytes.fill(40, tables, tables + 64);
    await writeFile(samples[0]!.image, bytes);
    await goOn(base, 'none', {...changes, overwrite: true, seed: 8});
    // Each with its checksum.
    t.is((await readdir(cached)).length, 12);
  },
);

test.serial(
  'a model that cannot be cut there, or says nothing of pictures, is refused',
  async t => {
    const {graph, options} = await trained(t);
    const start = {kind: 'model', graph} as const;
    const codeOf = async (changes: object, others: object = {}): Promise<string> =>
      (await t.throwsAsync(
        train({
          ...options,
          folder: `${options.folder}-x`,
          start: {...start, ...changes},
          ...others,
        }),
        {instanceOf: LrpError},
      ))!.code;
    t.is(await codeOf({cut: 'nowhere'}), 'train/cut');
    t.is(await codeOf({cut: 'fc1_relu'}, {head: {pooling: 'average'}}), 'train/pooling');
    t.is(await codeOf({graph: {...graph, preprocessing: null}}), 'train/preprocessing');
    t.is(await codeOf({cut: 'block1_pool', unfreeze: 'last-block'}), 'train/unfreeze');
  },
);
