import {createRequire} from 'node:module';
import {Command, CommanderError} from 'commander';
import type {Console} from './console.js';
import {reportFailure} from './fail.js';
import {InterruptedError} from './interrupt.js';

type AddCommand = (program: Command, console: Console) => void;

/** What adds each command, in the order of the help. */
const commands: ReadonlyMap<string, () => Promise<AddCommand>> = new Map([
  ['run', async () => (await import('./commands/run.js')).addRun],
  ['explain', async () => (await import('./commands/explain.js')).addExplain],
  ['evaluate', async () => (await import('./commands/evaluate.js')).addEvaluate],
  ['compare', async () => (await import('./commands/compare.js')).addCompare],
  ['train', async () => (await import('./commands/train.js')).addTrain],
  ['taylor', async () => (await import('./commands/taylor.js')).addTaylor],
  ['plan', async () => (await import('./commands/plan.js')).addPlan],
  ['graph', async () => (await import('./commands/graph.js')).addGraph],
  ['check', async () => (await import('./commands/check.js')).addCheck],
  ['format', async () => (await import('./commands/format.js')).addFormat],
  ['dataset', async () => (await import('./commands/dataset.js')).addDataset],
  ['doctor', async () => (await import('./commands/doctor.js')).addDoctor],
  ['native', async () => (await import('./commands/native.js')).addNative],
  ['fetch', async () => (await import('./commands/fetch.js')).addFetch],
  ['kernel', async () => (await import('./commands/kernel.js')).addKernel],
]);

/** The command that is called, loaded without the others, which take most of a second; all of them where none is. */
function calledCommands(argv: readonly string[]): Promise<readonly AddCommand[]> {
  const called = commands.get(argv.find(argument => !argument.startsWith('-')) ?? '');
  return Promise.all(
    (called === undefined ? [...commands.values()] : [called]).map(load => load()),
  );
}

async function buildProgram(argv: readonly string[], console: Console): Promise<Command> {
  const {version} = createRequire(import.meta.url)('../../../package.json') as {version: string};
  const program = new Command('lrplab')
    .description(
      'See why a neural network decided: layer-wise relevance propagation and deep Taylor decomposition',
    )
    .version(version)
    .option('--verbose', 'print notes on the network, and stack traces of errors')
    .showHelpAfterError('(see --help)')
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: text => console.out(text.trimEnd()),
      writeErr: text => console.error(text.trimEnd()),
    })
    .exitOverride();
  for (const add of await calledCommands(argv)) add(program, console);
  for (const command of program.commands.flatMap(each => [each, ...each.commands])) {
    command
      .option('--verbose', 'print notes and stack traces')
      .on('option:verbose', () => program.setOptionValue('verbose', true));
  }
  return program;
}

/**
 * Runs the command line.
 *
 * @param argv Arguments after the program's name.
 * @returns    Exit code: 0 done; 1 bad input or a failed check; 2 wrong usage; 130 interrupted.
 */
export async function runCommandLine(argv: readonly string[], console: Console): Promise<number> {
  const program = await buildProgram(argv, console);
  try {
    await program.parseAsync([...argv], {from: 'user'});
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof InterruptedError) {
      console.error(error.message);
      return 130;
    }
    reportFailure(error, console, {verbose: program.opts()['verbose'] === true});
    return 1;
  }
}
