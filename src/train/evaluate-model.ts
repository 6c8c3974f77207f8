import type {BrokenFile, VocLabel, VocSplit} from '../data/voc/voc-dataset.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Graph} from '../graph/graph.js';
import {meanF1} from './checkpoint-policy.js';
import {findModelClasses} from './model-classes.js';
import {predictPictures, type PredictOptions} from './predict-pictures.js';
import type {ClassScore} from './run-record.js';
import type {AveragePrecisionMethod} from './scores/average-precision.js';
import {calibrateClasses, type ClassCalibration} from './scores/calibration.js';
import {confuseLabelSets, type LabelSetConfusion} from './scores/label-sets.js';
import {meanAveragePrecision, scoreClasses} from './scores/score-classes.js';
import {toLogOdds} from './to-log-odds.js';
import {toProbabilities, type ProbabilityHead} from './to-probabilities.js';

export interface EvaluateModelOptions extends PredictOptions {
  /** A class is told where its probability is this or more, 0…1. @default 0.5 */
  readonly threshold?: number;
  /** Bins of equal width for calibration. @default 10 */
  readonly bins?: number;
  /** @default 'voc2010' */
  readonly method?: AveragePrecisionMethod;
  /** What makes probabilities of the scores. @default the model's own head */
  readonly head?: ProbabilityHead;
}

/** How well a model tells the classes of a split. */
export interface ModelEvaluation {
  /** The model's name. */
  readonly model: string;
  readonly engine: string;
  readonly head: ProbabilityHead;
  readonly folder: string;
  readonly split: string;
  /** SHA-256 of what the split holds. */
  readonly hash: string;
  readonly classes: readonly string[];
  readonly threshold: number;
  readonly method: AveragePrecisionMethod;
  /** N, pictures judged. */
  readonly samples: number;
  /** How many of them hold each class, and how many hold difficult instances only, which count neither way. */
  readonly counts: readonly {readonly positive: number; readonly leftOut: number}[];
  /** Files that could not be used, or are odd. */
  readonly broken: readonly BrokenFile[];
  readonly scores: readonly ClassScore[];
  readonly meanAveragePrecision: number | null;
  readonly meanF1: number | null;
  readonly labelSets: LabelSetConfusion;
  readonly calibration: readonly ClassCalibration[];
  /** N ids, for what follows row by row. */
  readonly ids: readonly string[];
  /** [N,K] */
  readonly probabilities: Float32Array;
  /** [N,K], ln(p/(1 − p)): what average precision ranks by, as it tells samples apart whose p rounds to 0 or 1. */
  readonly logOdds: Float64Array;
  /** [N][K] */
  readonly labels: readonly (readonly VocLabel[])[];
}

function headOf(graph: Graph, given: ProbabilityHead | undefined): ProbabilityHead {
  const head = given ?? graph.head;
  if (head !== 'none') return head;
  throw new LrpError(
    'evaluate/head',
    `model "${graph.name}" gives scores and does not say how they become probabilities; say so with --head sigmoid (each class by itself) or --head softmax (one of all)`,
  );
}

/** Columns of [N,K] in another order. */
function choose(
  values: ArrayLike<number>,
  width: number,
  columns: readonly number[],
): readonly number[] {
  const rows = values.length / width;
  return Array.from(
    {length: rows * columns.length},
    (_, i) => values[Math.floor(i / columns.length) * width + columns[i % columns.length]!]!,
  );
}

/** Refuses what is no number in a place that names the picture. */
function checkFinite(logits: Float32Array, width: number, graph: Graph, ids: readonly string[]) {
  const bad = logits.findIndex(value => !Number.isFinite(value));
  if (bad < 0) return;
  throw new LrpError(
    'evaluate/not-finite',
    `model "${graph.name}" gives ${logits[bad]} for output ${bad % width} of "${ids[Math.floor(bad / width)]}"; its weights or its preprocessing are broken`,
  );
}

/**
 * Judges a model on a split of a Pascal VOC devkit: scores of each class, sets of classes, calibration. The classes
 * are the split's; the model's outputs are found by its class names.
 *
 * @throws LrpError `evaluate/…` where model and data do not fit, `input/…`, `engine/…`, `train/bins`; DataError of the
 *   first broken picture where `strict`; the signal's reason.
 */
export async function evaluateModel(
  graph: Graph,
  split: VocSplit,
  options: EvaluateModelOptions = {},
): Promise<ModelEvaluation> {
  const {threshold = 0.5, bins = 10, method = 'voc2010', head, ...predict} = options;
  if (!(threshold >= 0 && threshold <= 1))
    throw new LrpError('evaluate/threshold', `threshold ${threshold}: expected 0 to 1`);
  const {classes} = split;
  const {columns} = findModelClasses(graph, classes);
  const kind = headOf(graph, head);
  const {logits, indices, unread, engine} = await predictPictures(
    graph,
    split.samples.map(({image}) => image),
    predict,
  );
  const ids = indices.map(index => split.samples[index]!.id);
  const labels = indices.map(index => split.labels[index]!);
  const outputs = logits.shape[1]!;
  checkFinite(logits.data, outputs, graph, ids);
  const probabilities = Float32Array.from(choose(toProbabilities(logits, kind), outputs, columns));
  const logOdds = Float64Array.from(choose(toLogOdds(logits, kind), outputs, columns));
  const scores = scoreClasses(probabilities, labels, classes, {threshold, method, logOdds});
  const having = (label: VocLabel, k: number): number =>
    labels.filter(row => row[k] === label).length;
  return {
    model: graph.name,
    engine,
    head: kind,
    folder: split.folder,
    split: split.split,
    hash: split.hash,
    classes,
    threshold,
    method,
    samples: ids.length,
    counts: classes.map((_, k) => ({positive: having(1, k), leftOut: having(0, k)})),
    broken: [
      ...split.broken,
      ...unread.map(({index, error: {path, code, message}}) => ({
        ...{id: split.samples[index]!.id, path, code, message, kept: false},
      })),
    ],
    scores,
    meanAveragePrecision: meanAveragePrecision(scores),
    meanF1: meanF1(scores),
    labelSets: confuseLabelSets(probabilities, labels, classes, {threshold}),
    calibration: calibrateClasses(probabilities, labels, classes, {bins}),
    ids,
    probabilities,
    logOdds,
    labels,
  };
}
