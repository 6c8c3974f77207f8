import test from 'ava';
import type {DeviceTrial} from '../../../src/cli/doctor/device-trial.js';
import {describeTrial, findDevices} from '../../../src/cli/doctor/find-devices.js';
import {realDevices} from '../../../src/engine/devices.js';

test('every device of both engines is tried once, one after the other, with progress', async t => {
  let running = 0;
  const tried: string[] = [];
  const steps: [number, number][] = [];
  const findings = await findDevices(
    async (name, device): Promise<DeviceTrial> => {
      t.is(++running, 1);
      tried.push(`${name}/${device}`);
      await Promise.resolve();
      running--;
      return {works: false, what: 'absent', add: null};
    },
    (done, total) => steps.push([done, total]),
  );
  const all = (['onnx', 'tfjs'] as const).flatMap(name =>
    realDevices[name].map(device => `${name}/${device}`),
  );
  t.deepEqual(tried, all);
  t.deepEqual(
    findings.map(({engine, device}) => `${engine}/${device}`),
    all,
  );
  t.deepEqual(steps[0], [0, all.length]);
  t.deepEqual(steps.at(-1), [all.length, all.length]);
});

test('a device that works is told with its speed, its precision and what else is known', t => {
  const trial = {works: true, gflops: 0.3241, bits: 16, notes: ['3 of 3 steps ran there']} as const;
  t.deepEqual(describeTrial('onnx', 'coreml', trial), {
    what: 'engine onnx, device coreml',
    engine: 'onnx',
    device: 'coreml',
    works: true,
    detail: 'works, 0.32 GFLOP/s on a convolution, float16, 3 of 3 steps ran there',
    gflops: 0.3241,
    bits: 16,
  });
  t.regex(describeTrial('onnx', 'cpu', {...trial, gflops: 1234.5}).detail, /1235 GFLOP\/s/);
});

test('a device that is absent is told with why and what adds it', t => {
  const {detail, add, gflops} = describeTrial('tfjs', 'node', {
    works: false,
    what: 'not there',
    add: 'npm install it',
  });
  t.deepEqual([detail, add, gflops], ['not there', 'npm install it', null]);
  t.false('add' in describeTrial('tfjs', 'node', {works: false, what: 'x', add: null}));
});
