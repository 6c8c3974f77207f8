import test from 'ava';
import fc from 'fast-check';
import {fileNames} from '../../src/bulk/file-names.js';

test('names keep what is harmless, and folders become underscores', t => {
  t.deepEqual(fileNames(['cats/a 1.png', 'd.npy[3]', 'Zwölf.jpg', '../x.png']), [
    'cats_a_1.png',
    'd.npy_3',
    'Zwölf.jpg',
    'x.png',
  ]);
});

test('where two would be the same, be it but for their case, the later is numbered', t => {
  t.deepEqual(fileNames(['a?.png', 'a!.png', 'A_.PNG', 'manifest'], ['manifest']), [
    'a_.png',
    'a_.png-2',
    'A_.PNG-3',
    'manifest-2',
  ]);
});

test('whatever names are given, none is another’s, leads elsewhere, or is empty', t => {
  fc.assert(
    fc.property(fc.array(fc.string({unit: 'grapheme'}), {maxLength: 30}), names => {
      const files = fileNames(names);
      t.is(new Set(files.map(file => file.toLowerCase())).size, names.length);
      t.true(files.every(file => /^[\p{L}\p{N}_-][\p{L}\p{N}_.-]*$/u.test(file)));
    }),
  );
});
