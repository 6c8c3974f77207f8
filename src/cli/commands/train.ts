import {join} from 'node:path';
import {Option, type Command} from 'commander';
import {writeFilesWhole} from '../../data/write-file.js';
import {curveFiles, runLine} from '../../script/training/curve-files.js';
import {scoreTable} from '../../script/training/score-table.js';
import {checkpointPolicies, describePolicy} from '../../train/checkpoint-policy.js';
import {checkFolder, readRunRecord} from '../../train/run/run-folder.js';
import type {TrainEvent} from '../../train/run-record.js';
import {train} from '../../train/train.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {InterruptedError, interruptSignal} from '../interrupt.js';
import {needOptions, parseShape} from '../settings.js';
import * as parse from '../train/parse-train-options.js';
import {resumeCommand} from '../train/resume-command.js';
import {checkStartElsewhere} from '../train/check-start-elsewhere.js';
import {openTrainProgress} from '../train/train-progress.js';
import {trainOptionsOf, type TrainCommandSettings} from '../train/train-settings.js';

/**
 * What Ctrl-C says: how to go on, where there is something to go on with.
 *
 * @param begun Whether the folder holds the record of this run, not that of one before.
 */
async function interrupted(
  settings: TrainCommandSettings,
  begun: boolean,
): Promise<InterruptedError> {
  const {out, html = false} = settings;
  const record = begun ? await readRunRecord(out).catch(() => null) : null;
  if (record?.status !== 'unfinished')
    return new InterruptedError('interrupted; nothing was written');
  await writeFilesWhole(curveFiles(out, record, {html}));
  const done = record.curves.length;
  return new InterruptedError(
    `interrupted; ${done === 0 ? 'no epoch is' : done === 1 ? 'the first epoch is' : `the first ${done} epochs are`} saved; go on with: ${resumeCommand(settings)}`,
  );
}

async function trainCommand(settings: TrainCommandSettings, console: Console): Promise<void> {
  const {out, resume = false, overwrite = false, html = false, json = false} = settings;
  const signal = interruptSignal();
  const found = await checkFolder(out, {resume, overwrite});
  await checkStartElsewhere(settings);
  const options = await trainOptionsOf(settings, resume ? found : null);
  const progress = openTrainProgress(console);
  let begun = resume;
  const onEvent = (event: TrainEvent): void => {
    if (event.kind === 'begun') begun = true;
    progress.onEvent(event);
  };
  const {record} = await train({...options, signal, onEvent})
    .catch(async (error: unknown) => {
      progress.stop();
      throw signal.aborted && error === signal.reason ? await interrupted(settings, begun) : error;
    })
    .finally(progress.stop);
  const pictures = curveFiles(out, record, {html});
  await writeFilesWhole(pictures);
  const files = [
    ...['model.onnx', 'run.json'].map(name => join(out, name)),
    ...pictures.map(({path}) => path),
  ];
  if (json) {
    console.out(formatJson({files, ...record}));
    return;
  }
  console.out(runLine(record));
  console.out(`on "${record.data.validation.split}", at a threshold of 0.5:`);
  console.outStyled(
    formatTable(scoreTable(record.validation?.scores ?? []), {colour: console.outIsTerminal}),
  );
  for (const file of files) console.out(`wrote ${file}`);
}

function addDataOptions(command: Command): void {
  command
    .optionsGroup('Pictures:')
    .option(
      '--data <folder>',
      'the devkit: VOCdevkit/VOC2012, VOCdevkit, or a folder that holds VOCdevkit',
    )
    .option('--year <year>', 'which year, where the folder holds several')
    .addOption(
      new Option('--classes <names>', 'classes to tell, such as horse,person').argParser(
        parse.parseNames,
      ),
    )
    .option('--train-split <name>', 'image set that is learnt from (default: train)')
    .option('--val-split <name>', 'image set that decides which epoch is kept (default: val)')
    .addOption(
      new Option(
        '--others <share>',
        'share of training pictures with none of the classes (default: all there are)',
      ).argParser(parse.parseShare),
    )
    .addOption(
      new Option(
        '--windows <pixels>',
        'learn from windows of that size around single objects: for features, before a run on whole pictures',
      ).argParser(parse.parseWhole(8)),
    )
    .option('--strict', 'stop at the first broken file instead of leaving it out')
    .addOption(
      new Option(
        '--augment <changes>',
        'random changes: rotate=10 (degrees), shift=0.1, zoom=0.1, colour=0.2 (shares), flip=0.5 (probability), with commas between',
      ).argParser(parse.parseAugment),
    )
    .addOption(
      new Option(
        '--variants <count>',
        'with --augment and frozen layers only: how many variants of each picture (default: 1)',
      ).argParser(parse.parseWhole(1)),
    );
}

