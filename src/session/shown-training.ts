import {randomUUID} from 'node:crypto';
import {tablesOutput} from '../inline/table-output.js';
import {textOutput} from '../inline/text-output.js';
import type {InlineOutput} from '../inline/inline-output.js';
import {runLine} from '../script/training/curve-files.js';
import {evaluationTable, labelSetNote, labelSetTable} from '../script/training/score-table.js';
import type {VocSplit} from '../data/voc/voc-dataset.js';
import type {Graph} from '../graph/graph.js';
import {
  evaluateModel as evaluatePlainly,
  type EvaluateModelOptions,
  type ModelEvaluation,
} from '../train/evaluate-model.js';
import {readRunRecord} from '../train/run/run-folder.js';
import type {TrainOptions} from '../train/train-options.js';
import {train as trainPlainly, type TrainResult} from '../train/train.js';
import {displayable, type Displayable} from './displayable.js';
import {currentHost} from './host.js';
import {sharedSession} from './lrp.js';
import {TrainingDisplay} from './training-display.js';

function joinSignals(...signals: readonly (AbortSignal | null | undefined)[]): AbortSignal | null {
  const given = signals.filter(signal => signal !== null && signal !== undefined);
  return given.length === 0 ? null : AbortSignal.any(given);
}

/**
 * Trains a network on a Pascal VOC devkit and writes it with everything about the run into a folder. In a notebook the
 * curves are drawn while it runs, and an interrupt stops it so that `resume: true` goes on to the result it would have had.
 *
 * @throws LrpError `train/…`, `voc/…`, `augment/range`, `engine/…`; DataError, ModelError; the signal's reason.
 */
export async function train(options: TrainOptions): Promise<TrainResult & Displayable> {
  const host = currentHost();
  const cell = host.cell();
  const sink = host.sink();
  const id = `lrplab-training-${randomUUID()}`;
  const show = (part: string) => (output: InlineOutput) =>
    sink.display(sharedSession().bundle(output, cell), `${id}-${part}`);
  const title = `Training for ${options.data.classes.join(', ')}`;
  const display = new TrainingDisplay({line: show('line'), curves: show('curves')}, title);
  if (options.resume === true) display.begin((await readRunRecord(options.folder))?.curves ?? []);
  const signal = joinSignals(options.signal, host.signal());
  try {
    const result = await trainPlainly({
      ...options,
      ...(signal === null ? {} : {signal}),
      onEvent: event => {
        if (event.kind === 'note') sink.text(event.text);
        display.update(event);
        options.onEvent?.(event);
      },
    });
    display.finish(result.record);
    return displayable(result, () => {
      const {folder, record} = result;
      return sharedSession().bundle(textOutput(`${folder}: ${runLine(record)}`), cell);
    });
  } catch (error) {
    if (signal?.aborted === true) display.stop();
    throw error;
  }
}

/** As `evaluateModel` of the command line: scores of each class, sets of classes, calibration; as a cell's last value tables. */
export async function evaluateModel(
  graph: Graph,
  split: VocSplit,
  options: EvaluateModelOptions = {},
): Promise<ModelEvaluation & Displayable> {
  const host = currentHost();
  const signal = joinSignals(options.signal, host.signal());
  const evaluation = await evaluatePlainly(graph, split, {
    ...options,
    ...(signal === null ? {} : {signal}),
  });
  const {model, samples, labelSets, threshold} = evaluation;
  const caption = `${model} on ${samples} pictures of "${evaluation.split}", threshold ${threshold}`;
  return displayable(evaluation, () =>
    sharedSession().bundle(
      tablesOutput([
        {caption, table: evaluationTable(evaluation)},
        {caption: labelSetNote(labelSets), table: labelSetTable(labelSets)},
      ]),
      host.cell(),
    ),
  );
}
