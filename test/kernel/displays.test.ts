import test from 'ava';
import {createDisplays} from '../../kernel/displays.js';

test('an id is new once, whichever cell uses it', t => {
  const displays = createDisplays();
  t.false(displays.known('bar', 'cell 1'));
  t.true(displays.known('bar', 'cell 1'));
  t.true(displays.known('bar', 'cell 2'));
  t.false(displays.known('other', null));
});

test('a cell that runs again makes its ids anew, and only its own', t => {
  const displays = createDisplays();
  displays.known('bar', 'cell 1');
  displays.known('map', 'cell 2');
  displays.forget('cell 1');
  t.false(displays.known('bar', 'cell 1'));
  t.true(displays.known('map', 'cell 2'));
});

test('a long session forgets its oldest ids', t => {
  const displays = createDisplays();
  for (let n = 0; n <= 10_000; n += 1) displays.known(`id ${n}`, null);
  t.true(displays.known('id 10000', null));
  t.true(displays.known('id 1', null));
  t.false(displays.known('id 0', null));
});
