import fc from 'fast-check';
import {posix, win32} from 'node:path';
import test from 'ava';
import {openEntryCheck} from '../../src/fetch/check-entry.js';

const limits = {root: 'VOCdevkit', maxEntries: 4, maxFileBytes: 100, maxTotalBytes: 150};
const file = (path: string, size = 1): {path: string; type: string; size: number} => ({
  ...{path, type: 'File', size},
});

test('folders and files below the root are unpacked', t => {
  const check = openEntryCheck(limits);
  t.is(check({path: 'VOCdevkit/', type: 'Directory', size: 0}), null);
  t.is(check(file('VOCdevkit/VOC2012/JPEGImages/2008_000008.jpg')), null);
});

test('a path that leads away, or means something else on another system, is named', t => {
  for (const [path, told] of [
    ['../VOCdevkit/x', /"\.\."/],
    ['VOCdevkit/../../x', /"\.\."/],
    ['/VOCdevkit/x', /absolute/],
    ['C:/VOCdevkit/x', /character/],
    ['VOCdevkit\\..\\..\\x', /character/],
    ['VOCdevkit/x\0.jpg', /character/],
    ['VOCdevkit/a\nb', /character/],
    ['VOCdevkit//x', /between two slashes/],
    ['VOCdevkit/./x', /"\."/],
    ['VOCdevkit/x.', /ends with a dot/],
    [`VOCdevkit/${'x'.repeat(201)}`, /too long/],
    [`VOCdevkit/${'x/'.repeat(12)}y`, /12 folders deep/],
    [`VOCdevkit/${'ü'.repeat(101)}`, /too long/],
    ['VOCdevkit/NUL', /device on Windows/],
    ['VOCdevkit/aux.jpg', /device on Windows/],
    ['VOCdevkit/Com1.tar.gz', /device on Windows/],
    ['VOCdevkit/lpt² .x/y', /device on Windows/],
    ['VOCdevkit2/x', /not lie in "VOCdevkit"/],
    ['.ssh/authorized_keys', /not lie in "VOCdevkit"/],
  ] as const) {
    const reason = openEntryCheck(limits)(file(path)) ?? '';
    t.regex(reason, told, path);
  }
});

test('links, devices and pipes are refused', t => {
  for (const type of ['SymbolicLink', 'Link', 'CharacterDevice', 'BlockDevice', 'FIFO'])
    t.regex(openEntryCheck(limits)({path: 'VOCdevkit/x', type, size: 0})!, new RegExp(type));
});

test('too much in one file, in all, or too many are refused', t => {
  t.regex(openEntryCheck(limits)(file('VOCdevkit/x', 101))!, /has 101 bytes; at most 100 bytes/);
  t.regex(openEntryCheck(limits)(file('VOCdevkit/x', Number.NaN))!, /no number/);
  t.regex(openEntryCheck(limits)(file('VOCdevkit/x', -1))!, /no number/);
  t.regex(openEntryCheck(limits)(file('VOCdevkit/x', 2 ** 60))!, /no number/);
  const total = openEntryCheck(limits);
  t.is(total(file('VOCdevkit/a', 100)), null);
  t.regex(total(file('VOCdevkit/b', 51))!, /more than 150 bytes/);
  const many = openEntryCheck(limits);
  for (const name of ['a', 'b', 'c', 'd']) t.is(many(file(`VOCdevkit/${name}`)), null);
  t.regex(many(file('VOCdevkit/e'))!, /more than 4 files/);
});

test('a file that comes twice is refused, in other case or other Unicode form too', t => {
  for (const [first, second] of [
    ['VOCdevkit/a', 'VOCdevkit/a'],
    ['VOCdevkit/a.JPG', 'VOCdevkit/A.jpg'],
    ['VOCdevkit/\u00e9', 'VOCdevkit/e\u0301'],
  ] as const) {
    const check = openEntryCheck(limits);
    t.is(check(file(first)), null);
    t.regex(check(file(second))!, /there twice/);
  }
});

test('names that only resemble those of devices are unpacked', t => {
  for (const name of ['auxiliary.jpg', 'com', 'com10', 'null', 'x.nul', 'console'])
    t.is(openEntryCheck(limits)(file(`VOCdevkit/${name}`)), null, name);
});

test('what is a file and a folder as well is refused', t => {
  const folder = (path: string): {path: string; type: string; size: number} => ({
    ...{path, type: 'Directory', size: 0},
  });
  for (const [first, second] of [
    [file('VOCdevkit/a'), file('VOCdevkit/A/b')],
    [file('VOCdevkit/a/b'), file('VOCdevkit/a')],
    [folder('VOCdevkit/a/'), file('VOCdevkit/a')],
    [file('VOCdevkit/a'), folder('VOCdevkit/a/')],
    [file('VOCdevkit'), folder('VOCdevkit/')],
  ] as const) {
    const check = openEntryCheck(limits);
    t.is(check(first), null);
    t.regex(check(second)!, /is a file there and a folder as well/);
  }
  const check = openEntryCheck(limits);
  for (const entry of [folder('VOCdevkit/a/'), file('VOCdevkit/a/b'), folder('VOCdevkit/a')])
    t.is(check(entry), null);
});

test('whatever passes stays in the folder on every system', t => {
  const segment = fc.constantFrom('VOCdevkit', '..', '.', '', 'a', 'C:', '\\', 'b\\..', 'x.', '~');
  fc.assert(
    fc.property(fc.array(segment, {maxLength: 6}), segments => {
      const path = segments.join('/');
      if (openEntryCheck(limits)(file(path)) !== null) return true;
      const inside = posix.resolve('/target', path).startsWith('/target/VOCdevkit');
      return inside && win32.resolve('C:\\target', path).startsWith('C:\\target\\VOCdevkit');
    }),
    {seed: 7, numRuns: 2000},
  );
  t.pass();
});
