import test from 'ava';
import {profileProgram} from '../../bench/profile/profile-program.js';
import {profileTable} from '../../bench/profile/profile-table.js';
import {readProfile, sumTimes, type ProfileEvent} from '../../bench/profile/read-profile.js';
import {makeNetwork} from '../../bench/networks/find-network.js';
import {sampleInput} from '../../bench/networks/sample-input.js';
import {presetPlan} from '../../bench/preset-plan.js';
import {compileProgram} from '../../src/program/compile.js';

const emitted = [
  {name: 'Conv t0 conv conv1', inputs: ['input'], outputs: ['t0']},
  {name: 'Relu t1 unary relu 1', inputs: ['t0'], outputs: ['t1']},
  {name: 'Identity logits unary relu 1', inputs: ['t1'], outputs: ['logits']},
  {name: 'Conv t2 conv conv1', inputs: ['input'], outputs: ['t2']},
  {name: 'Div t3 quotient conv1', inputs: ['t2'], outputs: ['t3']},
  {name: 'Conv t4 convTranspose conv1', inputs: ['t3'], outputs: ['t4']},
];

function event(name: string, op_name: string, dur: number): ProfileEvent {
  return {cat: 'Node', name: `${name}_kernel_time`, dur, args: {op_name}};
}

test('node times are sorted by what the program needs them for', t => {
  const rows = readProfile(
    emitted,
    [
      {cat: 'Session', name: 'model_run', dur: 99, args: {}},
      event('t1_nchwc', 'Conv', 2000),
      event('ReorderOutput_token_3', 'ReorderOutput', 200),
      event('Conv t2 conv conv1', 'Conv', 4000),
      event('Div t3 quotient conv1', 'Div', 600),
      event('t4_nchwc', 'Conv', 6000),
    ],
    2,
  );
  t.deepEqual(
    rows.map(({work, layer, time}) => [work, layer, time]),
    [
      ['primal pass', 'relu 1', 1],
      ['layout changes', 'relu 1', 0.1],
      ['denominators', 'conv1', 2],
      ['elementwise', 'conv1', 0.3],
      ['transposes', 'conv1', 3],
    ],
  );
  t.deepEqual(
    sumTimes(rows, ({operator}) => operator),
    [
      ['Conv', 6],
      ['Div', 0.3],
      ['ReorderOutput', 0.1],
    ],
  );
});

test('a real run is told whole: every kind of work of a small network has its row', async t => {
  const graph = makeNetwork('mobilenet-v2', 32);
  const {program} = compileProgram(graph, presetPlan('EpsilonPlus', graph), {ledger: false});
  const target = {shape: [1, 1000], data: new Float32Array(1000)};
  target.data[7] = 1;
  const rows = await profileProgram(
    program,
    new Map([
      ['input', sampleInput(graph, 1)],
      ['target', target],
    ]),
    1,
  );
  const works = new Set(rows.map(({work}) => work));
  for (const work of ['primal pass', 'denominators', 'transposes', 'elementwise'] as const)
    t.true(works.has(work), work);
  const names = new Set(['', ...graph.nodes.map(({name}) => name)]);
  for (const {layer} of rows) t.true(names.has(layer), layer);
  t.regex(profileTable(rows), /primal pass/);
});
