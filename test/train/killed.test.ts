import {spawn} from 'node:child_process';
import {readdir, readFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import test from 'ava';
import type {TrainEvent} from '../../src/train/run-record.js';
import {train} from '../../src/train/train.js';
import {smallRun} from '../helpers/small-run.js';

test('a run that was killed goes on to what an undisturbed one gives', async t => {
  const options = await smallRun(t, {epochs: 4, checkpoint: 'f1'});
  const folder = `${options.folder}-killed`;
  const program = resolve('dist/test/helpers/train-program.js');
  const child = spawn(process.execPath, [program, JSON.stringify({...options, folder})], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise(done => child.once('close', done));
  for await (const line of createInterface({input: child.stdout})) {
    const event = JSON.parse(line) as TrainEvent;
    if (event.kind === 'step' && event.epoch === 2) child.kill('SIGKILL');
  }
  await closed;
  t.is(child.signalCode, 'SIGKILL');
  t.true((await readdir(folder)).includes('state.safetensors'));
  await train({...options, folder, resume: true});
  await train(options);
  const [mine, theirs] = await Promise.all(
    [folder, options.folder].map(each => readFile(join(each, 'model.onnx'))),
  );
  t.true(mine!.equals(theirs!));
  t.deepEqual((await readdir(folder)).sort(), ['model.onnx', 'run.json']);
});
