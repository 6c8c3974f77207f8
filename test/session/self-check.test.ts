import test from 'ava';
import {setHost} from '../../src/session/host.js';
import {isNear, selfCheck} from '../../src/session/self-check.js';

const lines: string[] = [];
setHost({
  name: 'terminal',
  sink: () => ({
    text: line => {
      lines.push(line);
    },
    warning: () => {},
    display: () => {},
  }),
  signal: () => null,
  cell: () => null,
});

test.serial(
  'an answer is open, right, wrong with a hint, or throws; the check itself never does',
  async t => {
    lines.length = 0;
    const judge = (answer: number): string | null => (answer === 3 ? null : `not ${answer}`);
    await selfCheck('1a', null, judge);
    await selfCheck('1b', undefined, judge);
    await selfCheck('1c', 3, judge);
    await selfCheck('1d', 4, async answer => judge(answer));
    await selfCheck(
      '1e',
      () => {
        throw new TypeError('x is no function');
      },
      answer => answer(),
    );
    await selfCheck('1f', 0, () => Promise.reject('a word'));
    t.deepEqual(lines, [
      '… 1a: not answered yet; change the cell above and run both',
      '… 1b: not answered yet; change the cell above and run both',
      '✓ 1c: right',
      '✗ 1d: not 4',
      '✗ 1e: the answer throws: x is no function',
      '✗ 1f: the answer throws: a word',
    ]);
  },
);

test('numbers are near up to rounding, lists number by number', t => {
  t.true(isNear(1 / 3, 0.3333));
  t.false(isNear(1 / 3, 0.33));
  t.true(isNear(10000.5, 10000));
  t.true(isNear(0.3, 0.1 + 0.2, 1e-12));
  t.true(isNear([1, 2], Float32Array.of(1, 2)));
  t.true(isNear(Float64Array.of(1, 2), [1, 2.00001]));
  t.false(isNear([1, 2], [1]));
  t.false(isNear([1, 3], [1, 2]));
  for (const nothing of [undefined, null, 'a', {}, Number.NaN, () => 1]) {
    t.false(isNear(nothing, 1));
    t.false(isNear(nothing, [1]));
    t.false(isNear([nothing], [1]));
  }
});
