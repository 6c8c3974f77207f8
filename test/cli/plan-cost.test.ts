import test from 'ava';
import {fileURLToPath} from 'node:url';
import {presetPlan} from '../../bench/preset-plan.js';
import {sizeOf} from '../../src/graph/graph.js';
import {loadModel} from '../../src/model/load-model.js';
import {compileForward, compileProgram} from '../../src/program/compile.js';
import type {Program} from '../../src/program/program.js';
import {openCliProcess} from '../helpers/cli-process.js';

const cli = openCliProcess();
test.after.always(cli.close);

const model = fileURLToPath(new URL('../../../notebooks/models/digits.onnx', import.meta.url));

/** Multiplications of every convolution and dense layer of a program, counted row by row of what it makes. */
function multiplications({steps, constants, inputs, targets}: Program): number {
  const shapes = new Map([...inputs, ...steps].map(({id, shape}) => [id as number, shape]));
  const weights = new Map(constants.map(({id, shape}) => [id as number, shape]));
  let count = 0;
  for (const {operation, shape, rows} of steps) {
    const times = rows === 'targets' ? targets : 1;
    if (operation.op === 'conv') {
      const [, perGroup, height, width] = weights.get(operation.weight)! as number[];
      count += times * sizeOf(shape) * perGroup! * height! * width!;
    } else if (operation.op === 'convTranspose') {
      // What a convolution reads of each of its outputs, the other way round.
      const [, perGroup, height, width] = weights.get(operation.weight)! as number[];
      count += times * sizeOf(shapes.get(operation.x)!) * perGroup! * height! * width!;
    } else if (operation.op === 'dense') {
      const [outputs, units] = weights.get(operation.weight)! as number[];
      count += times * sizeOf(shape) * (operation.transposed ? outputs! : units!);
    }
  }
  return count;
}

for (const name of ['EpsilonPlus', 'EpsilonAlpha2Beta1', 'EpsilonGammaBox']) {
  for (const targets of [1, 4]) {
    test(`plan ${name} prints what the program for ${targets} targets does, in forward passes`, async t => {
      const graph = await loadModel(model);
      const text = await cli.run(['plan', model, '--plan', name, '--targets', String(targets)]);
      const {stdout} = await cli.run([
        ...['plan', model, '--plan', name, '--targets', String(targets), '--json'],
      ]);
      const printed = JSON.parse(stdout) as {cost: number; targets: number};
      const plan = presetPlan(name, graph);
      const {program} = compileProgram(graph, plan, {targets, ledger: false});
      const counted = multiplications(program) / multiplications(compileForward(graph));
      t.is(printed.targets, targets);
      t.true(Math.abs(printed.cost - counted) < 1e-9, `${printed.cost}, counted ${counted}`);
      t.true(text.stdout.includes(`cost ${counted.toFixed(2)} F`));
      t.is(text.stdout.includes(`for ${targets} targets`), targets > 1);
    });
  }
}

test('plan --targets takes whole numbers from 1', async t => {
  for (const bad of ['0', '1.5', 'many']) {
    const {code, stderr} = await cli.run([
      'plan',
      model,
      '--plan',
      'EpsilonPlus',
      '--targets',
      bad,
    ]);
    t.is(code, 2);
    t.true(stderr.includes('expected a whole number from 1'));
  }
});
