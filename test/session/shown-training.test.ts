import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {inspect} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import {
  evaluateModel,
  loadModel,
  readVocSplit,
  train,
  type TrainOptions,
} from '../../src/lrplab.js';
import {setHost} from '../../src/session/host.js';
import {jupyterDisplay} from '../../src/plot/mime-bundle.js';
import {blobDevkit} from '../helpers/blob-devkit.js';
import {plainDevkit, sixScenes, writeColourModel} from '../helpers/plain-devkit.js';
import {recordingSink, type RecordingSink} from '../helpers/recording-sink.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

/** A notebook that keeps what it is shown. */
function notebook(signal: AbortSignal | null = null): RecordingSink {
  const sink = recordingSink();
  setHost({name: 'lrplab', sink: () => sink, signal: () => signal, cell: () => 'cell'});
  return sink;
}

async function smallRun(t: ExecutionContext, name: string): Promise<TrainOptions> {
  const folder = await temporaryFolder(t);
  return {
    folder: join(folder, name),
    data: {folder: await blobDevkit(folder), classes: ['person', 'horse']},
    start: {kind: 'architecture', depth: 11, width: 1 / 16, inputSize: [32, 32]},
    head: {hidden: [16]},
    momentum: 0.8,
    epochs: 3,
    batchSize: 8,
    seed: 3,
    device: 'wasm',
  };
}

test.serial('in a notebook the curves grow in one place and end as a figure', async t => {
  const sink = notebook();
  const options = await smallRun(t, 'whole');
  const result = await train(options);
  const curves = sink.updates.filter(({id}) => id.endsWith('-curves'));
  t.is(new Set(curves.map(({id}) => id)).size, 1);
  t.deepEqual(
    curves.map(({bundle}) => 'application/vnd.plotly.v1+json' in bundle.data),
    [false, false, false, true],
  );
  t.true(curves.every(({bundle}) => typeof bundle.data['image/png'] === 'string'));
  const lines = sink.updates.filter(({id}) => id.endsWith('-line'));
  t.regex(String(lines.at(-1)!.bundle.data['text/plain']), /^3 epochs in/);
  t.regex(String((await result[jupyterDisplay]())['text/plain']), /whole: 3 epochs in .*is kept/);
  t.regex(inspect(result), /whole: 3 epochs in/);

  // An interrupt after the first epoch, then on to the same weights.
  const controller = new AbortController();
  const stopped = notebook(controller.signal);
  const other = {...options, folder: join(options.folder, '..', 'stopped')};
  const reason = new Error('interrupted');
  const error = await t.throwsAsync(
    train({
      ...other,
      onEvent: event => {
        if (event.kind === 'epoch') controller.abort(reason);
      },
    }),
  );
  t.is(error, reason);
  t.regex(
    String(stopped.updates.at(-1)!.bundle.data['text/plain']),
    /^stopped after .*; 1 epoch is saved; train\(\{…, resume: true\}\) goes on$/,
  );
  const again = notebook();
  await train({...other, resume: true});
  t.is(again.updates.filter(({id}) => id.endsWith('-curves')).length, 3);
  const [one, two] = await Promise.all(
    [options.folder, other.folder].map(folder => readFile(join(folder, 'model.onnx'))),
  );
  t.true(one!.equals(two!));
});

test.serial('an evaluation is tables as a last value', async t => {
  notebook();
  const folder = await temporaryFolder(t);
  const graph = await loadModel(await writeColourModel(join(folder, 'colours.onnx')));
  const split = await readVocSplit(await plainDevkit(folder, {test: sixScenes}), 'test', {
    classes: ['horse', 'person'],
  });
  const data = await (await evaluateModel(graph, split))[jupyterDisplay]();
  t.regex(String(data['text/plain']), /colours\.onnx on 6 pictures of "test", threshold 0\.5/);
  t.regex(String(data['text/plain']), /horse +3 +0 +0\.917/);
  t.regex(String(data['text/html']), /exactly right: 60\.0 %/);
});
