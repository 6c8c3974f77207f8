import test from 'ava';
import * as parse from '../../../src/cli/train/parse-train-options.js';

test('what is written well is read', t => {
  t.deepEqual(parse.parseAugment('rotate=10, shift=.1,flip-vertical=0.5'), {
    ...{rotate: 10, shift: 0.1, zoom: 0, flip: 0, colour: 0},
    flipVertical: 0.5,
  });
  t.deepEqual(parse.parseHidden('4096,2048'), [4096, 2048]);
  t.deepEqual(parse.parseHidden('none'), []);
  t.deepEqual(parse.parseInputSize('96'), [96, 96]);
  t.deepEqual(parse.parseInputSize('96x128'), [96, 128]);
  t.is(parse.parseArchitecture('vgg13'), 13);
  t.deepEqual(parse.parseSchedule('constant'), {kind: 'constant'});
  t.deepEqual(parse.parseSchedule('cosine'), {kind: 'cosine', warmUp: 0});
  t.deepEqual(parse.parseSchedule('one-cycle=0.2'), {kind: 'one-cycle', warmUp: 0.2});
  t.is(parse.parseClassWeights('none'), 'none');
  t.deepEqual(parse.parseClassWeights('1,2.5'), [1, 2.5]);
  t.deepEqual(parse.parseNames('horse, person'), ['horse', 'person']);
  t.is(parse.parseWhole(1)('12'), 12);
  t.is(parse.parseShare('0'), 0);
  t.is(parse.parsePositive('1e-4'), 1e-4);
  t.is(parse.parseNotNegative('0'), 0);
});

const wrong: readonly (readonly [(text: string) => unknown, readonly string[]])[] = [
  [
    parse.parseAugment,
    ['', 'rotate', 'rotate=', 'rotate=x', 'rotate=1=2', 'spin=1', 'flip=1,flip=1', '__proto__=1'],
  ],
  [parse.parseHidden, ['', '0', '16,', '1.5', '-3', 'Infinity']],
  [parse.parseInputSize, ['', '0', '96x', '96x96x3', 'a']],
  [parse.parseArchitecture, ['', 'vgg12', 'VGG16', 'resnet50']],
  [parse.parseSchedule, ['', 'step', 'constant=0.1', 'cosine=1', 'cosine=', 'one-cycle=0.1=2']],
  [parse.parseClassWeights, ['', '0,1', 'a', '1,', 'NaN']],
  [parse.parseNames, ['', 'horse,,person']],
  [parse.parseWhole(1), ['', '0', '1.5', '1e99', 'x']],
  [parse.parseShare, ['', '1', '-0.1', 'x']],
  [parse.parsePositive, ['', '0', '-1', 'Infinity']],
  [parse.parseNotNegative, ['', '-1', 'NaN']],
];

test('what is not is refused', t => {
  for (const [read, texts] of wrong) {
    for (const text of texts) {
      t.throws(() => read(text), {code: 'commander.invalidArgument'}, `${read.name} "${text}"`);
    }
  }
});
