import test from 'ava';
import {compile} from '../../dsl/compile.js';
import {resolveInclude} from '../../dsl/include-path.js';
import {readMarks} from './helpers/marked.js';

function compileFiles(files: Readonly<Record<string, string>>): ReturnType<typeof compile> {
  const [main = ''] = Object.keys(files);
  return compile(files[main]!, {file: main, readInclude: path => files[path] ?? null});
}

test('included statements stand where the include stood, lets and plans with them', t => {
  const result = compileFiles({
    'a.lrp': 'include "parts/b.lrp"\nplan p extends base { input use gamma(g) }\nshow plan',
    'parts/b.lrp': 'include "c.lrp"\nplan base { all use gamma(g) }',
    'parts/c.lrp': 'let g = 0.5\nshow graph',
  });
  t.true(result.ok);
  if (!result.ok) return;
  t.deepEqual(
    result.value.statements.map(({kind}) => kind),
    ['show', 'plan', 'plan', 'show'],
  );
  t.deepEqual(
    result.value.plans.get('p')!.lines.map(line => line.text),
    ['all use gamma(0.5)', 'input use gamma(0.5)'],
  );
  t.is(result.value.statements[0]!.span.file, 'parts/c.lrp');
});

test('a mistake in an included file carries the name of that file', t => {
  const result = compileFiles({
    'a.lrp': 'include "b.lrp"\nall use gama',
    'b.lrp': 'show graph\nshow grph',
  });
  const found = result.ok ? [] : result.diagnostics;
  t.deepEqual(
    found.map(({code, span}) => [code, span.file, span.line]),
    [
      ['rule/unknown', 'a.lrp', 2],
      ['show/unknown', 'b.lrp', 2],
    ],
  );
});

test('a file that two files include counts once', t => {
  const result = compileFiles({
    'a.lrp': 'include "b.lrp"\ninclude "c.lrp"',
    'b.lrp': 'include "c.lrp"\nall use gamma(g)',
    'c.lrp': 'let g = 0.5',
  });
  t.true(result.ok);
});

test('a circle of includes is reported at the include that closes it, and ends', t => {
  const files = {
    'a.lrp': 'include "b.lrp"',
    'b.lrp': 'show graph\ninclude "./c.lrp"',
    'c.lrp': 'include "a.lrp"',
  };
  const result = compileFiles(files);
  const found = result.ok ? [] : result.diagnostics;
  t.deepEqual(
    found.map(({code, span}) => [code, span.file, span.start, span.end]),
    [['include/cycle', 'c.lrp', 8, 15]],
  );
  t.regex(found[0]!.message, /a\.lrp → b\.lrp → c\.lrp → a\.lrp/);
});

for (const path of [
  '../b.lrp',
  '/b.lrp',
  'x/../../b.lrp',
  'C:\\\\b.lrp',
  '..\\\\b.lrp',
  'http://x/b.lrp',
  '',
  '~/b.lrp',
  '.',
]) {
  test(`the path ${JSON.stringify(path)} leaves the folder and is not read`, t => {
    const {text, spans} = readMarks(`show graph\ninclude <|"${path}"|>`);
    const readInclude = (): never => {
      throw new Error('must not be read');
    };
    const result = compile(text, {file: 'here/a.lrp', readInclude});
    const found = result.ok ? [] : result.diagnostics;
    t.deepEqual(
      found.map(({code, span}) => [code, span.start, span.end]),
      [['include/outside', ...spans[0]!]],
    );
  });
}

test('a path may go up within the folder of the script, not beyond it', t => {
  t.is(resolveInclude('../c.lrp', 'parts/b.lrp'), 'c.lrp');
  t.is(resolveInclude('./x/./y/../c.lrp', 'b.lrp'), 'x/c.lrp');
  t.is(resolveInclude('../../c.lrp', 'parts/b.lrp'), null);
});

test('a file that is not there, and one that cannot be read, are told apart', t => {
  const gone = Object.assign(new Error('no such file'), {code: 'ENOENT'});
  const code = (readInclude: () => string | null): unknown => {
    const result = compile('include "b.lrp"', {file: 'a.lrp', readInclude});
    return result.ok ? null : result.diagnostics.map(found => found.code);
  };
  t.deepEqual(
    code(() => null),
    ['include/missing'],
  );
  t.deepEqual(
    code(() => {
      throw gone;
    }),
    ['include/missing'],
  );
  t.deepEqual(
    code(() => {
      throw new Error('too large');
    }),
    ['include/unreadable'],
  );
});

test('includes without end are stopped', t => {
  let count = 0;
  const deep = compile('include "0.lrp"', {
    file: 'a.lrp',
    readInclude: () => `include "${++count}.lrp"`,
  });
  t.deepEqual(deep.ok ? [] : deep.diagnostics.map(found => found.code), ['include/limit']);
  const wide = Array.from({length: 300}, (_, index) => `include "${index}.lrp"`).join('\n');
  const result = compile(wide, {file: 'a.lrp', readInclude: () => ''});
  t.true(!result.ok && result.diagnostics.every(found => found.code === 'include/limit'));
});
