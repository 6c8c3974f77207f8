import {type Command, Option} from 'commander';
import type {Plan} from '../../plan/plan.js';
import type {Console} from '../console.js';
import {explainFolder} from '../explain/explain-folder.js';
import {explainOnce} from '../explain/explain-once.js';
import type {ExplainSettings} from '../explain/explain-settings.js';
import {parseMemory} from '../explain/parse-memory.js';
import {interruptSignal} from '../interrupt.js';
import {openPlan} from '../open-plan.js';
import {collect, parseCount} from '../parse-options.js';
import {needOptions, openModel, withEngineOptions, withModelOptions} from '../settings.js';

async function explainCommand(
  model: string,
  settings: ExplainSettings,
  console: Console,
  verbose: boolean,
): Promise<void> {
  const signal = interruptSignal();
  const graph = await openModel(model, settings);
  const plans: Plan[] = [];
  for (const text of settings.plan) plans.push(await openPlan(text, graph, settings, console));
  const job = {graph, plans, settings, signal, verbose};
  await (settings.outDir === undefined ? explainOnce(job, console) : explainFolder(job, console));
}

/** Options of which one makes no sense beside or without the other. */
function checkTogether(command: Command, settings: ExplainSettings): void {
  const given = (names: readonly (keyof ExplainSettings)[]): keyof ExplainSettings | undefined =>
    names.find(name => settings[name] !== undefined);
  const flag = (name: string): string =>
    command.options.find(option => option.attributeName() === name)!.long!;
  const single = given(['out', 'ledger', 'html', 'png']);
  const bulk = given(['resume', 'skipBroken']);
  if (settings.outDir !== undefined && single !== undefined) {
    command.error(
      `error: option '${flag(single)}' writes one file for all and cannot be used with '--out-dir'`,
    );
  }
  if (settings.outDir === undefined && bulk !== undefined)
    command.error(`error: option '${flag(bulk)}' needs '--out-dir'`);
}

export function addExplain(program: Command, console: Console): void {
  const command = program
    .command('explain <model>')
    .description('explain the scores of a model for arrays or pictures')
    .option(
      '--input <file...>',
      "X.npy (float32, the model's own layout, batch first), pictures, folders, or patterns such as 'photos/**/*.jpg'",
    )
    .option(
      '--plan <plan>',
      'FILE.lrp, FILE.lrp#NAME, or a preset such as EpsilonPlus or "EpsilonGammaBox(-2.2, 2.7)"; may be given several times',
      collect,
    )
    .option(
      '--target <target>',
      'class index or name, or top (where nothing is said); one for all samples or one each: 3,0,1; given several times, every sample is explained for each',
      collect,
    )
    .option(
      '--out <file>',
      'write the relevance: .npy, shaped as the input, or .npz, several plans too',
    )
    .option('--ledger <file.json>', 'write where the relevance went, layer by layer')
    .option('--html <file.html>', 'write a report that opens offline')
    .option('--png <file.png>', 'write the heatmaps')
    .option(
      '--out-dir <folder>',
      'many samples: write .npz and .json of each into a new folder, as they are finished',
    )
    .option('--resume', 'with --out-dir: go on where a run was stopped')
    .option('--skip-broken', 'with --out-dir: note pictures that cannot be read and go on')
    .addOption(
      new Option(
        '--memory <size>',
        'memory to work in, such as 2GB; a quarter of what is free where nothing is said',
      ).argParser(parseMemory),
    )
    .addOption(
      new Option('--batch-size <count>', 'samples that are computed together').argParser(
        parseCount,
      ),
    )
    .option('--json', 'print the summary as JSON');
  withEngineOptions(withModelOptions(command)).action(
    (model: string, settings: ExplainSettings) => {
      needOptions(command, ['input', 'plan']);
      checkTogether(command, settings);
      return explainCommand(model, settings, console, program.opts()['verbose'] === true);
    },
  );
}
