import {join} from 'node:path';
import {writeFileWhole} from '../data/write-file.js';
import {openTfjs} from '../engine/tfjs/open-tfjs.js';
import {backendOf} from '../engine/tfjs/tfjs.js';
import {canonise} from '../graph/canonise.js';
import {LrpError} from '../errors/lrp-error.js';
import {sizeOf, weightedNodes, type Graph} from '../graph/graph.js';
import {writeOnnx} from '../model/onnx/write-onnx.js';
import {createMoments} from './adam.js';
import {isBetter} from './checkpoint-policy.js';
import {TrainableNetwork} from './network/trainable-network.js';
import {positiveWeightsOf} from './positive-weights.js';
import {readSplits, recordOfSplit, type Splits} from './read-splits.js';
import {checkBatches} from './run/check-batches.js';
import {checkSameRun} from './run/check-same-run.js';
import {machineHere, versionsHere} from './run/describe-run.js';
import {openSamples} from './run/open-samples.js';
import {lockFolder} from './run/lock-folder.js';
import {checkFolder, modelName, removeRun, writeRunRecord} from './run/run-folder.js';
import {
  loadBest,
  loadState,
  removeState,
  saveBest,
  saveState,
  type Learner,
} from './run/run-state.js';
import {trainEpoch} from './run/train-epoch.js';
import {validateEpoch} from './run/validate-epoch.js';
import {wholeDraft} from './run/whole-draft.js';
import type {EpochRecord, RunRecord} from './run-record.js';
import {prepareStart, type Start} from './start/prepare-start.js';
import type {TrainOptions} from './train-options.js';
import {settingsOf, type TrainSettings} from './train-settings.js';

export interface TrainResult {
  readonly folder: string;
  /** The network of the best epoch, as `loadModel(folder)` reads it. */
  readonly graph: Graph;
  readonly record: RunRecord;
}

/**
 * Trains a network on a Pascal VOC devkit and writes it with everything about the run: `model.onnx` and `run.json`
 * in the folder, and `state*.safetensors` until it is finished. What decides the result is the options, the data
 * and the versions: the same ones give the same weights on one machine, also where the run was stopped, be it
 * in the middle of an epoch, and resumed.
 *
 * @throws LrpError `train/…`, `voc/…`, `augment/range`, `engine/…`; DataError for files that cannot be read or
 *   written; ModelError. The signal's reason where it stops the run.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const settings = settingsOf(options);
  const start = prepareStart(options, settings);
  checkWindows(settings, start);
  const lock = await lockFolder(options.folder);
  try {
    return await trainLocked(options, settings, start);
  } finally {
    await lock.release();
  }
}

async function trainLocked(
  options: TrainOptions,
  settings: TrainSettings,
  start: Start,
): Promise<TrainResult> {
  const {folder, signal, resume = false, overwrite = false, onEvent = () => {}} = options;
  const found = await checkFolder(folder, {resume, overwrite});
  const tf = await openTfjs(settings.device);
  const splits = await readSplits(settings, onEvent, signal);
  const {batchSize, momentum} = settings;
  checkBatches(start.stack, {samples: splits.train.samples.length, batchSize});
  const fresh = freshRecord(settings, splits, start);
  if (resume) checkSameRun(folder, found!, fresh);
  const saved = resume ? await loadState(folder) : null;
  if (saved !== null) checkSameRun(folder, saved.record, fresh);
  if (!resume) {
    await removeRun(folder);
    await writeRunRecord(folder, fresh);
  }
  onEvent({kind: 'begun'});
  const samples = await openSamples(start, splits, settings, onEvent, signal);
  try {
    const network = new TrainableNetwork(tf, backendOf[settings.device], start.stack, {momentum});
    try {
      const learner: Learner = {network, moments: createMoments(network.parameters)};
      saved?.restore(learner);
      const done = await runEpochs(saved?.record ?? fresh, {options, learner, samples, splits});
      return await finish(folder, done, start, network);
    } finally {
      network.dispose();
    }
  } finally {
    await samples.close();
  }
}

/** What `settingsOf` cannot know of a model. */
function checkWindows({data}: TrainSettings, {inputShape}: Start): void {
  const [, ...area] = inputShape;
  if (data.windows === null || area.every(length => length === data.windows)) return;
  throw new LrpError(
    'train/option',
    `data.windows: expected the input's size, ${area.join('×')}, got ${data.windows}`,
  );
}

interface Run {
  readonly options: TrainOptions;
  readonly learner: Learner;
  readonly samples: Awaited<ReturnType<typeof openSamples>>;
  readonly splits: Splits;
}

