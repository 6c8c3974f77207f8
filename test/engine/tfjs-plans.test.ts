import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import {openTfjsEngine} from '../../src/engine/tfjs/tfjs-engine.js';
import type {Tensor} from '../../src/graph/graph.js';
import {compilePlans} from '../../src/program/compile.js';
import {GraphBuilder} from '../helpers/graph-builder.js';
import {makePlan, uniformPlan} from '../helpers/make-plan.js';
import {firstDifference, runOnce} from '../helpers/op-agreement.js';
import {numbers, type OpCase} from '../helpers/op-cases.js';
import {runReference} from '../helpers/op-reference.js';
import {randomFrom} from '../helpers/random.js';

const [samples, targets, classes] = [2, 3, 4];

/** Three plans that share their maxima, or hand ties on in another way, for three targets of two samples. */
function severalPlans(): OpCase {
  const random = randomFrom(3);
  const net = new GraphBuilder([2, 7, 7]);
  net.conv(numbers([4, 2, 3, 3], random), numbers([4], random), {padding: [1, 1, 1, 1]});
  net.relu();
  net.maxpool({kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1]});
  net.conv(numbers([3, 4, 3, 3], random), numbers([3], random), {stride: [2, 2]});
  net.relu();
  net.flatten();
  net.dense(numbers([classes, 3], random), numbers([classes], random));
  const graph = net.build();
  const gamma = {kind: 'gamma', gamma: 0.25, stabiliser: 1e-3, bias: 'include'} as const;
  const epsilon = {kind: 'epsilon', epsilon: 1e-2, unit: 'rms', bias: 'include'} as const;
  const plans = [
    uniformPlan(graph, gamma),
    uniformPlan(graph, epsilon),
    makePlan(graph, ({kind}, index) =>
      kind === 'maxpool' ? {kind: 'split'} : index === null ? null : epsilon,
    ),
  ];
  const {program} = compilePlans(graph, plans, {targets});
  const target: Tensor = {
    shape: [samples * targets, classes],
    data: new Float32Array(samples * targets * classes),
  };
  for (let row = 0; row < samples * targets; row++) {
    target.data[row * classes + ((row * 3) % classes)] = 1;
  }
  const inputs = new Map([
    ['input', numbers([samples, 2, 7, 7], random)],
    ['target', target],
  ]);
  return {program, inputs};
}

for (const device of ['wasm', 'cpu'] as const) {
  test.serial(
    `several plans and targets at once on ${device} are what float64 loops give`,
    async t => {
      const engine = await openTfjsEngine(device);
      const several = severalPlans();
      const expected = runReference(several.program, several.inputs);
      t.true(expected.size > 30);
      t.is(firstDifference(await runOnce(engine, several), expected, 1e-4), null);
    },
  );

  test.serial(`several plans and targets at once leave no tensor behind on ${device}`, async t => {
    const engine = await openTfjsEngine(device);
    const {program, inputs} = severalPlans();
    const before = tf.memory().numTensors;
    const executable = await engine.prepare(program);
    await executable.run(inputs);
    const afterFirst = tf.memory().numTensors;
    await executable.run(inputs);
    t.is(tf.memory().numTensors, afterFirst);
    await executable.dispose();
    t.is(tf.memory().numTensors, before);
  });
}
