import {InvalidArgumentError, type Command} from 'commander';
import {checkDisjoint} from '../../data/voc/check-disjoint.js';
import {findDevkit, type Devkit} from '../../data/voc/find-devkit.js';
import {readVocSplit} from '../../data/voc/read-voc-split.js';
import {summariseSplit} from '../../data/voc/summarise-split.js';
import {vocClasses} from '../../data/voc/voc-classes.js';
import type {BrokenFile, VocSplit} from '../../data/voc/voc-dataset.js';
import {formatJson, formatTable, type Console} from '../console.js';
import {
  classTable,
  labelSetTable,
  splitTable,
  type DescribedSplit,
} from '../dataset/dataset-tables.js';
import {interruptSignal} from '../interrupt.js';
import {openProgress} from '../progress.js';

interface DatasetSettings {
  readonly classes?: readonly string[];
  readonly split?: readonly string[];
  readonly year?: string;
  readonly strict?: boolean;
  readonly check?: boolean;
  readonly json?: boolean;
}

/** Sets of more classes than these are too many to read. */
const mostClassesInSets = 4;
/** Broken files printed; `--json` prints all. */
const mostBroken = 20;

function list(text: string): readonly string[] {
  const names = text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  if (names.length === 0) throw new InvalidArgumentError('name one at least');
  return names;
}

/** `trainval` is train and val again, so it stands for them only where they are missing. */
function usualSplits({splits}: Devkit): readonly string[] {
  const usual = ['train', 'val', 'test'].filter(split => splits.includes(split));
  if (!usual.includes('train') && splits.includes('trainval')) usual.unshift('trainval');
  return usual.length > 0 ? usual : splits;
}

async function readSplits(
  folder: string,
  settings: DatasetSettings,
  console: Console,
): Promise<readonly VocSplit[]> {
  const {classes = vocClasses, year = null, strict = false, check = false} = settings;
  const signal = interruptSignal();
  const devkit = await findDevkit(folder, {year});
  const splits: VocSplit[] = [];
  for (const split of settings.split ?? usualSplits(devkit)) {
    const progress = openProgress(console, `pictures of ${split}`);
    const onProgress = progress.update;
    const options = {classes, strict, decode: check, signal, onProgress};
    splits.push(await readVocSplit(devkit.folder, split, options).finally(progress.stop));
  }
  return splits;
}

function printBroken(title: string, files: readonly BrokenFile[], console: Console): void {
  if (files.length === 0) return;
  console.out(`\n${title}`);
  for (const {code, message} of files.slice(0, mostBroken)) console.out(`${code}: ${message}`);
  if (files.length > mostBroken) {
    console.out(`… and ${files.length - mostBroken} more; --json prints all`);
  }
}

function print(splits: readonly DescribedSplit[], folder: string, console: Console): void {
  const colour = console.outIsTerminal;
  console.out(`Pascal VOC in ${folder}\n`);
  const {classes} = splits[0]!.summary;
  const tables = [splitTable(splits), classTable(splits)];
  if (classes.length <= mostClassesInSets) tables.push(labelSetTable(splits));
  console.outStyled(tables.map(table => formatTable(table, {colour})).join('\n\n'));
  const files = splits.flatMap(({broken}) => broken);
  const leftOut = files.filter(({kept}) => !kept);
  const odd = files.filter(({kept}) => kept);
  printBroken('left out:', leftOut, console);
  printBroken('odd, but used:', odd, console);
}

async function datasetCommand(
  folder: string,
  settings: DatasetSettings,
  console: Console,
): Promise<void> {
  const read = await readSplits(folder, settings, console);
  checkDisjoint(read);
  const splits = read.map(split => ({summary: summariseSplit(split), broken: split.broken}));
  if (settings.json === true) {
    console.out(
      formatJson({
        ok: true,
        folder: read[0]!.folder,
        splits: splits.map(({summary, broken}, index) => ({
          ...summary,
          hash: read[index]!.hash,
          broken,
        })),
      }),
    );
  } else print(splits, read[0]!.folder, console);
}

export function addDataset(program: Command, console: Console): void {
  program
    .command('dataset <folder>')
    .description('count what a Pascal VOC devkit (2007–2012) holds, and find its broken files')
    .option('--classes <names>', 'such as horse,person (all twenty where nothing is said)', list)
    .option(
      '--split <names>',
      'such as train,val (train, val and test where nothing is said)',
      list,
    )
    .option('--year <year>', 'such as 2012, where the folder holds several')
    .option('--strict', 'stop at the first broken file with exit code 1')
    .option('--check', 'decode every picture, so that those cut off are found')
    .option('--json', 'print as JSON, with every broken file')
    .action((folder: string, settings: DatasetSettings) =>
      datasetCommand(folder, settings, console),
    );
}
