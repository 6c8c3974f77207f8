import test from 'ava';
import type {DeviceFinding, Finding} from '../../../src/cli/doctor/finding.js';
import {realDevices} from '../../../src/engine/devices.js';
import {runCli} from '../../helpers/run-cli.js';

test('doctor --json says of every device whether it works, how fast, and what would add it', async t => {
  const {code, stdout, stderr} = await runCli(['doctor', '--json']);
  t.is(code, 0, stderr);
  t.is(stderr, '');
  const {ok, findings} = JSON.parse(stdout) as {ok: boolean; findings: readonly Finding[]};
  t.true(ok);
  const devices = findings.filter((finding): finding is DeviceFinding => 'engine' in finding);
  t.deepEqual(
    devices.map(({engine, device}) => `${engine}/${device}`),
    [
      ...realDevices.onnx.map(device => `onnx/${device}`),
      ...realDevices.tfjs.map(device => `tfjs/${device}`),
    ],
  );
  for (const {engine, device, works, gflops, bits, detail} of devices) {
    const name = `${engine}/${device}: ${detail}`;
    if (['onnx/cpu', 'tfjs/wasm', 'tfjs/cpu'].includes(`${engine}/${device}`)) t.true(works, name);
    t.true(works ? gflops! > 0 && bits !== null : gflops === null && bits === null, name);
    t.true(detail.length > 0);
  }
  const versions = findings.find(({what}) => what === 'onnxruntime-node');
  t.regex(versions!.detail, /^\d+\.\d+\.\d+, can do cpu/);
});

test('doctor in words is a table with a line for each', async t => {
  const {code, stdout} = await runCli(['doctor']);
  t.is(code, 0);
  t.regex(stdout, /^engine onnx, device cpu +ok +works, [\d.]+ GFLOP\/s on a convolution$/m);
  t.regex(stdout, /^engine onnx, device (dml|cuda) +– +/m);
  for (const line of stdout.trim().split('\n').slice(1)) t.regex(line, / (ok|–) +\S/);
});
