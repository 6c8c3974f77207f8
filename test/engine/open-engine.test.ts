import test from 'ava';
import {autoCandidates} from '../../src/engine/auto.js';
import {engineDevices, realDevices} from '../../src/engine/devices.js';
import {openEngine, usualDevice} from '../../src/engine/open-engine.js';
import {devicePrecision} from '../../src/engine/precision.js';
import {timeProbe} from '../../src/engine/probe.js';

test('a device that an engine does not have is refused with those it has', async t => {
  for (const [engine, device] of [
    ['onnx', 'wasm'],
    ['tfjs', 'cuda'],
    ['onnx', 'CPU'],
    ['onnx', ''],
    ['tfjs', 'constructor'],
  ] as const) {
    await t.throwsAsync(openEngine(engine, device), {
      code: 'engine/unknown-device',
      message: new RegExp(`has no device "${device}"; it has ${engineDevices[engine].join(', ')}$`),
    });
  }
});

test('a device that this machine cannot have is missed with its name', async t => {
  const [device, where] =
    process.platform === 'linux' ? (['dml', 'Windows'] as const) : (['cuda', 'Linux'] as const);
  await t.throwsAsync(openEngine('onnx', device), {
    code: 'engine/missing',
    message: new RegExp(`engine onnx, device ${device}: .*only on ${where}`),
  });
});

test('onnx computes on the CPU where nobody says anything', async t => {
  t.is(usualDevice('onnx'), 'cpu');
  t.is((await openEngine('onnx')).device, 'cpu');
});

test('tfjs computes on what usualDevice names where nobody says anything', t => {
  t.true(['node-gpu', 'node', 'wasm'].includes(usualDevice('tfjs')));
});

test('auto only tries devices that an engine has, and none that computes in float16', t => {
  for (const engine of ['onnx', 'tfjs'] as const) {
    for (const device of autoCandidates[engine]) {
      t.true((realDevices[engine] as readonly string[]).includes(device));
      t.is(devicePrecision(engine, device).bits, 32);
    }
  }
});

test('the devices that are always there work and compute in float32', async t => {
  for (const [name, device] of [
    ['onnx', 'cpu'],
    ['tfjs', 'wasm'],
    ['tfjs', 'cpu'],
  ] as const) {
    const engine = await openEngine(name, device);
    t.is(engine.device, device);
    t.deepEqual(engine.precision, {bits: 32, least: 1.1754943508222875e-38});
    t.true((await timeProbe(engine, {channels: 2, side: 4}, 1)) > 0);
  }
});

test('a device that computes wrongly is found out', async t => {
  const right = await openEngine('onnx', 'cpu');
  const wrong = {
    ...right,
    prepare: async () => ({
      run: async () => new Map([['output', {shape: [1, 2, 4, 4], data: new Float32Array(32)}]]),
      dispose: async () => {},
    }),
  };
  await t.throwsAsync(timeProbe(wrong, {channels: 2, side: 4}, 1), {message: /computes wrongly/});
});
