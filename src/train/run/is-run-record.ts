import type {RunRecord} from '../run-record.js';

/** Whether a value from a file is what is wanted there. */
type Check = (value: unknown) => boolean;

const text: Check = value => typeof value === 'string';
const number: Check = value => typeof value === 'number';
const truth: Check = value => typeof value === 'boolean';

const orNull =
  (check: Check): Check =>
  value =>
    value === null || check(value);
const optional =
  (check: Check): Check =>
  value =>
    value === undefined || check(value);
const list =
  (check: Check): Check =>
  value =>
    Array.isArray(value) && value.every(check);
const either =
  (...checks: readonly Check[]): Check =>
  value =>
    checks.some(check => check(value));
const one =
  (...names: readonly string[]): Check =>
  value =>
    names.includes(value as string);

/** An object whose fields are as given; others may stand beside them. */
const fields =
  (wanted: Readonly<Record<string, Check>>): Check =>
  value =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(wanted).every(([name, check]) =>
      check((value as Record<string, unknown>)[name]),
    );

const split = fields({split: text, samples: number, counts: list(number), hash: text});

const judged = {
  validationLoss: number,
  meanAveragePrecision: orNull(number),
  scores: list(
    fields({
      className: text,
      precision: orNull(number),
      recall: orNull(number),
      f1: orNull(number),
      averagePrecision: orNull(number),
    }),
  ),
};

const settings = fields({
  data: fields({
    folder: text,
    classes: list(text),
    train: text,
    validation: text,
    year: optional(orNull(text)),
    others: orNull(number),
    windows: orNull(number),
    strict: truth,
  }),
  start: either(
    fields({
      kind: one('architecture'),
      depth: number,
      width: number,
      batchNorm: truth,
      inputSize: list(number),
      unfreeze: text,
      preprocessing: fields({channels: text, scale: number, mean: list(number), std: list(number)}),
    }),
    fields({
      kind: one('model'),
      name: text,
      hash: text,
      cut: text,
      inputSize: orNull(list(number)),
      unfreeze: text,
    }),
  ),
  head: fields({hidden: list(number), dropout: number, batchNorm: truth, pooling: text}),
  augment: orNull(fields({rotate: number, shift: number, zoom: number, flip: number})),
  variants: number,
  epochs: number,
  batchSize: number,
  learningRate: number,
  schedule: fields({kind: text, warmUp: optional(number)}),
  weightDecay: number,
  labelSmoothing: number,
  patience: orNull(number),
  classWeights: either(text, list(number)),
  checkpoint: text,
  momentum: number,
  seed: number,
  device: text,
});

const record = fields({
  format: one('lrplab-run-1'),
  status: one('unfinished', 'finished'),
  settings,
  data: fields({train: split, validation: split}),
  positiveWeights: list(number),
  versions: fields({lrplab: text, tfjs: text, onnxruntime: text, node: text}),
  curves: list(
    fields({
      epoch: number,
      learningRate: number,
      loss: number,
      kept: truth,
      seconds: number,
      ...judged,
    }),
  ),
  bestEpoch: orNull(number),
  validation: orNull(fields(judged)),
  seconds: number,
});

/** Whether what was read is the record of a run, as far as resuming and showing it needs: epochs in order, the best among them. */
export function isRunRecord(value: unknown): value is RunRecord {
  if (!record(value)) return false;
  const {curves, bestEpoch} = value as RunRecord;
  return (
    curves.every(({epoch}, index) => epoch === index + 1) &&
    (bestEpoch === null ? curves.length === 0 : curves.some(({epoch}) => epoch === bestEpoch))
  );
}
