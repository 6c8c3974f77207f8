import test from 'ava';
import {formatMemory, parseMemory} from '../../src/cli/explain/parse-memory.js';
import {formatRate} from '../../src/cli/progress.js';

test('a rate has two digits, or whole numbers above a hundred', t => {
  t.is(formatRate(1, 3), '0.33');
  t.is(formatRate(50, 2), '25');
  t.is(formatRate(1000, 3), '333');
  t.is(formatRate(0, 3), '–');
  t.is(formatRate(3, 0), '–');
});

test('memory is written with a unit, of 1000 or of 1024', t => {
  t.is(parseMemory('2GB'), 2e9);
  t.is(parseMemory('1.5 gib'), 1.5 * 2 ** 30);
  t.is(parseMemory('512M'), 512e6);
  for (const wrong of ['', '2', 'GB', '2 XB', '-1GB', '0MB', '2GB more', '1e3MB'])
    t.throws(() => parseMemory(wrong), {code: 'commander.invalidArgument'}, wrong);
  t.is(formatMemory(312.4e6), '312 MB');
  t.is(formatMemory(1.94e9), '1.9 GB');
});
