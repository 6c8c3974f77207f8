import test from 'ava';
import {alternate, type Side} from '../../bench/measure/alternate.js';

/** Sides that take the times given, one after the other, and write down when they were run. */
function sides(
  times: Readonly<Record<string, readonly number[]>>,
  order: string[],
): readonly Side[] {
  return Object.entries(times).map(([name, list]) => {
    let next = 0;
    return {
      name,
      run: async () => {
        order.push(name);
        return list[next++ % list.length]!;
      },
    };
  });
}

test('sides take turns, run by run', async t => {
  const order: string[] = [];
  const times = await alternate(sides({a: [1, 2, 3], b: [10, 20, 30]}, order), {
    runs: 3,
    budget: Number.POSITIVE_INFINITY,
  });
  t.deepEqual(order, ['a', 'b', 'a', 'b', 'a', 'b']);
  t.deepEqual(
    [...times],
    [
      ['a', [1, 2, 3]],
      ['b', [10, 20, 30]],
    ],
  );
});

test('no round begins once the budget is spent, but the least number of rounds is made', async t => {
  const order: string[] = [];
  await alternate(sides({a: [60]}, order), {runs: 9, budget: 100});
  t.is(order.length, 2);
  order.length = 0;
  await alternate(sides({a: [600]}, order), {runs: 9, budget: 100, least: 3});
  t.is(order.length, 3);
  order.length = 0;
  await alternate(sides({a: [600]}, order), {runs: 2, budget: 100, least: 3});
  t.is(order.length, 2);
});

test('a signal stops it between two runs', async t => {
  const controller = new AbortController();
  const order: string[] = [];
  const stopping: Side = {
    name: 'stop',
    run: async () => {
      order.push('stop');
      controller.abort(new Error('enough'));
      return 1;
    },
  };
  await t.throwsAsync(
    alternate([stopping, ...sides({b: [1]}, order)], {
      runs: 5,
      budget: Number.POSITIVE_INFINITY,
      signal: controller.signal,
    }),
    {message: 'enough'},
  );
  t.deepEqual(order, ['stop']);
});
