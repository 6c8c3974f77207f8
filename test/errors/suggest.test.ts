import test from 'ava';
import fc from 'fast-check';
import {didYouMean, editDistance, suggest} from '../../src/errors/suggest.js';

const pairs: readonly (readonly [string, string, number])[] = [
  ['gamma', 'gamma', 0],
  ['gama', 'gamma', 1],
  ['gamma', 'gmama', 1],
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
];

for (const [a, b, distance] of pairs) {
  test(`from "${a}" to "${b}" it takes ${distance} slips`, t => {
    t.is(editDistance(a, b), distance);
  });
}

test('a distance is the same from both sides, 0 only for the same word', t => {
  const word = fc.string({maxLength: 8});
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      return (
        distance === editDistance(b, a) &&
        (distance === 0) === (a === b) &&
        distance <= Math.max(a.length, b.length)
      );
    }),
    {seed: 7},
  );
  t.pass();
});

test('the closest candidate is suggested, case aside, and none where none is close', t => {
  t.is(suggest('gama', ['beta', 'gamma']), 'gamma');
  t.is(suggest('EPSILONPLSU', ['EpsilonPlus']), 'EpsilonPlus');
  t.is(suggest('lime', ['gamma', 'zero']), null);
  t.is(suggest('x'.repeat(1000), ['x']), null);
  t.is(didYouMean('foto', ['photo']), null);
  t.is(didYouMean('fhoto', ['photo']), 'did you mean "photo"?');
});
