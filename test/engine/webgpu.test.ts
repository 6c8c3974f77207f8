import {spawnSync} from 'node:child_process';
import {resolve} from 'node:path';
import test from 'ava';
import type {DeviceFinding} from '../../src/cli/doctor/finding.js';
import {goldenCases} from '../helpers/golden-cases.js';
import {opCases} from '../helpers/op-cases.js';
import {swiftShader, webgpuLines} from '../helpers/webgpu.js';

// Shaders are compiled and run by two cores: one after the other.
for (const engine of ['tfjs', 'onnx'] as const) {
  test.serial(`every operation on ${engine}/webgpu is what float64 loops give`, async t => {
    t.timeout(900_000);
    const env = await swiftShader(t);
    if (env === null) return;
    const lines = await webgpuLines(t, env, engine, 'ops');
    t.deepEqual(
      lines.map(({name}) => name),
      Object.keys(opCases),
    );
    for (const {name, difference} of lines) t.is(difference, null, name);
  });

  test.serial(`golden cases on ${engine}/webgpu equal the reference`, async t => {
    t.timeout(900_000);
    const env = await swiftShader(t);
    if (env === null) return;
    const lines = await webgpuLines(t, env, engine, 'golden');
    const cases = goldenCases().length;
    t.is(lines.length, engine === 'onnx' ? Math.ceil(cases / 2) : Math.floor(cases / 2));
    for (const {name, difference} of lines) t.is(difference, null, name);
  });
}

test.serial(
  'doctor finds WebGPU in both engines, and onnxruntime runs its steps there',
  async t => {
    t.timeout(900_000);
    const env = await swiftShader(t);
    if (env === null) return;
    const {stdout, status} = spawnSync(
      process.execPath,
      [resolve('dist/src/cli/main.js'), 'doctor', '--json'],
      {env, encoding: 'utf8'},
    );
    t.is(status, 0);
    const {findings} = JSON.parse(stdout) as {findings: readonly DeviceFinding[]};
    const found = findings.filter(({device}) => device === 'webgpu');
    t.deepEqual(
      found.map(({engine, works, bits}) => [engine, works, bits]),
      [
        ['onnx', true, 32],
        ['tfjs', true, 32],
      ],
    );
    t.regex(found[0]!.detail, /([1-9]\d*) of \1 steps of a convolution ran there/);
  },
);
