import test from 'ava';
import {sideBySideOutput} from '../../src/inline/side-by-side-output.js';
import {pngSize} from '../../src/plot/png.js';
import {explained as features} from '../report/explained.js';
import {madeUp} from './pictures.js';

test('several maps stand side by side: a column for each plan behind the picture', t => {
  const [one, two] = [madeUp({rows: 1}), madeUp({rows: 2})];
  const [small, large] = [sideBySideOutput(one), sideBySideOutput(two)];
  // The picture, and a map for each plan.
  t.deepEqual(
    small?.figure?.data.map(({type}) => type),
    ['image', ...one.plans.map(() => 'heatmap')],
  );
  t.true(Number(small?.figure?.layout['width']) < 900);
  t.true(small!.text.includes(one.plans.map(({plan}) => plan.name).join(', ')));
  const [a, b] = [pngSize(small!.png!), pngSize(large!.png!)];
  t.is(a!.width, b!.width);
  t.true(b!.height > a!.height);
});

test('a single map, features and more than fits have no such picture', t => {
  const made = madeUp({rows: 1});
  t.is(sideBySideOutput({...made, plans: made.plans.slice(0, 1)}), null);
  t.is(sideBySideOutput(features), null);
  t.is(sideBySideOutput(madeUp({rows: 7})), null);
});
