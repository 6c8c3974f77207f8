import test from 'ava';
import {choosePreprocessing, parsePreprocessing} from '../../src/data/parse-preprocessing.js';
import {preprocessPixels} from '../../src/data/preprocess-pixels.js';
import {
  describePreprocessing,
  findPreprocessing,
  preprocessingPresets,
} from '../../src/data/preprocess-presets.js';
import {boundsOf} from '../../src/graph/preprocessing.js';

const bounds: readonly [string, number, number, number][] = [
  ['unit', 1, 0, 1],
  ['unit', 3, 0, 1],
  ['signed', 3, -1, 1],
  ['raw', 1, 0, 255],
  ['torch', 3, -2.117904, 2.64],
  ['caffe', 3, -123.68, 151.061],
];

for (const [name, channels, low, high] of bounds) {
  test(`${name} of ${channels} channel(s) gives values from ${low} to ${high}`, t => {
    const found = boundsOf(findPreprocessing(name, channels));
    t.is(found.low.length, channels);
    t.true(Math.abs(Math.min(...found.low) - low) < 1e-5);
    t.true(Math.abs(Math.max(...found.high) - high) < 1e-5);
  });
}

test('an unknown name lists the names there are', t => {
  const error = t.throws(() => findPreprocessing('imagenet', 3), {code: 'preprocess/unknown'});
  for (const name of Object.keys(preprocessingPresets)) t.true(error.message.includes(name));
  t.throws(() => findPreprocessing('toString', 3), {code: 'preprocess/unknown'});
});

test('a network of other channels is refused', t => {
  t.throws(() => findPreprocessing('torch', 1), {code: 'preprocess/channels'});
  t.throws(() => findPreprocessing('unit', 4), {code: 'preprocess/channels'});
});

test('one red pixel: channels in the order of the preprocessing, minus mean, divided by std', t => {
  const red = Uint8Array.of(255, 0, 0);
  const values = (name: string) => [
    ...preprocessPixels(red, 1, 1, findPreprocessing(name, 3)).data,
  ];
  t.deepEqual(values('unit'), [1, 0, 0]);
  t.deepEqual(values('signed'), [1, -1, -1]);
  t.deepEqual(values('caffe'), [-103.939, -116.779, 255 - 123.68].map(Math.fround));
  t.deepEqual([...preprocessPixels(red, 1, 1, findPreprocessing('raw', 1)).data], [76]);
});

test('grey pixels keep their value as grey', t => {
  const grey = Uint8Array.from({length: 256 * 3}, (_, index) => Math.floor(index / 3));
  const {data} = preprocessPixels(grey, 16, 16, findPreprocessing('raw', 1));
  t.true(data.every((value, index) => value === index));
});

test('a preprocessing as JSON is read, other fields left out', t => {
  const text = '{"channels": "L", "scale": 0.5, "mean": [1], "std": [2], "more": 1}';
  t.deepEqual(choosePreprocessing(` ${text}`, 1), {channels: 'L', scale: 0.5, mean: [1], std: [2]});
  t.throws(() => choosePreprocessing(text, 3), {code: 'preprocess/channels'});
});

const wrong: readonly [string, string][] = [
  ['{', 'preprocess/json'],
  ['null', 'preprocess/field'],
  ['[]', 'preprocess/field'],
  ['{}', 'preprocess/field'],
  ['{"channels": "RGBA", "scale": 1, "mean": [0,0,0,0], "std": [1,1,1,1]}', 'preprocess/field'],
  ['{"channels": "L", "scale": "1", "mean": [0], "std": [1]}', 'preprocess/field'],
  ['{"channels": "L", "scale": 0, "mean": [0], "std": [1]}', 'preprocess/field'],
  ['{"channels": "RGB", "scale": 1, "mean": [0], "std": [1, 1, 1]}', 'preprocess/field'],
  ['{"channels": "L", "scale": 1, "mean": [null], "std": [1]}', 'preprocess/field'],
  ['{"channels": "L", "scale": 1, "mean": [0], "std": [0]}', 'preprocess/field'],
];

for (const [text, code] of wrong) {
  test(`${text} is ${code} and names the place`, t => {
    t.throws(() => parsePreprocessing(text, 'net.onnx'), {code, message: /^net\.onnx: /});
  });
}

test('a preprocessing is described in one line', t => {
  t.is(
    describePreprocessing(findPreprocessing('torch', 3)),
    'RGB, pixel × 1/255, minus [0.485, 0.456, 0.406], divided by [0.229, 0.224, 0.225]: values −2.1179…2.64',
  );
  t.is(describePreprocessing(findPreprocessing('unit', 1)), 'grey, pixel × 1/255: values 0…1');
  t.is(describePreprocessing(findPreprocessing('raw', 3)), 'RGB, pixel: values 0…255');
});