function addNetworkOptions(command: Command): void {
  command
    .optionsGroup('Network:')
    .addOption(
      new Option('--model <file>', 'start from a trained network: .h5, .keras, .onnx, …').conflicts(
        ['architecture', 'width', 'batchNorm'],
      ),
    )
    .option(
      '--cut <layer>',
      'with --model: last layer of it that is kept (default: its last pooling layer)',
    )
    .addOption(
      new Option(
        '--architecture <name>',
        'start anew: vgg11, vgg13, vgg16 or vgg19 (default: vgg16)',
      ).argParser(parse.parseArchitecture),
    )
    .addOption(
      new Option('--width <factor>', 'factor on its channels (default: 1)').argParser(
        parse.parsePositive,
      ),
    )
    .option('--batch-norm', 'a batch norm behind each of its convolutions (default)')
    .option('--no-batch-norm', 'none')
    .addOption(
      new Option(
        '--input-size <pixels>',
        'height and width, multiples of 32, such as 96 (default: 224; of a model its own)',
      ).argParser(parse.parseInputSize),
    )
    .addOption(
      new Option(
        '--unfreeze <layers>',
        'layers before the head that are trained (default: none of a model, all of an architecture)',
      ).choices(['none', 'last-block', 'all']),
    )
    .addOption(
      new Option(
        '--hidden <sizes>',
        "the head's hidden dense layers, or none (default: 4096,2048)",
      ).argParser(parse.parseHidden),
    )
    .addOption(
      new Option('--dropout <share>', 'dropped behind each of them (default: 0.25)').argParser(
        parse.parseShare,
      ),
    )
    .option('--head-batch-norm', 'a batch norm before each of its dense layers (default)')
    .option('--no-head-batch-norm', 'none')
    .addOption(
      new Option('--pooling <name>', 'before the head (default: none)').choices([
        'none',
        'average',
      ]),
    )
    .option(
      '--preprocess <name>',
      'how pictures become the input: unit, signed, raw, torch, caffe, or JSON (default: what the model says; signed for an architecture)',
    )
    .addOption(
      new Option(
        '--shape <AxBxC>',
        'input of one sample, where the model leaves it open; with --model only',
      ).argParser(parseShape),
    );
}

function addLearningOptions(command: Command): void {
  command
    .optionsGroup('Learning:')
    .addOption(
      new Option('--epochs <count>', 'at most (default: 30)').argParser(parse.parseWhole(1)),
    )
    .addOption(
      new Option('--batch-size <count>', 'pictures a step (default: 32)').argParser(
        parse.parseWhole(1),
      ),
    )
    .addOption(
      new Option(
        '--learning-rate <rate>',
        "Adam's (default: 0.001 for an architecture, 0.0001 for a model)",
      ).argParser(parse.parsePositive),
    )
    .addOption(
      new Option(
        '--schedule <name>',
        'constant, cosine or one-cycle; with its warm-up: cosine=0.1 (default: one-cycle for an architecture trained whole, else constant)',
      ).argParser(parse.parseSchedule),
    )
    .addOption(
      new Option('--weight-decay <factor>', 'decoupled, of kernels (default: 0)').argParser(
        parse.parseNotNegative,
      ),
    )
    .addOption(
      new Option('--label-smoothing <share>', 'targets are s/2 and 1 − s/2 (default: 0)').argParser(
        parse.parseShare,
      ),
    )
    .addOption(
      new Option(
        '--class-weights <weights>',
        'weight of positive labels: balanced, none, or numbers, one a class (default: balanced)',
      ).argParser(parse.parseClassWeights),
    )
    .addOption(
      new Option(
        '--momentum <share>',
        'kept of the averages of batch norms by each step (default: 0.99)',
      ).argParser(parse.parseShare),
    )
    .addOption(
      new Option(
        '--checkpoint <policy>',
        `which epoch is kept: ${checkpointPolicies.map(policy => `${policy} (${describePolicy(policy)})`).join('; ')} (default: talk)`,
      ).choices(checkpointPolicies),
    )
    .addOption(
      new Option('--patience <epochs>', 'end after so many of which none was kept').argParser(
        parse.parseWhole(1),
      ),
    )
    .addOption(
      new Option('--seed <number>', 'decides all that is random (default: 0)').argParser(
        parse.parseWhole(0),
      ),
    )
    .addOption(
      new Option(
        '--device <name>',
        'what computes (default: a native build of tfjs where there is one, else wasm)',
      ).choices(['auto', 'node-gpu', 'node', 'wasm', 'cpu']),
    );
}

/** `lrplab train`. */
export function addTrain(program: Command, console: Console): void {
  const command = program
    .command('train')
    .description('train a network to tell classes of a Pascal VOC devkit');
  addDataOptions(command);
  addNetworkOptions(command);
  addLearningOptions(command);
  command
    .optionsGroup('The run:')
    .option('--out <folder>', 'where model, record and curves are written')
    .option('--resume', 'go on with the run in that folder; its options need not be said again')
    .addOption(
      new Option(
        '--overwrite',
        'begin anew where the folder holds a run or a network, which are removed',
      ).conflicts(['resume']),
    )
    .option('--html', 'write curves.html, too, which opens offline')
    .option('--json', 'print the record as JSON')
    .action((settings: TrainCommandSettings) => {
      needOptions(command, settings.resume === true ? ['out'] : ['data', 'classes', 'out']);
      for (const name of ['cut', 'shape'] as const) {
        if (settings[name] === undefined || settings.model !== undefined) continue;
        command.error(
          `error: option '--${name}' is about the network of --model, which is not given`,
        );
      }
      return trainCommand(settings, console);
    });
}
