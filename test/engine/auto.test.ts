import test from 'ava';
import {openFastest} from '../../src/engine/auto.js';
import type {Engine} from '../../src/engine/engine.js';
import {float32} from '../../src/engine/precision.js';
import {largeProbe, type ProbeSize} from '../../src/engine/probe.js';

/** Seconds of the small and the large convolution by device; null where the device cannot be opened. */
type Machine = Readonly<Record<string, readonly [number, number] | null>>;

/** What `auto` takes on a machine, with how often it measured the large convolution. */
async function chosen(machine: Machine): Promise<{device: string; large: number}> {
  let large = 0;
  const open = async (device: string): Promise<Engine> => {
    if (machine[device] === null) throw new Error(`no ${device}`);
    return {
      name: 'onnx',
      device,
      precision: float32,
      prepare: () => Promise.reject(new Error('not asked to')),
    };
  };
  const measure = async ({device}: Engine, size: ProbeSize): Promise<number> => {
    if (size === largeProbe) large += 1;
    return machine[device]![size === largeProbe ? 1 : 0];
  };
  const candidates = Object.keys(machine);
  const {device} = await openFastest('onnx', open, {candidates, measure});
  return {device, large};
}

test('auto takes the device that does the large convolution fastest', async t => {
  const gpu = {gpu: [0.002, 0.001], cpu: [0.001, 0.01]} as const;
  t.is((await chosen(gpu)).device, 'gpu');
  const slow = {gpu: [0.002, 0.02], cpu: [0.001, 0.01]} as const;
  t.is((await chosen(slow)).device, 'cpu');
});

test('a software adapter is out after the small convolution', async t => {
  t.deepEqual(await chosen({gpu: [0.15, 2], cpu: [0.0005, 0.001]}), {device: 'cpu', large: 0});
});

test('where one device works, nothing more is measured', async t => {
  t.deepEqual(await chosen({gpu: null, cpu: [0.001, 0.01]}), {device: 'cpu', large: 0});
});

test('where none works, auto tells why of each', async t => {
  await t.throwsAsync(chosen({gpu: null, cpu: null}), {
    code: 'engine/missing',
    message: /no gpu; no cpu/,
  });
});
