import {createRequire} from 'node:module';
import {Command, CommanderError} from 'commander';
import {addCheck} from './commands/check.js';
import {addCompare} from './commands/compare.js';
import {addDataset} from './commands/dataset.js';
import {addDoctor} from './commands/doctor.js';
import {addEvaluate} from './commands/evaluate.js';
import {addExplain} from './commands/explain.js';
import {addFetch} from './commands/fetch.js';
import {addFormat} from './commands/format.js';
import {addGraph} from './commands/graph.js';
import {addKernel} from './commands/kernel.js';
import {addNative} from './commands/native.js';
import {addPlan} from './commands/plan.js';
import {addRun} from './commands/run.js';
import {addTaylor} from './commands/taylor.js';
import {addTrain} from './commands/train.js';
import type {Console} from './console.js';
import {reportFailure} from './fail.js';
import {InterruptedError} from './interrupt.js';

function buildProgram(console: Console): Command {
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
  const adders = [
    addRun,
    addExplain,
    addEvaluate,
    addCompare,
    addTrain,
    addTaylor,
    addPlan,
    addGraph,
    addCheck,
    addFormat,
    addDataset,
    addDoctor,
    addNative,
    addFetch,
    addKernel,
  ];
  for (const add of adders) add(program, console);
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
  const program = buildProgram(console);
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
