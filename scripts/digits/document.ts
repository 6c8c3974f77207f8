import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {fromBinary} from '@bufbuild/protobuf';
import sharp from 'sharp';
import {encodeNpy} from '../../src/data/npy.js';
import {writeFileWhole} from '../../src/data/write-file.js';
import {ModelProtoSchema} from '../../src/onnx/onnx_pb.js';
import {chooseExamples} from './choose-examples.js';
import {measure, toInput} from './measure.js';
import type {Digit, DigitsRead} from './mnist-package.js';
import {renderCard} from './model-card.js';
import {openScorer} from './score-onnx.js';
import type {Split} from './split.js';

export interface DocumentOptions {
  readonly read: DigitsRead;
  readonly split: Split;
  /** Holds `models` and `digits`. */
  readonly folder: string;
  readonly seed: number;
}

/** What the model file says of its own training. */
export interface TrainingFacts {
  readonly seed: number;
  readonly epochs: number;
  /** The epoch that was kept. */
  readonly epoch: number;
}

/**
 * Measures the model file as onnxruntime runs it and writes `models/digits.md`, the example digits
 * `digits/*.png` and `digits/digits.npy`. Gives one line that says how accurate it is.
 */
export async function document(
  model: Uint8Array,
  {read, split, folder, seed}: DocumentOptions,
): Promise<string> {
  const facts = factsOf(model);
  if (facts.seed !== seed) {
    throw new Error(`the model was trained with seed ${facts.seed}; give --seed ${facts.seed}`);
  }
  const score = await openScorer(model);
  const measured = {
    train: await measure(split.train, score),
    validation: await measure(split.validation, score),
    test: await measure(split.test, score),
  };
  const examples = chooseExamples(measured.test.judged);
  const digits = examples.map(({judged}) => judged.digit);
  for (const {file, judged} of examples) {
    await writeFileWhole(join(folder, 'digits', file), await encodePng(judged.digit));
  }
  await writeFileWhole(
    join(folder, 'digits', 'digits.npy'),
    encodeNpy([digits.length, 1, 28, 28], toInput(digits)),
  );
  const sha256 = createHash('sha256').update(model).digest('hex');
  const card = renderCard({facts, read, measured, examples, bytes: model.length, sha256});
  await writeFileWhole(join(folder, 'models', 'digits.md'), card);
  const right = split.test.length - measured.test.wrong.length;
  return `test: ${right} of ${split.test.length} right (${((100 * right) / split.test.length).toFixed(2)} %)`;
}

function factsOf(model: Uint8Array): TrainingFacts {
  const {metadataProps} = fromBinary(ModelProtoSchema, model);
  const entry = metadataProps.find(({key}) => key === 'lrplab.training');
  if (entry === undefined) throw new Error('the model file does not say how it was trained');
  return JSON.parse(entry.value);
}

function encodePng(digit: Digit): Promise<Uint8Array> {
  return sharp(digit.pixels, {raw: {width: 28, height: 28, channels: 1}})
    .toColourspace('b-w')
    .png({compressionLevel: 9})
    .toBuffer();
}
