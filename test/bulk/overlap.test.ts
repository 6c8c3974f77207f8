import test from 'ava';
import {overlap} from '../../src/bulk/overlap.js';

/** A promise that others settle. */
function gate(): {readonly passed: Promise<void>; open(): void} {
  let open = (): void => {};
  const passed = new Promise<void>(resolve => {
    open = resolve;
  });
  return {passed, open: () => open()};
}

const turns = async (count = 20): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise(resolve => setImmediate(resolve));
};

test('while one item is computed, the next is loaded and the one before is written', async t => {
  const events: string[] = [];
  const gates = [1, 2, 3, 4].map(() => gate());
  const written = gate();
  const all = overlap([0, 1, 2, 3], {
    async load(item) {
      events.push(`load ${item}`);
      return item;
    },
    async compute(item) {
      events.push(`compute ${item}`);
      await gates[item]!.passed;
      return item;
    },
    async write(item) {
      events.push(`write ${item}`);
      if (item === 0) await written.passed;
      events.push(`written ${item}`);
    },
  });
  await turns();
  t.deepEqual(events, ['load 0', 'load 1', 'compute 0'], 'no more than one ahead');
  gates[0]!.open();
  await turns();
  t.deepEqual(events.slice(3), ['write 0', 'load 2', 'compute 1'], 'item 0 is still being written');
  gates[1]!.open();
  await turns();
  t.deepEqual(events.slice(6), [], 'one item is written at a time, and one waits');
  written.open();
  await turns();
  t.deepEqual(events.slice(6, 8), ['written 0', 'write 1']);
  t.deepEqual(events.slice(8).toSorted(), ['compute 2', 'load 3', 'written 1']);
  gates[2]!.open();
  gates[3]!.open();
  await all;
  t.deepEqual(events.slice(-2), ['write 3', 'written 3']);
});

for (const [stage, kept] of [
  ['load', [0, 1]],
  ['compute', [0, 1]],
  ['write', [0, 1]],
] as const) {
  test(`where ${stage} fails, what was computed before is written, and that failure is told`, async t => {
    const failure = new Error(stage);
    const written: number[] = [];
    const failing = (name: string, item: number): void => {
      if (name === stage && item === 2) throw failure;
    };
    const all = overlap([0, 1, 2, 3, 4, 5], {
      async load(item) {
        failing('load', item);
        return item;
      },
      async compute(item) {
        failing('compute', item);
        return item;
      },
      async write(item) {
        await turns(2);
        failing('write', item);
        written.push(item);
      },
    });
    t.is(await t.throwsAsync(all), failure);
    t.deepEqual(written, [...kept]);
  });
}

test('no item is no work', async t => {
  const never = () => Promise.reject(new Error('called'));
  await t.notThrowsAsync(overlap([], {load: never, compute: never, write: never}));
});
