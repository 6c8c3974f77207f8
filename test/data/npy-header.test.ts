import test from 'ava';
import {parseNpyHeader} from '../../src/data/npy-header.js';

const good = [
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }          \n", '<f4', false, [2, 3]],
  ['{"shape":(5,),"descr":">f4","fortran_order":True}', '>f4', true, [5]],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (), }", '<f4', false, []],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (3L, 4L), }", '<f4', false, [3, 4]],
] as const;

for (const [text, dtype, fortranOrder, shape] of good) {
  test(`reads ${text.trim()}`, t => {
    t.deepEqual(parseNpyHeader(text), {
      ok: true,
      header: {dtype, fortranOrder, shape: [...shape]},
    });
  });
}

const bad = [
  '',
  '{',
  '{}',
  '[1, 2]',
  "{'descr': '<f4'",
  "{'descr': '<f4', 'fortran_order': False, 'shape': (3) }",
  "{'descr': '<f4', 'fortran_order': False, 'shape': (3, x) }",
  "{'descr': '<f4', 'fortran_order': False, 'shape': (3,, 4) }",
  "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 1e9) }",
  "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4",
  "{'descr': '<f4', 'fortran_order': 0, 'shape': (3, 4)}",
  "{'descr': '<f4', 'fortran_order': False, 'shape': [3, 4]}",
  "{'descr': 4, 'fortran_order': False, 'shape': (3, 4)}",
  "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)}",
  "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), 'more': True}",
  "{'descr': '<f4' 'fortran_order': False, 'shape': (3, 4)}",
  "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)} ; import os",
  "{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (3, 4)}",
];

for (const text of bad) {
  test(`refuses ${JSON.stringify(text)}`, t => {
    const parsed = parseNpyHeader(text);
    t.false(parsed.ok);
    if (!parsed.ok) t.true(parsed.reason.length > 5);
  });
}

test('a list of fields is named as a structured dtype, not read further', t => {
  const parsed = parseNpyHeader("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,)}");
  t.true(parsed.ok && parsed.header.dtype === 'structured');
});
