import {Command, Option} from 'commander';
import {presetNames} from '../src/plan/presets.js';
import {compileForward, compileProgram} from '../src/program/compile.js';
import {makeNetwork, networkNames, type NetworkName} from './networks/find-network.js';
import {sampleInput} from './networks/sample-input.js';
import {presetPlan} from './preset-plan.js';
import {profileProgram} from './profile/profile-program.js';
import {profileTable} from './profile/profile-table.js';

// Where the time of an explanation goes, by kind of work, operator and layer (onnxruntime's own profile, CPU).
// node dist/bench/profile.js --network vgg16 --preset EpsilonGammaBox

interface Options {
  readonly network: NetworkName;
  readonly size: string;
  readonly preset: string;
  readonly batch: string;
  readonly runs: string;
  readonly ledger: boolean;
  readonly forward: boolean;
}

async function profile(options: Options): Promise<void> {
  const graph = makeNetwork(options.network, Number(options.size));
  const batch = Number(options.batch);
  const {program} = options.forward
    ? {program: compileForward(graph)}
    : compileProgram(graph, presetPlan(options.preset, graph), {ledger: options.ledger});
  const classes = graph.nodes[graph.output]!.shape[0]!;
  const target = {shape: [batch, classes], data: new Float32Array(batch * classes)};
  for (let sample = 0; sample < batch; sample++) target.data[sample * classes] = 1;
  const inputs = new Map([
    ['input', sampleInput(graph, batch)],
    ['target', target],
  ]);
  const rows = await profileProgram(program, inputs, Number(options.runs));
  process.stdout.write(`${program.name}, batch ${batch}\n${profileTable(rows)}\n`);
}

await new Command('profile')
  .description("where the time of an explanation goes (onnxruntime's profile, CPU)")
  .addOption(new Option('--network <name>', 'network').choices([...networkNames]).default('vgg16'))
  .option('--size <pixels>', 'height and width of the pictures', '224')
  .addOption(
    new Option('--preset <name>', 'plan').choices([...presetNames]).default('EpsilonGammaBox'),
  )
  .option('--batch <count>', 'pictures in a run', '1')
  .option('--runs <count>', 'runs to take the mean of', '5')
  .option('--ledger', 'with the sums of the ledger', false)
  .option('--forward', 'the primal pass alone', false)
  .action(profile)
  .parseAsync();