/** Epoch after epoch, each saved, until all are done or patience is at its end. */
async function runEpochs(
  from: RunRecord,
  {options, learner, samples, splits}: Run,
): Promise<RunRecord> {
  const {folder, signal, onEvent = () => {}} = options;
  const {settings, positiveWeights} = from;
  const {epochs, batchSize} = settings;
  const cost = {positiveWeights, smoothing: settings.labelSmoothing};
  let record = from;
  for (let epoch = record.curves.length + 1; endOf(record) === null; epoch += 1) {
    const began = performance.now();
    const {labels} = splits.train;
    const input = {samples: samples.train, labels, settings, cost, epoch, onEvent, signal};
    const judging = {cost, batchSize, epoch, signal};
    let learnt: Awaited<ReturnType<typeof trainEpoch>>;
    let judged: Awaited<ReturnType<typeof validateEpoch>>;
    try {
      learnt = await trainEpoch(learner, input);
      const {validation} = splits;
      judged = await validateEpoch(learner.network, samples.validation, validation, judging);
    } catch (error) {
      const diverged = error instanceof LrpError && error.code === 'train/diverged';
      if (!diverged || record.bestEpoch === null) throw error;
      // It would diverge again, but what was learnt before is worth keeping.
      const text = `${error.message}; the network of epoch ${record.bestEpoch} is written`;
      onEvent({kind: 'note', text});
      return {...record, ended: 'diverged'};
    }
    const best = record.curves.find(each => each.epoch === record.bestEpoch) ?? null;
    const seconds = (performance.now() - began) / 1000;
    const point: EpochRecord = {
      epoch,
      ...learnt,
      ...judged,
      kept: isBetter(settings.checkpoint, judged, best),
      seconds,
    };
    record = {
      ...record,
      curves: [...record.curves, point],
      bestEpoch: point.kept ? epoch : record.bestEpoch,
      validation: point.kept ? judged : record.validation,
      seconds: record.seconds + seconds,
    };
    if (point.kept) await saveBest(folder, epoch, learner.network);
    await saveState(folder, record, learner);
    await writeRunRecord(folder, record);
    onEvent({kind: 'epoch', record: point, epochs});
  }
  return {...record, ended: endOf(record)};
}

/** Why a run is at its end; null where it is not. */
function endOf({settings, curves, bestEpoch}: RunRecord): RunRecord['ended'] {
  const {epochs, patience} = settings;
  if (curves.length >= epochs) return 'epochs';
  return patience !== null && curves.length - (bestEpoch ?? 0) >= patience ? 'patience' : null;
}

/** Writes the best epoch's network; only then the state goes. */
async function finish(
  folder: string,
  done: RunRecord,
  start: Start,
  network: TrainableNetwork,
): Promise<TrainResult> {
  await loadBest(folder, done.bestEpoch!, network);
  const draft = wholeDraft(start, network.toStack());
  await writeFileWhole(join(folder, modelName), writeOnnx(draft));
  const record: RunRecord = {...done, status: 'finished'};
  await writeRunRecord(folder, record);
  await removeState(folder);
  return {folder, graph: canonise(draft), record};
}

function freshRecord(settings: TrainSettings, splits: Splits, {frozen, stack}: Start): RunRecord {
  const {classWeights, data} = settings;
  const weights = positiveWeightsOf(classWeights, splits.train.labels, data.classes.length);
  return {
    format: 'lrplab-run-1',
    status: 'unfinished',
    ended: null,
    settings,
    data: {train: recordOfSplit(splits.train), validation: recordOfSplit(splits.validation)},
    positiveWeights: weights,
    parameters: {
      trained: stack.layers.reduce((sum, layer) => sum + trainedNumbers(layer), 0),
      frozen: frozen === null ? 0 : numbersIn(frozen.graph),
    },
    versions: versionsHere(),
    machine: machineHere(),
    curves: [],
    bestEpoch: null,
    validation: null,
    seconds: 0,
  };
}

function trainedNumbers(layer: Start['stack']['layers'][number]): number {
  if (layer.kind === 'norm') return layer.gamma.data.length + layer.beta.data.length;
  if (layer.kind !== 'conv' && layer.kind !== 'dense') return 0;
  return layer.weight.data.length + (layer.bias?.data.length ?? 0);
}

function numbersIn(graph: Graph): number {
  return weightedNodes(graph).reduce(
    (sum, {weight, bias}) => sum + sizeOf(weight.shape) + (bias?.data.length ?? 0),
    0,
  );
}
