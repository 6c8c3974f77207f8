import test from 'ava';
import {mapConsistency} from '../../../src/evaluate/consistency/map-consistency.js';
import {randomFrom} from '../../helpers/random.js';

test('by hand: 7 of 8 arrive, and 1 of 9 is negative', t => {
  const found = mapConsistency([5, 3, -1, 0], 8, 0.125);
  t.is(found.conservationError, 1 / 8);
  t.is(found.negativeShare, 1 / 9);
  t.true(found.consistent);
  t.false(mapConsistency([5, 3, -1, 0], 8, 0.12).consistent);
  t.false(mapConsistency([5, 3, -1, 0], 8, 0.1).consistent);
});

test('a perfect map is consistent without any tolerance, its opposite is not within 90 %', t => {
  t.deepEqual(mapConsistency([1, 2, 5], 8, 0), {
    ...{conservationError: 0, negativeShare: 0, consistent: true},
  });
  t.deepEqual(mapConsistency([-1, -2, -5], 8, 0.9), {
    ...{conservationError: 2, negativeShare: 1, consistent: false},
  });
});

test('one condition alone is not enough', t => {
  t.false(mapConsistency([10, -2], 8, 0.05).consistent);
  t.false(mapConsistency([3, 3], 8, 0.05).consistent);
});

test('noise around 0 is negative for the half and adds up to nothing', t => {
  const random = randomFrom(3);
  const noise = Array.from({length: 20_000}, () => random.uniform() - 0.5);
  const {conservationError, negativeShare, consistent} = mapConsistency(noise, 1e5, 0.05);
  t.true(Math.abs(negativeShare - 0.5) < 0.02);
  t.true(Math.abs(conservationError - 1) < 0.01);
  t.false(consistent);
});

test('a score below 0 adds up at best: its relevance has to be negative', t => {
  const found = mapConsistency([-3, -5], -8, 0.05);
  t.is(found.conservationError, 0);
  t.is(found.negativeShare, 1);
  t.false(found.consistent);
});

test('a score of 0 allows no relevance at all', t => {
  t.deepEqual(mapConsistency([0, 0], 0, 0.05), {
    ...{conservationError: 0, negativeShare: 0, consistent: true},
  });
  const found = mapConsistency([0.5, 0], 0, 0.05);
  t.true(Number.isNaN(found.conservationError));
  t.false(found.consistent);
});
