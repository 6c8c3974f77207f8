import test from 'ava';
import type {Diagnostic} from '../../src/errors/diagnostic.js';
import {joinDiagnostics} from '../../src/script/join-diagnostics.js';

function at(start: number, message: string, file = 'a.lrp'): Diagnostic {
  const span = {file, start, end: start + 1, line: 1, column: start + 1};
  return {code: 'rule/range', severity: 'warning', message, span};
}

test('what is said twice in the same words at the same place stands once', t => {
  const joined = joinDiagnostics([at(5, 'a'), at(1, 'b')], [at(5, 'a'), at(5, 'c'), at(5, 'a')]);
  t.deepEqual(
    joined.map(({message}) => message),
    ['b', 'a', 'c'],
  );
});

test('the same words elsewhere, or in another file, are said again', t => {
  t.is(joinDiagnostics([at(5, 'a')], [at(6, 'a'), at(5, 'a', 'b.lrp')]).length, 3);
});
