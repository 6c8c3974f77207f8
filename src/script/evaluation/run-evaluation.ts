import type {VocSplit} from '../../data/voc/voc-dataset.js';
import {LrpError} from '../../errors/lrp-error.js';
import {evaluateMethods} from '../../evaluate/comparison/evaluate-methods.js';
import {choosePictures} from '../../evaluate/comparison/choose-pictures.js';
import {explainChosen} from '../../evaluate/comparison/explain-chosen.js';
import {summarise} from '../../evaluate/comparison/summarise.js';
import {measureConsistency} from '../../evaluate/consistency/measure-consistency.js';
import {pictureSize} from '../../evaluate/picture-size.js';
import {selectTasks} from '../../evaluate/select-tasks.js';
import {targetIndex} from '../../explain/targets.js';
import type {PreparedEvaluation} from '../prepared.js';
import type {EvaluationFinding} from './evaluation-finding.js';
import {localisationOf} from './localisation-of.js';

/** What is evaluated, the data apart. */
export type EvaluationRequest = Omit<
  PreparedEvaluation,
  'kind' | 'devkit' | 'split' | 'classes' | 'span'
>;

export interface RunEvaluationOptions {
  /** File that finished batches are written to, so that a run that was stopped goes on there. @default none */
  readonly journal?: string;
  /** Rows computed together. @default as many as memory and patience allow */
  readonly batchSize?: number;
  /** Stops at the first broken mask instead of leaving its picture out. @default false */
  readonly strict?: boolean;
  /** Explanations done, and how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two families of a batch. */
  readonly signal?: AbortSignal;
}

/**
 * Evaluates methods on a split that was read for the classes in question.
 *
 * @throws LrpError `target/unknown`, `evaluate/*`, `input/*`, `explain/*`, `engine/*`; DataError; the signal's reason.
 */
export async function runEvaluation(
  {graph, methods, families, sweeps, limit, seed, engine, device, name}: EvaluationRequest,
  split: VocSplit,
  {strict = false, journal, batchSize, onProgress, signal}: RunEvaluationOptions = {},
): Promise<EvaluationFinding> {
  const {folder, classes} = split;
  const targets = new Map(classes.map(className => [className, targetIndex(className, graph)]));
  const {tasks, withoutMask, broken} = await selectTasks(split, targets, pictureSize(graph), {
    ...{families, strict},
    ...(limit === null ? {} : {limit}),
    ...(signal === undefined ? {} : {signal}),
  });
  if (tasks.length === 0)
    throw new LrpError(
      'evaluate/empty',
      `${folder}, split "${split.split}": no picture shows ${classes.join(' or ')}; choose another split or other classes`,
    );
  const data = {folder, split: split.split, hash: split.hash, classes};
  const plans = methods.flatMap(method => (method.kind === 'plan' ? [method.plan] : []));
  const tolerance = families.find(family => family.name === 'consistency')?.arguments['within'];
  const hasLedgers = tolerance !== undefined && plans.length > 0;
  // The ledgers are a second part of the same work.
  const further = hasLedgers ? tasks.length : 0;
  let scored = 0;
  const evaluation = await evaluateMethods(graph, methods, data, tasks, families, {
    ...{engine, device, seed, sweeps},
    ...(journal === undefined ? {} : {journal}),
    ...(batchSize === undefined ? {} : {batchSize}),
    onProgress(done, total) {
      scored = total;
      onProgress?.(done, total + further);
    },
    ...(signal === undefined ? {} : {signal}),
  });
  const consistency = !hasLedgers
    ? null
    : await measureConsistency(graph, plans, tasks, {
        ...{data: split, within: Number(tolerance), engine},
        onProgress: done => onProgress?.(scored + done, scored + further),
        ...(device === null ? {} : {device}),
        ...(batchSize === undefined ? {} : {batchSize}),
        ...(signal === undefined ? {} : {signal}),
      });
  return {
    name,
    evaluation,
    summary: summarise(evaluation),
    pictures: await explainChosen(graph, methods, tasks, choosePictures(evaluation), {
      ...{engine, device, seed},
      ...(signal === undefined ? {} : {signal}),
    }),
    consistency,
    localisation: localisationOf(evaluation, tasks),
    notes: [
      ...(withoutMask.length === 0
        ? []
        : [`${withoutMask.length} pictures have no mask of their classes and do not count`]),
      ...broken.map(({message}) => `left out: ${message}`),
    ],
  };
}
